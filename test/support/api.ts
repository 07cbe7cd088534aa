import type { Dialect } from '../../src/domain/dialect.ts'
import { findDifferences, KNOWN_DIFFERENCES } from './conformance.ts'

/** What was answered. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly contentType: string | null
  readonly bytes: Uint8Array
  readonly text: string
  /** The parsed JSON; undefined when the answer is anything else. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read into answers whose shape the contract has already checked.
  readonly json: any
}

export interface CallOptions {
  /** Sent as JSON; a text or bytes are sent as they are. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Another API key, or null for none. */
  readonly key?: string | null
  /** The version prefix. Default `/v2.4`; an empty text means that the path has it. */
  readonly prefix?: string
  /** Of the body. Default `application/json`; null for none. */
  readonly contentType?: string | null
}

export type Call = (path: string, options?: CallOptions) => Promise<Answer>

/** Calls the vendor API without a socket. Every answer must be one that the contract allows. */
export interface Api {
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>
  readonly get: Call
  readonly post: Call
  readonly put: Call
  readonly delete: Call
  /** The same for another API key. */
  readonly as: (key: string) => Api
  /** The same, checked by another dialect. */
  readonly speaking: (dialect: Dialect) => Api
}

const KNOWN = new Set(KNOWN_DIFFERENCES.map(({ difference }) => difference))

type Fetch = (request: Request) => Promise<Response>

export function createApi(fetch: Fetch, defaultKey: string, dialect: Dialect = 'observed'): Api {
  const call: Api['call'] = async (method, path, options = {}) => {
    const { body, headers, key = defaultKey, prefix = '/v2.4', contentType = 'application/json' } = options
    const url = new URL(`http://emulator${prefix}${path}`)
    const request = new Request(url, {
      method,
      headers: {
        ...(key === null ? {} : { 'X-API-Key': key }),
        ...(body === undefined || contentType === null ? {} : { 'Content-Type': contentType }),
        ...headers,
      },
      body: body === undefined ? null : encode(body),
    })
    const answer = await readAnswer(await fetch(request))
    const exchange = { method, path: url.pathname, ...answer }
    const unknown = findDifferences(exchange, dialect).filter((difference) => !KNOWN.has(difference))
    if (unknown.length > 0) {
      const said = `${method} ${url.pathname} answered ${answer.status} ${answer.text.slice(0, 500)}`
      throw new Error(['the contract does not allow this answer:', ...unknown, said].join('\n'))
    }
    return answer
  }
  const withMethod =
    (method: string): Call =>
    (path, options) =>
      call(method, path, options)
  return {
    call,
    get: withMethod('GET'),
    post: withMethod('POST'),
    put: withMethod('PUT'),
    delete: withMethod('DELETE'),
    as: (key) => createApi(fetch, key, dialect),
    speaking: (other) => createApi(fetch, defaultKey, other),
  }
}

function encode(body: unknown): Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body)
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
}

async function readAnswer(response: Response): Promise<Answer> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  const contentType = response.headers.get('content-type')
  const json = contentType === 'application/json' ? parse(text) : undefined
  return { status: response.status, headers: response.headers, contentType, bytes, text, json }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
