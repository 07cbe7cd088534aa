import { InvalidArgumentError } from 'commander'
import type { OrganisationHandle } from '../client/handle.ts'
import { matchesAnyOperation } from '../contract/control/fault-rule.ts'
import { OPERATIONS } from '../contract/operations.ts'
import { ALERT_TYPES } from '../domain/callback.ts'
import { formatShortDuration, parseDuration } from '../domain/duration.ts'
import { didYouMean } from './did-you-mean.ts'
import { duration } from './options.ts'

/** A fault as the control API takes it. */
type Asked = Parameters<OrganisationHandle['faults']['add']>[0]
type Listed = Awaited<ReturnType<OrganisationHandle['faults']['list']>>[number]

/** The target of a fault as a person types it: an operation, a method and a path, a path, all calls, or callbacks. */
export type FaultTarget = NonNullable<Asked['match']>
export type FaultKind = Asked['fault']

const TARGET_FORMS =
  'an operation (createOrder), a path ("POST /orders", "/esims/*"), calls, callbacks or a callback type'
const METHOD_AND_PATH = /^(?:(GET|POST|PUT|DELETE)\s+)?([/*]\S*)$/i

/** Parses the target of a fault. */
export function faultTarget(text: string): FaultTarget {
  const word = text.trim()
  if (word === 'calls' || word === '*') return {}
  if (word === 'callbacks') return { callback: '*' }
  const alertType = ALERT_TYPES.find((type) => type.toLowerCase() === word.toLowerCase())
  if (alertType) return { callback: alertType }
  const [, method, path] = METHOD_AND_PATH.exec(word) ?? []
  if (path !== undefined) return checkPath(method?.toUpperCase() as 'GET' | undefined, path)
  if (OPERATIONS.some(({ operationId }) => operationId === word)) return { operationId: word }
  const known = [...OPERATIONS.map(({ operationId }) => operationId), ...ALERT_TYPES, 'calls', 'callbacks']
  throw new InvalidArgumentError(`It must be ${TARGET_FORMS}.${didYouMean(word, known)}`)
}

function checkPath(method: 'GET' | 'POST' | 'PUT' | 'DELETE' | undefined, path: string): FaultTarget {
  if (!matchesAnyOperation({ method, path }))
    throw new InvalidArgumentError(`No operation is called so: it must be ${TARGET_FORMS}.`)
  return method === undefined ? { path } : { method, path }
}

const CALL_FORMS = '503 (any status from 200 to 599), delay=2s, timeout, reset or malformed'
const CALLBACK_FORMS = 'drop, duplicate, duplicate=3, delay=1h, reorder or bad-signature'
export const KIND_FORMS = `of calls ${CALL_FORMS}; of callbacks ${CALLBACK_FORMS}`

const CALL_KINDS = ['status', 'delay', 'timeout', 'reset', 'malformed']
const CALLBACK_KINDS = ['delay', 'drop', 'duplicate', 'reorder', 'bad-signature']

/** Parses the kind of a fault, in the words of the Emulator-Fault header, or a status alone. */
export function faultKind(text: string): FaultKind {
  const [word = '', value] = text.trim().toLowerCase().split('=', 2)
  const [type, detail] = /^\d+$/.test(word) && value === undefined ? ['status', word] : [word, value]
  const kind = kindOf(type, detail)
  if (kind) return kind
  throw new InvalidArgumentError(`It must be ${KIND_FORMS}.`)
}

function kindOf(type: string, detail: string | undefined): FaultKind | undefined {
  const number = detail !== undefined && /^\d{1,3}$/.test(detail) ? Number(detail) : Number.NaN
  switch (type) {
    case 'status':
      return number >= 200 && number <= 599 ? { type, status: number } : undefined
    case 'delay':
      return detail === undefined ? undefined : { type, delay: duration(detail) }
    case 'duplicate':
      if (detail === undefined) return { type }
      return number >= 1 && number <= 100 ? { type, count: number } : undefined
    case 'timeout':
    case 'reset':
    case 'malformed':
    case 'drop':
    case 'reorder':
    case 'bad-signature':
      return detail === undefined ? { type } : undefined
    default:
      return undefined
  }
}

/** Explains why a fault of this kind does not fit its target; undefined where it does. */
export function findMismatch(target: FaultTarget, { type }: FaultKind): string | undefined {
  if ('callback' in target)
    return CALLBACK_KINDS.includes(type) ? undefined : `faults of callbacks are ${CALLBACK_FORMS}`
  return CALL_KINDS.includes(type) ? undefined : `faults of calls are ${CALL_FORMS}`
}

/** Describes a fault as it is typed, `createOrder status=503 --phase after --times 2`, with its hits, and below it in words. */
export function describeFault({ id, sentence, state, ...fault }: Listed): string[] {
  const off = state === 'in force' ? '' : ` (${state})`
  return [`${id}  ${typedFault(fault)}`, `${' '.repeat(String(id).length)}  ${sentence}${off}`]
}

function typedFault({
  match,
  phase,
  fault,
  times,
  after,
  probability,
  until,
  hits,
}: Omit<Listed, 'id' | 'sentence' | 'state'>): string {
  const { type, ...details } = fault
  const delay = 'delay' in details ? formatShortDuration(parseDuration(String(details.delay)) ?? 0) : undefined
  const detail = details.status ?? details.count ?? delay
  const words = [
    describeTarget(match),
    detail === undefined ? String(type) : `${type}=${detail}`,
    ...(phase === 'after' ? ['--phase after'] : []),
    ...(times === undefined ? [] : [`--times ${times}`]),
    ...(after === undefined ? [] : [`--skip ${after}`]),
    ...(probability === undefined ? [] : [`--probability ${probability}`]),
    ...(until === undefined ? [] : [`--until ${until}`]),
  ]
  return `${words.join(' ')}  ${hits} ${hits === 1 ? 'hit' : 'hits'}`
}

function describeTarget({ callback, operationId, method, path }: Listed['match']): string {
  if (callback !== undefined) return callback === '*' ? 'callbacks' : callback
  const written = [method?.toUpperCase(), path].filter((part) => part !== undefined).join(' ')
  const parts = [operationId, written.includes(' ') ? `"${written}"` : written].filter((part) => part)
  return parts.length === 0 ? 'calls' : parts.join(' ')
}
