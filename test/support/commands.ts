import fc from 'fast-check'
import type { Answer, Api } from './api.ts'
import { BUNDLES, getAssignments, getInventory, orderBody } from './trade.ts'

/** A thing that a reseller does. Numbers choose among what there is at the time, counted around. */
export type Command =
  | {
      readonly kind: 'order'
      readonly item: string
      readonly quantity: number
      readonly assign: boolean
      readonly esim: number | null
    }
  | { readonly kind: 'apply'; readonly item: string; readonly repeat: number; readonly esim: number | null }
  | { readonly kind: 'revoke'; readonly esim: number; readonly item: string; readonly toBalance: boolean }
  | { readonly kind: 'revokeOne'; readonly esim: number; readonly assignment: number }
  | { readonly kind: 'refund'; readonly purchase: number; readonly quantity: number }
  | { readonly kind: 'topUp'; readonly amount: number }

export const ITEMS = [BUNDLES.uk, BUNDLES.france, BUNDLES.threeDecimals, BUNDLES.year] as const

const item = fc.constantFrom(...ITEMS)
const index = fc.nat({ max: 20 })
const esim = fc.option(index, { nil: null })
const toBalance = fc.boolean()

/** What a reseller may do, one after the other. Half of it trades in one bundle, so that there is something to give back. */
export const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('order' as const),
        item,
        quantity: fc.integer({ min: 1, max: 3 }),
        assign: fc.boolean(),
        esim,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('apply' as const), item, repeat: fc.integer({ min: 1, max: 2 }), esim }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('revoke' as const), esim: index, item, toBalance }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('revokeOne' as const), esim: index, assignment: index }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('refund' as const),
        purchase: index,
        quantity: fc.integer({ min: 1, max: 3 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('topUp' as const), amount: fc.constantFrom(1000, 2500) }) },
  ),
  { minLength: 4, maxLength: 14 },
)

const choose = <Item>(items: readonly Item[], number: number): Item | undefined => items[number % items.length]

export async function listIccids(api: Api): Promise<string[]> {
  return (await api.get('/esims?perPage=100')).json.esims.map(({ iccid }: { iccid: string }) => iccid)
}

/** Does it; undefined when there is nothing to do it with. A refusal is an answer like any other. */
export async function run(api: Api, command: Command): Promise<Answer | undefined> {
  switch (command.kind) {
    case 'order': {
      const { item, quantity, assign } = command
      const iccid = command.esim === null ? undefined : choose(await listIccids(api), command.esim)
      const iccids = assign && iccid !== undefined ? { iccids: Array<string>(quantity).fill(iccid) } : {}
      return api.post('/orders', { body: orderBody({ item, quantity, assign, ...iccids }) })
    }
    case 'apply': {
      const iccid = command.esim === null ? undefined : choose(await listIccids(api), command.esim)
      const target = iccid === undefined ? { repeat: command.repeat } : { iccid }
      return api.post('/esims/apply', { body: { bundle: command.item, ...target } })
    }
    case 'revoke': {
      const iccid = choose(await listIccids(api), command.esim)
      if (iccid === undefined) return undefined
      const path = `/esims/${iccid}/bundles/${command.item}`
      if (!command.toBalance) return api.delete(path)
      const { assignments } = (await api.get(path)).json
      return api.delete(`${path}?refundToBalance=true&offerId=${assignments[0]?.id ?? 0}`)
    }
    case 'revokeOne': {
      const iccid = choose(await listIccids(api), command.esim)
      const assignment = iccid && choose(await getAssignments(api, iccid), command.assignment)
      if (!assignment) return undefined
      const { bundles } = (await api.get(`/esims/${iccid}/bundles?includeUsed=true&limit=200`)).json
      const bundle = bundles.find(({ assignments }: { assignments: { id: string }[] }) =>
        assignments.some(({ id }) => id === assignment.id),
      )
      return api.delete(`/esims/${iccid}/bundles/${bundle.name}/assignments/${assignment.id}`)
    }
    case 'refund': {
      const purchases = (await getInventory(api)).flatMap(({ available }) => available)
      const purchase = choose(purchases, command.purchase)
      if (!purchase) return undefined
      const quantity = Math.min(command.quantity, purchase.remaining)
      return api.post('/inventory/refund', { body: { usageId: purchase.id, quantity } })
    }
    case 'topUp':
      return api.post(`/organisation/balance?amount=${command.amount}`)
  }
}
