import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commands } from '../support/commands.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { buyEsim } from '../support/trade.ts'
import { gap, runTravel, type Travel, travel } from '../support/travel.ts'

/** The entries of a history that the list of last actions has a word for, and that word. */
const WORDS: Readonly<Record<string, string>> = {
  'Bundle Applied': 'Bundle Applied',
  'Bundle Revoked': 'Bundle Revoked',
  'Bundle Refunded To Balance': 'Bundle Refund',
  'Bundle Refunded to Inventory': 'Bundle Refund',
  'eSIM Updated': 'eSIM Updated',
  'eSIM Refreshed': 'eSIM Refreshed',
  'eSIM Utilisation Alert': 'eSIM Utilisation Alert',
}

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
    const { esims } = (await api.get('/esims?perPage=100')).json
    for (const { iccid, lastAction, actionDate } of esims) {
      const { actions } = (await api.get(`/esims/${iccid}/history?perPage=1000`)).json
      const newest = actions.find(({ name }: { name: string }) => WORDS[name] !== undefined)
      expect([lastAction, actionDate.slice(0, 19)]).toEqual([WORDS[newest?.name], newest?.date.slice(0, 19)])
    }
    await close()
  })
  await fc.assert(property, { numRuns: 40 })
}, 60_000)
