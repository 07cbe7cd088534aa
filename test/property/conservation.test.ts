import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { commands, ITEMS, listIccids, run } from '../support/commands.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { countStock, getAssignments, getBalance, type WireAssignment, type WireOrder } from '../support/trade.ts'

const inThousandths = (amount: number): number => Math.round(amount * 1000)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const listOrders = async (api: Api): Promise<WireOrder[]> => (await api.get('/orders?limit=10000')).json.orders

/** What an order did to the balance: its total is a cost, but a top-up's is what came in. */
const inOrOut = ({ order, total }: WireOrder): number =>
  order[0]?.type === 'apiTopup' ? inThousandths(total) : -inThousandths(total)

async function expectBooksToAgree(api: Api, orders: readonly WireOrder[]): Promise<void> {
  const moved = sum(orders.map(inOrOut))
  const balance = inThousandths(await getBalance(api))
  expect(balance).toBe(1_000_000 + moved)
  expect(inThousandths(orders[0]?.runningBalance ?? 1000)).toBe(balance)
  for (const { order, total } of orders) {
    expect(sum(order.map(({ subTotal }) => inThousandths(subTotal)))).toBe(inThousandths(total))
  }
}

/** Units of a bundle by where they are. A unit on an eSIM is known by its reference: once given back it gets another. */
async function locateUnits(api: Api, orders: readonly WireOrder[], item: string, givenUp: ReadonlySet<string>) {
  const lines = orders.flatMap(({ order }) => order).filter((line) => line.item === item)
  const count = (type: string) => sum(lines.filter((line) => line.type === type).map(({ quantity }) => quantity))
  const onEsims = new Set<string>()
  for (const iccid of await listIccids(api)) {
    const { json } = await api.get(`/esims/${iccid}/bundles?limit=200`)
    const bundle = json.bundles.find(({ name }: { name: string }) => name === item)
    for (const { assignmentReference } of bundle?.assignments ?? []) onEsims.add(assignmentReference)
  }
  return {
    bought: count('bundle'),
    refunded: count('bundleRefund'),
    inventory: await countStock(api, item),
    onEsims: [...onEsims].filter((reference) => !givenUp.has(`${item} ${reference}`)).length,
    givenUp: [...givenUp].filter((unit) => unit.startsWith(`${item} `)).length,
  }
}

/** Which units of which bundles are on eSIMs, whole or in part. */
async function listUnits(api: Api): Promise<Map<string, string>> {
  const units = new Map<string, string>()
  for (const iccid of await listIccids(api)) {
    const { bundles } = (await api.get(`/esims/${iccid}/bundles?limit=200`)).json
    for (const { name, assignments } of bundles) {
      for (const { id, assignmentReference } of assignments as WireAssignment[]) {
        units.set(id, `${name} ${assignmentReference}`)
      }
    }
  }
  return units
}

test('no unit and no money is ever made or lost', async () => {
  const property = fc.asyncProperty(commands, async (steps) => {
    const { api, close } = await openTestEmulator()
    try {
      const givenUp = new Set<string>()
      for (const step of steps) {
        const before = await listUnits(api)
        const answer = await run(api, step)
        if (answer?.json?.status === 'Successfully Revoked Bundle') {
          const after = await listUnits(api)
          for (const [id, unit] of before) if (!after.has(id)) givenUp.add(unit)
        }
        const orders = await listOrders(api)
        await expectBooksToAgree(api, orders)
        for (const item of ITEMS) {
          const { bought, ...places } = await locateUnits(api, orders, item, givenUp)
          expect([item, sum(Object.values(places))]).toEqual([item, bought])
        }
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
