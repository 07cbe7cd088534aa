import { Agent, request } from 'node:http'
import { API_KEY } from '../servers.ts'

const agent = new Agent({ keepAlive: true, maxSockets: 4 })

/** A call of the bench: its answer is received whole, and kept only where it is asked for. */
export interface Asked {
  readonly method?: string
  readonly url: string
  readonly apiKey?: string
  readonly accept?: string
  readonly body?: string
}

export interface Answered {
  readonly status: number
  readonly milliseconds: number
  readonly bytes: number
  readonly text: string
}

/** Throws when it is refused. */
export async function call(asked: Asked, keeps = false): Promise<Answered> {
  const answered = await tryCall(asked, keeps)
  if (answered.status >= 400) {
    throw new Error(`${asked.method ?? 'GET'} ${asked.url} answered ${answered.status} ${answered.text.slice(0, 300)}`)
  }
  return answered
}

/** A refusal is an answer, with its text. */
export function tryCall(
  { method = 'GET', url, apiKey = API_KEY, accept, body }: Asked,
  keeps = false,
): Promise<Answered> {
  const headers = {
    'X-API-Key': apiKey,
    // The dashboard reads the key from a cookie of its port.
    Cookie: `emulator_key_${new URL(url).port}=${apiKey}`,
    ...(accept === undefined ? {} : { Accept: accept }),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
  }
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    request(url, { method, agent, headers }, (response) => {
      const status = response.statusCode ?? 0
      const parts: Buffer[] = []
      let bytes = 0
      response.on('data', (part: Buffer) => {
        bytes += part.length
        if (keeps || status >= 400) parts.push(part)
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status, bytes, milliseconds: performance.now() - begun, text: Buffer.concat(parts).toString() }),
      )
    })
      .on('error', reject)
      .end(body)
  })
}

/** The JSON that a call answers with. */
export const askJson = async <T>(url: string): Promise<T> => JSON.parse((await call({ url }, true)).text) as T
