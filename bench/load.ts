import autocannon from 'autocannon'
import { median } from './measurement.ts'
import { API_KEY, type Server, startBare } from './servers.ts'

/** A call to repeat. `apiKey` names the key of each call; without one all are the same organisation's. */
export interface Load {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
  readonly apiKey?: () => string
}

/** Calls a second that each of the two answered. */
export interface Rates {
  readonly emulator: number
  readonly bare: number
}

/** How long one round lasts: a time, or a number of calls where what they leave behind should always be the same. */
export type Extent = { readonly duration: number } | { readonly amount: number }

const ROUNDS = 3
const CONNECTIONS = 10
const WARM_UP: Extent = { duration: 1 }
/** How often a round by number looks whether all its calls are answered. */
const TICK_MS = 10

/** Puts the same load on a bare server, which answers as the emulator did to a first call, and on the emulator, in turn. */
export async function compare(emulator: Server, load: Load, extent: Extent, warmUp: Extent = WARM_UP): Promise<Rates> {
  const bare = await startBare(await sample(emulator, load))
  try {
    await fire(bare, load, warmUp)
    await fire(emulator, load, warmUp)
    const rates = { bare: [] as number[], emulator: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      rates.bare.push(await fire(bare, load, extent))
      rates.emulator.push(await fire(emulator, load, extent))
    }
    return { bare: median(rates.bare), emulator: median(rates.emulator) }
  } finally {
    await bare.stop()
  }
}

/** Answers a second. Throws when one of them is a refusal. */
async function fire(server: Server, load: Load, extent: Extent): Promise<number> {
  const { method, path, body, apiKey } = load
  const result = await autocannon({
    url: server.url,
    connections: CONNECTIONS,
    sampleInt: TICK_MS,
    ...extent,
    requests: [
      {
        method,
        path,
        headers: headersOf(load),
        ...(body === undefined ? {} : { body }),
        ...(apiKey ? { setupRequest: (request) => ({ ...request, headers: headersOf(load) }) } : {}),
      },
    ],
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${method} ${path}: ${result.non2xx} refusals and ${result.errors} errors`)
  }
  return result['2xx'] / result.duration
}

async function sample(emulator: Server, load: Load): Promise<{ contentType: string; body: string }> {
  const response = await fetch(`${emulator.url}${load.path}`, {
    method: load.method,
    headers: headersOf(load),
    body: load.body ?? null,
  })
  if (!response.ok) throw new Error(`${load.method} ${load.path} answered ${response.status}`)
  return { contentType: response.headers.get('content-type') ?? '', body: await response.text() }
}

const headersOf = ({ apiKey, body }: Load): Record<string, string> => ({
  'X-API-Key': apiKey ? apiKey() : API_KEY,
  ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
})
