import { versionOf, withoutVersion } from '../domain/api-version.ts'
import { mediaTypeOf } from '../drift/ask.ts'
import { isSafePath, isValidation } from '../drift/safe-calls.ts'
import { type HeaderList, headerOf } from './exchange.ts'

/** An answer of the recorder itself. */
export interface Refusal {
  readonly status: number
  readonly error: string
  readonly message: string
}

/** A call as it came, before it is passed on. */
export interface IncomingCall {
  readonly method: string
  /** The path and query. */
  readonly target: string
  readonly headers: HeaderList
  readonly body: Buffer
}

/** A header by which some servers take a call for one of another method. */
const METHOD_OVERRIDE = /^x-(?:http-)?method(?:-override)?$/i

/** Whether every server reads the body of a call as the JSON that it is. */
function isPlainJson(headers: HeaderList): boolean {
  const types = headers.filter(([name]) => name.toLowerCase() === 'content-type').map(([, value]) => mediaTypeOf(value))
  return types.join() === 'application/json' && headerOf(headers, 'content-encoding') === undefined
}

/** The reason not to pass a call on, unless writes are allowed. */
export function findRefusal({ method, target, headers, body }: IncomingCall): Refusal | undefined {
  const path = target.replace(/\?.*$/s, '')
  const inner = withoutVersion(path)
  if (versionOf(path) !== undefined && !headers.some(([name]) => METHOD_OVERRIDE.test(name))) {
    if ((method === 'GET' || method === 'HEAD') && body.length === 0 && isSafePath(inner)) return undefined
    const isOrder = method === 'POST' && inner === '/orders' && path === target
    if (isOrder && isPlainJson(headers) && isValidation(body.toString())) return undefined
  }
  return {
    status: 403,
    error: 'not_passed_on',
    message:
      `${method} ${path} may spend money or change something, and was not passed on: the recorder passes on reads and ` +
      'orders of the type validate. Start it with --allow-writes and --yes-spend-money to pass on everything.',
  }
}
