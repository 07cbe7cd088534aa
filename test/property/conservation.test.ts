import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { commands, listIccids, run } from '../support/commands.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { findLedgerErrors, findMoneyErrors } from '../support/laws/books.ts'
import { watchUnits } from '../support/laws/units.ts'
import { getAssignments, getBalance } from '../support/trade.ts'

test('no unit and no money is ever made or lost', async () => {
  const property = fc.asyncProperty(commands, async (steps) => {
    const { api, emulator, close } = await openTestEmulator()
    try {
      const units = watchUnits(api)
      for (const step of steps) {
        await units.during(() => run(api, step))
        expect(await findMoneyErrors(api)).toEqual([])
        expect(await findLedgerErrors(emulator)).toEqual([])
        expect(await units.findErrors()).toEqual([])
      }
    } finally {
      await close()
    }
  })
  await fc.assert(property, { numRuns: 20 })
}, 60_000)

test('what was bought and is given back whole leaves the balance as it was', async () => {
  const property = fc.asyncProperty(commands, async (steps) => {
    const { api, close } = await openTestEmulator()
    try {
      const purchases = steps.filter(({ kind }) => kind === 'order')
      for (const step of purchases) await run(api, { ...step, esim: null } as typeof step)
      for (const iccid of await listIccids(api)) await giveBack(api, iccid)
      for (let left = true; left; ) left = (await run(api, { kind: 'refund', purchase: 0, quantity: 1 })) !== undefined
      expect(await getBalance(api)).toBe(1000)
    } finally {
      await close()
    }
  })
  await fc.assert(property, { numRuns: 15 })
}, 60_000)

async function giveBack(api: Api, iccid: string): Promise<void> {
  const [assignment] = await getAssignments(api, iccid)
  const { bundles } = (await api.get(`/esims/${iccid}/bundles`)).json
  const answer = await api.delete(
    `/esims/${iccid}/bundles/${bundles[0].name}?refundToBalance=true&offerId=${assignment?.id}`,
  )
  expect(answer.json.status).toContain('refunded to balance')
}
