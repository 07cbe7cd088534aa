import * as z from 'zod'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { countValues } from '../../domain/count-values.ts'
import { formatDuration, parseDuration } from '../../domain/duration.ts'
import type { CallMatch, Fault as DomainFault, FaultRule } from '../../domain/fault.ts'
import { LONGEST_LIST } from '../../domain/limits.ts'
import { listOr } from '../../domain/list-words.ts'
import { patternsMeet } from '../../domain/path-pattern.ts'
import { ALL_OPERATIONS } from '../operations.ts'
import { Count, controlOperation, Duration, Nothing, PathPattern, RowId } from './operation.ts'

/** Headers that say how an answer goes over its connection, the server's own sign that one has gone, and our account of it. */
const SERVER_HEADER =
  /^(?:content-length|transfer-encoding|connection|keep-alive|trailer|upgrade|te|proxy-connection|x-hono-already-sent|emulator-.*)$/i

const HeaderName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'must be the name of a header' })
  .refine((name) => !SERVER_HEADER.test(name), {
    error:
      'is set by the server, which answers with the body as it is: a fault of type reset or malformed breaks an answer',
  })
const HeaderValue = z
  .string()
  .max(8_192)
  .regex(/^[\t\x20-\x7e]*$/, { error: 'must be printable ASCII' })

/** As many as Node takes of an answer by default, with room for those of the server; and all that a client reads. */
const MOST_HEADERS = 100
const TOO_LONG = { error: `must have at most ${LONGEST_LIST} values` }

const CallFaultFields = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('status'),
    status: z.int().min(200).max(599),
    body: z
      .unknown()
      .refine((body) => countValues(body, LONGEST_LIST) <= LONGEST_LIST, TOO_LONG)
      .optional()
      .meta({ description: "The vendor's body for the status, by default." }),
    headers: z
      .record(HeaderName, HeaderValue)
      .refine((headers) => Object.keys(headers).length <= MOST_HEADERS, {
        error: `must be at most ${MOST_HEADERS} headers`,
      })
      .optional(),
  }),
  z.strictObject({ type: z.literal('delay'), delay: Duration }),
  z.strictObject({ type: z.literal('timeout') }),
  z.strictObject({ type: z.literal('reset') }),
  z.strictObject({ type: z.literal('malformed') }),
])

const CallbackFaultFields = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('drop') }),
  z.strictObject({ type: z.literal('duplicate'), count: z.int().min(1).max(100).optional() }),
  z.strictObject({ type: z.literal('delay'), delay: Duration }),
  z.strictObject({ type: z.literal('reorder') }),
  z.strictObject({ type: z.literal('bad-signature') }),
])

const typesOf = ({ options }: typeof CallFaultFields | typeof CallbackFaultFields): string[] =>
  options.map(({ shape }) => shape.type.value)
const [CALL_TYPES, CALLBACK_TYPES] = [typesOf(CallFaultFields), typesOf(CallbackFaultFields)]

/** What to do about a fault of calls that is to strike deliveries, and about the reverse. */
const MIXED = `match.callback is about deliveries and stands alone, with the faults ${listOr(CALLBACK_TYPES)}; for one of calls leave it out`
const UNMATCHED = `calls have the faults ${listOr(CALL_TYPES)}; for one of deliveries say of which with match.callback, "*" for all`

