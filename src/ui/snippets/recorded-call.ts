import type * as z from 'zod'
import type { Fault } from '../../contract/control/faults.ts'
import type { JournalEntry } from '../../contract/control/requests.ts'

/** A call of the journal, and where and with which key it is made again. */
export interface RecordedCall {
  readonly request: z.infer<typeof JournalEntry>
  /** The text of its refusal. */
  readonly message: string | undefined
  /** The fault that was injected into it, where that is still in force. */
  readonly fault: z.infer<typeof Fault> | undefined
  /** The address of the emulator. */
  readonly address: string
  readonly apiKey: string
}

/** The path of a call with its query. */
export function pathWithQuery({ path, query }: RecordedCall['request']): string {
  const parameters = new URLSearchParams()
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) parameters.append(name, value)
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Headers of the recorded call by which the service, or the emulator, chooses its answer. */
const CARRIED = ['Accept', 'Idempotency-Key', 'Emulator-Fault']

/** The headers of the call, apart from its key. */
export function headersOf({ requestHeaders = {}, requestBody }: RecordedCall['request']): [string, string][] {
  const sent = new Map(Object.entries(requestHeaders).map(([name, value]) => [name.toLowerCase(), value]))
  const carried = CARRIED.flatMap((name): [string, string][] => {
    const value = sent.get(name.toLowerCase())
    return value === undefined || value === '*/*' ? [] : [[name, value]]
  })
  return requestBody ? [...carried, ['Content-Type', sent.get('content-type') ?? 'application/json']] : carried
}

/** The body of the call as a value of JSON, or as its text where it is none; undefined without a body. */
export function bodyOf({ requestBody }: RecordedCall['request']): { json: unknown } | { text: string } | undefined {
  if (!requestBody) return undefined
  try {
    return { json: JSON.parse(requestBody) as unknown }
  } catch {
    return { text: requestBody }
  }
}

/** The name of a test of the call: `POST /v2.4/orders is answered with 200`. */
export const titleOf = ({ method, path, status }: RecordedCall['request']): string =>
  `${method} ${path} ${status === null ? 'has no answer' : `is answered with ${status}`}`

/** The name of a file or function for the call: `create-order`, or `create_order`. */
export const nameOf = ({ operationId, method }: RecordedCall['request'], separator: '-' | '_'): string =>
  (operationId ?? `${method} unknown`)
    .replace(/[A-Z]+/g, (letters) => ` ${letters}`)
    .trim()
    .toLowerCase()
    .replace(/\s+/g, separator)
