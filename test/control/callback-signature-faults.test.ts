import { expect, test } from 'vitest'
import type { Received } from '../support/receiver.ts'
import { createTold, isGenuine, SIGNATURE, TOLD, useUp } from '../support/told.ts'

test('bad-signature: a callback that is not signed stays as it is', async () => {
  const { receiver, ...started } = await createTold(undefined, { callbackVersion: 'V2' })
  await started.emulator.faults.add({ match: { callback: '*' }, fault: { type: 'bad-signature' } })
  await useUp(started)
  expect(receiver.received.map(({ headers }) => SIGNATURE in headers)).not.toContain(true)
})

test.each(['base64', 'hex'] as const)(
  'bad-signature in %s: the same bytes, and no key made it',
  async (callbackEncoding) => {
    const { receiver, ...started } = await createTold()
    const { emulator } = started
    await emulator.settings.change({ callbackEncoding })
    await emulator.faults.add({ match: { callback: 'FirstUse' }, fault: { type: 'bad-signature' } })
    await useUp(started)
    const genuine = receiver.received.map((received) => isGenuine(received, emulator.apiKey))
    expect(genuine).toEqual(TOLD.map((type) => type !== 'FirstUse'))
    const lengths = receiver.received.map(({ headers }) => headers[SIGNATURE]?.length)
    expect(new Set(lengths).size).toBe(1)
    const [told] = await emulator.callbacks.list({ alertType: 'FirstUse' })
    await emulator.callbacks.redeliver(told?.id ?? 0)
    expect(receiver.received.at(-1)?.body).toBe(told?.body)
    expect(isGenuine(receiver.received.at(-1) as Received, emulator.apiKey)).toBe(true)
  },
)

test('a receiver that refuses a forged callback is sent the genuine one later', async () => {
  const { receiver, ...started } = await createTold((received) => (isGenuine(received, 'test-key') ? 200 : 401))
  await started.emulator.faults.add({ match: { callback: 'FirstUse' }, fault: { type: 'bad-signature' } })
  await useUp(started)
  await started.emulator.clock.advance('1h')
  const [told] = await started.emulator.callbacks.list({ alertType: 'FirstUse' })
  expect(told?.attempts.map(({ status }) => status)).toEqual([401, 200])
  expect(receiver.received).toHaveLength(TOLD.length + 1)
})
