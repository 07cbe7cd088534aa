import type { Emulator } from '../../src/emulator.ts'
import { callRaw, type RawAnswer, type RawCall } from './call.ts'
import { createTold } from './told.ts'
import { BUNDLES, orderBody } from './trade.ts'

/** More tries than any day needs. */
const MOST_TRIES = 200

/** Calls as a client does that does what `Retry-After` says, on the emulated clock. */
async function patiently(emulator: Emulator, method: string, path: string, call: RawCall = {}): Promise<RawAnswer> {
  for (let time = 0; time < MOST_TRIES; time++) {
    const answer = await callRaw(emulator, method, `/v2.4${path}`, call)
    const seconds = answer.headers.get('retry-after')
    if (seconds === null) return answer
    await emulator.clock.advance(Number(seconds) * 1_000)
  }
  throw new Error(`${method} ${path} was never answered`)
}

const json = { Accept: 'application/json' }

/**
 * A day of a shop under realism `production`: it reads the catalogue, tops up, sells one bundle, then eight, hands out the install details, and
 * its customers travel. Returns everything that could be seen of it.
 */
export async function playCheckout(seed: number) {
  const { emulator, receiver } = await createTold(undefined, { seed, realism: 'production' })
  const answers: RawAnswer[] = []
  const call = async (method: string, path: string, options?: RawCall) => {
    const answer = await patiently(emulator, method, path, options)
    answers.push(answer)
    return answer
  }
  const sell = async (quantity: number): Promise<string[]> => {
    const order = await call('POST', '/orders', { body: orderBody({ item: BUNDLES.uk, assign: true, quantity }) })
    const { orderReference } = JSON.parse(order.text)
    const details = await call('GET', `/esims/assignments?reference=${orderReference}`, { headers: json })
    return JSON.parse(details.text).map(({ iccid }: { iccid: string }) => iccid)
  }
  for (let page = 1; page <= 12; page++) await call('GET', `/catalogue?perPage=50&page=${page}`)
  await call('POST', '/organisation/balance?amount=1000')
  const iccids = [...(await sell(1)), ...(await sell(8))]
  await emulator.clock.advance('1h')
  for (const iccid of iccids) {
    await emulator.esims.use(iccid, { megabytes: 1_000 })
    await call('GET', `/esims/${iccid}/bundles`)
  }
  await call('DELETE', `/esims/${iccids[0]}/bundles/${BUNDLES.uk}`)
  await emulator.clock.advance('2d')
  const callbacks = await emulator.callbacks.list({ limit: 1_000 })
  const journal = await emulator.requests.list({ limit: 1_000 })
  return {
    iccids,
    answers: answers.map(({ status, text, reason }) => ({ status, text, reason })),
    received: receiver.received.map(({ body }) => body),
    callbacks: callbacks.map(({ id, body, status, reason, attempts }) => ({
      id,
      body,
      status,
      reason,
      attempts: attempts.map(({ at }) => at),
    })),
    journal: journal.reverse().map(({ id, at, method, path, status, reason, responseBody }) => ({
      id,
      at,
      method,
      path,
      status,
      reason,
      responseBody,
    })),
  }
}
