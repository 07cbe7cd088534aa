import type { ConnectedEmulator } from '../src/client/connect.ts'
import { connectEmulator } from '../src/client/connect.ts'
import type { OrganisationHandle } from '../src/client/handle.ts'
import { EmulatorError } from '../src/http/control-answer.ts'
import type { Answer, Api } from '../test/support/api.ts'
import { ITEMS } from '../test/support/commands.ts'
import { getInventory, orderBody, type WireOrder } from '../test/support/trade.ts'
import { createRemoteApi } from './process.ts'
import type { Attempt } from './round.ts'

/** What the clients of one organisation know: what was answered to them, and how often they got no answer. */
export interface Known {
  readonly apiKey: string
  readonly orders: WireOrder[]
  readonly iccids: Set<string>
  /** The ids of all its answered calls, in the order of the answers. */
  readonly requestIds: number[]
  /** Writes that were sent, answered or not. */
  readonly sent: { orders: number; topUps: number }
  readonly answeredTopUps: { count: number }
}

export const createKnown = (apiKey: string): Known => ({
  apiKey,
  orders: [],
  iccids: new Set(),
  requestIds: [],
  sent: { orders: 0, topUps: 0 },
  answeredTopUps: { count: 0 },
})

/** Connections of one organisation to a running emulator. */
export interface Connection {
  readonly api: Api
  readonly handle: OrganisationHandle
}

export const connect = (url: string, apiKey: string): Connection => ({
  api: createRemoteApi(url, apiKey),
  handle: connectEmulator(url, { apiKey }) as ConnectedEmulator,
})

/** Whether a call had no answer, or half of one, since nobody was there any more. */
export const isBroken = (error: unknown): boolean =>
  (error instanceof TypeError && /fetch failed|terminated/.test(error.message)) ||
  (error instanceof EmulatorError && error.status === 0) ||
  (error as { code?: string }).code === 'ECONNRESET'

/** Does one thing after the other, until the emulator is killed. What is refused is an answer like any other. */
export async function work(
  { api, handle }: Connection,
  known: Known,
  attempt: Attempt,
  isKilled: () => boolean,
): Promise<void> {
  while (!isKilled()) {
    try {
      const answer = await act(api, handle, known, attempt)
      if (answer) note(known, answer.headers, answer.status, answer.json)
      attempt.count('answers')
    } catch (error) {
      if (isKilled() && isBroken(error)) return
      throw error
    }
  }
}

/** Remembers what an answer promised. */
// biome-ignore lint/suspicious/noExplicitAny: an order is told from other answers by its fields.
export function note(known: Known, headers: Headers, status: number, json: any): void {
  const id = Number(headers.get('emulator-request-id'))
  if (id > 0) known.requestIds.push(id)
  if (status !== 200 || typeof json?.orderReference !== 'string' || json.order?.[0]?.type !== 'bundle') return
  known.orders.push(json)
  for (const { iccids = [] } of json.order) for (const iccid of iccids) known.iccids.add(iccid)
}

async function act(api: Api, handle: OrganisationHandle, known: Known, attempt: Attempt): Promise<Answer | undefined> {
  const { draw, pick } = attempt
  const iccid = known.iccids.size > 0 ? pick([...known.iccids]) : undefined
  switch (draw(10)) {
    case 0: {
      known.sent.topUps += 1
      const answer = await api.post('/organisation/balance?amount=1000')
      if (answer.status === 200) known.answeredTopUps.count += 1
      return answer
    }
    case 1: {
      const [stock] = (await getInventory(api)).flatMap(({ available }) => available)
      if (!stock) return undefined
      return api.post('/inventory/refund', { body: { usageId: stock.id, quantity: 1 } })
    }
    case 2:
      return api.post('/esims/apply', { body: { bundle: pick(ITEMS), ...(draw(2) === 0 && iccid ? { iccid } : {}) } })
    case 3:
      return api.get('/esims?perPage=100')
    case 4:
      if (iccid) await tolerate(handle.esims.use(iccid, { megabytes: 100 + draw(900), country: 'GB' }))
      return undefined
    case 5:
      if (iccid) await tolerate(handle.esims.setUsagePlan(iccid, { megabytesPerDay: 2_000, country: 'GB' }))
      return undefined
    default: {
      known.sent.orders += 1
      const line = { item: pick(ITEMS), quantity: 1 + draw(3), assign: draw(3) > 0 }
      return api.post('/orders', { body: orderBody(line) })
    }
  }
}

/** A lever's refusal is an answer too. */
async function tolerate(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof EmulatorError) || error.status === 0 || error.status >= 500) throw error
  }
}
