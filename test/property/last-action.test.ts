import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commands } from '../support/commands.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { findLastActionErrors } from '../support/laws/last-action.ts'
import { buyEsim } from '../support/trade.ts'
import { gap, runTravel, type Travel, travel } from '../support/travel.ts'

type Step = Travel | 'refresh' | 'update'

const steps: fc.Arbitrary<{ gap: number; step: Step }[]> = fc.array(
  fc.record({ gap, step: fc.oneof<fc.Arbitrary<Step>[]>(travel, travel, fc.constantFrom('refresh', 'update')) }),
  { minLength: 2, maxLength: 8 },
)

test('the last action of an eSIM is the newest entry of its history, in its own words', async () => {
  const property = fc.asyncProperty(steps, commands, async (journey, trades) => {
    const { api, emulator, close } = await openTestEmulator()
    const iccid = await buyEsim(api)
    for (const [index, { gap, step }] of journey.entries()) {
      await emulator.clock.advance(gap)
      if (step === 'refresh') await api.get(`/esims/${iccid}/refresh`)
      else if (step === 'update') await api.put('/esims', { body: { iccid, customerRef: 'a' } })
      else if (typeof step === 'object') await runTravel(api, emulator, step)
      const trade = trades[index]
      if (trade) await runTravel(api, emulator, trade)
    }
    expect(await findLastActionErrors(api)).toEqual([])
    await close()
  })
  await fc.assert(property, { numRuns: 40 })
}, 60_000)