const CallMatchFields = z.strictObject(
  {
    operationId: z.string().optional(),
    method: z.enum(['GET', 'POST', 'PUT', 'DELETE', 'get', 'post', 'put', 'delete']).optional(),
    path: PathPattern.optional(),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' && issue.keys.includes('callback') ? MIXED : undefined) },
)

const PACING = {
  times: Count.min(1).optional().meta({ description: 'How often it strikes at most.' }),
  after: Count.optional().meta({ description: 'How many matches it lets pass first.' }),
  probability: z.number().min(0).max(1).optional().meta({ description: 'By a seeded sequence of its own.' }),
}

const CallRule = z
  .strictObject({
    match: CallMatchFields.optional(),
    phase: z.enum(['before', 'after']).optional().meta({
      description: '`after` strikes when the call has taken effect: the order is placed, and its answer is lost.',
    }),
    fault: CallFaultFields,
    ...PACING,
  })
  .refine(({ match }) => matchesSome(match ?? {}), {
    error: 'matches no operation: GET /openapi.json lists operations and paths',
    path: ['match'],
  })

const CallbackRule = z.strictObject({
  match: z.strictObject({ callback: z.enum([...ALERT_TYPES, '*']) }),
  fault: CallbackFaultFields,
  ...PACING,
})

/** A fault as it is asked for. */
export const FaultRequest = z.union([CallRule, CallbackRule], { error: ({ input }) => explainMixture(input) }).meta({
  description: 'A fault on vendor calls, or, with `match.callback`, on deliveries of callbacks.',
})

/** What to say of a request that mixes the two; undefined for any other. */
function explainMixture(input: unknown): string | undefined {
  const { match, fault } = (input ?? {}) as { match?: { callback?: unknown }; fault?: { type?: string } }
  const isOf = (types: readonly string[]) => types.includes(fault?.type ?? '')
  if (match?.callback !== undefined) return isOf(CALL_TYPES) && !isOf(CALLBACK_TYPES) ? MIXED : undefined
  return isOf(CALLBACK_TYPES) && !isOf(CALL_TYPES) ? UNMATCHED : undefined
}

export const Fault = z.object({
  id: z.int(),
  match: z.record(z.string(), z.string()),
  phase: z.enum(['before', 'after']).optional(),
  fault: z.record(z.string(), z.unknown()),
  times: z.int().optional(),
  after: z.int().optional(),
  probability: z.number().optional(),
  hits: z.int().meta({ description: 'How often it has struck.' }),
})

const FaultPath = z.object({ id: RowId })

export const listFaults = controlOperation({
  operationId: 'listFaults',
  tag: 'Faults',
  method: 'GET',
  path: '/faults',
  summary: 'List the faults in force',
  answer: z.object({ faults: z.array(Fault) }),
})

export const addFault = controlOperation({
  operationId: 'addFault',
  tag: 'Faults',
  method: 'POST',
  path: '/faults',
  summary: 'Make vendor calls, or deliveries, go wrong',
  description: 'The first rule that strikes counts. The control API is never struck.',
  body: FaultRequest,
  answer: Fault,
  status: 201,
})

export const removeFault = controlOperation({
  operationId: 'removeFault',
  tag: 'Faults',
  method: 'DELETE',
  path: '/faults/{id}',
  summary: 'Remove a fault',
  pathFields: FaultPath,
  answer: Nothing,
  status: 204,
})

export const clearFaults = controlOperation({
  operationId: 'clearFaults',
  tag: 'Faults',
  method: 'DELETE',
  path: '/faults',
  summary: 'Remove all faults',
  answer: Nothing,
  status: 204,
})

/** Whether any operation of the vendor API could be meant. */
export function matchesSome({ operationId, method, path }: CallMatch): boolean {
  return ALL_OPERATIONS.some(
    (operation) =>
      (operationId === undefined || operation.operationId === operationId) &&
      (method === undefined || operation.method === method.toUpperCase()) &&
      (path === undefined || patternsMeet(path, operation.path)),
  )
}

/** The rule that a request describes. */
export function faultRule(request: z.infer<typeof FaultRequest>): FaultRule {
  const { times, after, probability, match } = request
  const pacing = { times, after, probability }
  if (match && 'callback' in match) {
    const { fault } = request as z.infer<typeof CallbackRule>
    return {
      ...pacing,
      target: 'callback',
      match: match.callback,
      fault:
        fault.type === 'delay'
          ? { type: 'delay', delayMs: parseDuration(fault.delay) as number }
          : fault.type === 'duplicate'
            ? { type: 'duplicate', count: fault.count ?? 1 }
            : fault,
    }
  }
  const { fault, phase = 'before' } = request as z.infer<typeof CallRule>
  return {
    ...pacing,
    target: 'call',
    match: match ?? {},
    phase,
    fault:
      fault.type === 'delay'
        ? { type: 'delay', delayMs: parseDuration(fault.delay) as number }
        : fault.type === 'status'
          ? {
              type: 'status',
              status: fault.status,
              ...(fault.body === undefined ? {} : { body: fault.body }),
              ...(fault.headers === undefined ? {} : { headers: fault.headers }),
            }
          : fault,
  }
}

export function presentFault({ id, rule, hits }: DomainFault): z.infer<typeof Fault> {
  const { times, after, probability } = rule
  const fault: Record<string, unknown> = { ...rule.fault }
  if ('delayMs' in rule.fault) {
    delete fault.delayMs
    fault.delay = formatDuration(rule.fault.delayMs)
  }
  return {
    id,
    match: rule.target === 'callback' ? { callback: rule.match } : (definedOnly(rule.match) as Record<string, string>),
    ...(rule.target === 'call' ? { phase: rule.phase } : {}),
    fault,
    ...definedOnly({ times, after, probability }),
    hits,
  }
}

const definedOnly = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
