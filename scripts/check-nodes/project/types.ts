/** Compiles only where the declarations stand alone: nothing here may be `any`. */
import { createEmulator, type Emulator, type OrganisationHandle, verifySignature } from 'esim-go-emulator'
import { test } from 'esim-go-emulator/vitest'

type IsAny<T> = 0 extends 1 & T ? true : false
const isTyped = <T>(_: IsAny<T> extends true ? never : T): void => undefined

const emulator: Emulator = await createEmulator({ seed: 7 })
const other: OrganisationHandle = emulator.organisation('another-key')
const { balance } = await other.settings.get()
isTyped<number>(balance)
isTyped(balance)
const { events } = await emulator.clock.advance('8d')
isTyped<(typeof events)[number]>(events[0] as (typeof events)[number])
isTyped(events)
const valid: boolean = verifySignature('{}', undefined, emulator.apiKey)
isTyped(valid)
test('the fixture', async ({ emulator: fixture }) => {
  isTyped(fixture.url)
})
