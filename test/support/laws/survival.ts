import type { OrganisationHandle } from '../../../src/client/handle.ts'
import type { Api } from '../api.ts'
import { pastOrder, type WireOrder } from '../trade.ts'
import { listOrders } from './books.ts'

/** What the clients of an organisation were answered, and what they asked for. */
export interface Answered {
  readonly orders: readonly WireOrder[]
  readonly iccids: Iterable<string>
  readonly requestIds: readonly number[]
  /** Orders and top-ups that were sent, whether they had an answer or not. */
  readonly sent: { readonly orders: number; readonly topUps: number }
  readonly answeredTopUps: { readonly count: number }
}

/**
 * The law of what was answered: it is there afterwards as it was answered, once; what had no answer is there once or not at
 * all; and no number was given to two calls. Returns each breach.
 */
export async function findLosses(api: Api, answered: Answered): Promise<string[]> {
  const orders = await listOrders(api)
  const byReference = new Map(orders.map((order) => [order.orderReference, order]))
  const iccids = await listAllIccids(api)
  const bought = orders.filter(({ order }) => order[0]?.type === 'bundle').length
  const toppedUp = orders.filter(({ order }) => order[0]?.type === 'apiTopup').length
  return [
    ...answered.orders.flatMap((order) => {
      const kept = byReference.get(order.orderReference)
      if (!kept) return [`order ${order.orderReference} was answered and is gone`]
      const [was, is] = [pastOrder(order, kept.runningBalance ?? 0), kept].map((each) => JSON.stringify(sorted(each)))
      return was === is ? [] : [`order ${order.orderReference} was answered as ${was} and is ${is}`]
    }),
    ...repeated(answered.orders.map(({ orderReference }) => orderReference)).map(
      (reference) => `two orders were answered with the reference ${reference}`,
    ),
    ...listed('calls were answered twice with the request ids', repeated(answered.requestIds)),
    ...[...answered.iccids]
      .filter((iccid) => !iccids.has(iccid))
      .map((iccid) => `eSIM ${iccid} was answered and is gone`),
    ...outside('orders', bought, answered.orders.length, answered.sent.orders),
    ...outside('top-ups', toppedUp, answered.answeredTopUps.count, answered.sent.topUps),
  ]
}

const listed = (what: string, items: readonly unknown[]): string[] =>
  items.length === 0
    ? []
    : [`${what} ${items.slice(0, 10).join(', ')}${items.length > 10 ? ` and ${items.length - 10} more` : ''}`]

const outside = (what: string, count: number, least: number, most: number): string[] =>
  count >= least && count <= most ? [] : [`there are ${count} ${what}: ${least} were answered, ${most} were sent`]

const repeated = <Item>(items: readonly Item[]): Item[] => [
  ...new Set(items.filter((item, index) => items.indexOf(item) !== index)),
]

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([name, each]) => [name, sorted(each)]),
        )
      : value

async function listAllIccids(api: Api): Promise<Set<string>> {
  const iccids = new Set<string>()
  for (let page = 1; ; page++) {
    const { esims } = (await api.get(`/esims?perPage=100&page=${page}`)).json
    for (const { iccid } of esims as { iccid: string }[]) iccids.add(iccid)
    if (esims.length < 100) return iccids
  }
}

/** The law of doubt: no two orders that were both answered are told as one that was placed twice. Returns each breach. */
export async function findFalseDoubts({ ledger }: OrganisationHandle, { orders }: Answered): Promise<string[]> {
  const answered = new Set(orders.map(({ orderReference }) => orderReference))
  const { doubtful } = await ledger({ limit: 1 })
  return doubtful
    .filter((doubt) => doubt.orders.filter((reference) => answered.has(reference)).length > 1)
    .map(({ orders, reason }) => `${orders.join(' and ')} were answered and are doubtful: ${reason}`)
}

/**
 * The law of callbacks, when all that was due has been tried: none waits any more, each that counts as delivered was
 * received, and nothing was received that the organisation does not list. Returns each breach.
 */
export async function findCallbackErrors(
  { callbacks }: OrganisationHandle,
  received: ReadonlyMap<string, number>,
): Promise<string[]> {
  const listed = await callbacks.list({ limit: 10_000 })
  return listed.flatMap(({ id, alertType, status, body, attempts }) => {
    if (status === 'pending') return [`callback ${id} (${alertType}) still waits after ${JSON.stringify(attempts)}`]
    if (status === 'delivered' && !received.has(body)) return [`callback ${id} (${alertType}) is delivered, unreceived`]
    return []
  })
}
