import type { Emulator } from '../../src/emulator.ts'
import { orderBody } from './trade.ts'

/** An answer as it came, whatever the contract says of it: what a fault makes of one is not in any contract. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The emulator's own account of why. */
  readonly reason: string | null
}

export interface RawCall {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly key?: string
  readonly signal?: AbortSignal
}

/** Makes the request of a call; the path begins with its version prefix. */
export const requestOf = (emulator: Emulator, method: string, path: string, call: RawCall = {}): Request =>
  new Request(`http://emulator${path}`, {
    method,
    headers: { 'X-API-Key': call.key ?? emulator.apiKey, ...call.headers },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(call.signal ? { signal: call.signal } : {}),
  })

/** Calls without a socket. Rejects where the connection would break. */
export async function callRaw(emulator: Emulator, method: string, path: string, call?: RawCall): Promise<RawAnswer> {
  const response = await emulator.fetch(requestOf(emulator, method, path, call))
  const { status, headers } = response
  return { status, headers, text: await response.text(), reason: headers.get('emulator-reason') }
}

/** Orders one bundle. */
export const orderRaw = (emulator: Emulator, call: RawCall = {}): Promise<RawAnswer> =>
  callRaw(emulator, 'POST', '/v2.4/orders', { body: orderBody({}), ...call })

/** The statuses of calls made one after the other. */
export async function statusesOf(count: number, call: () => Promise<{ readonly status: number }>): Promise<number[]> {
  const statuses: number[] = []
  for (let time = 0; time < count; time++) statuses.push((await call()).status)
  return statuses
}

export const balanceOf = async (emulator: Pick<Emulator, 'settings'>): Promise<number> =>
  (await emulator.settings.get()).balance
