import * as z from 'zod'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { countValues } from '../../domain/count-values.ts'
import { formatDuration } from '../../domain/duration.ts'
import { type Fault as DomainFault, faultState } from '../../domain/fault.ts'
import { formatInstant, type Instant } from '../../domain/instant.ts'
import { LONGEST_LIST } from '../../domain/limits.ts'
import { listOr } from '../../domain/list-words.ts'
import { SAMPLES } from '../examples/samples.ts'
import { ComingInstant } from './catalogue.ts'
import { matchesAnyOperation } from './fault-rule.ts'
import { faultSentence } from './fault-sentence.ts'
import { Count, controlOperation, Duration, MomentText, NoContent, PathPattern, RowId } from './operation.ts'

/** Headers that the server sets: those of the connection, its own marker for an answer that was sent, and `Emulator-*`. */
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

/** The most headers of a faulty answer, so that every client reads it: Python's http.client takes 100 in all. */
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
      .meta({ description: "Default: the vendor's body for the status." }),
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

/** The errors of a request that mixes faults of calls with faults of callbacks. */
const MIXED = `match.callback selects callbacks, and goes with the faults ${listOr(CALLBACK_TYPES)} alone; leave it out for a fault of calls`
const UNMATCHED = `calls have the faults ${listOr(CALL_TYPES)}; for a fault of callbacks set match.callback to an alert type, or to "*" for all`

const CallMatchFields = z.strictObject(
  {
    operationId: z.string().optional(),
    method: z.enum(['GET', 'POST', 'PUT', 'DELETE', 'get', 'post', 'put', 'delete']).optional(),
    path: PathPattern.optional(),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' && issue.keys.includes('callback') ? MIXED : undefined) },
)

const PACING = {
  times: Count.min(1)
    .optional()
    .meta({ description: 'The most calls or callbacks that the fault is injected into. Default: no limit.' }),
  after: Count.optional().meta({ description: 'The number of matches that pass first. Default 0.' }),
  probability: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({ description: 'The share of matches that are hit, 0 to 1, drawn from a seeded sequence.' }),
  until: ComingInstant.optional().meta({
    description:
      'When it ends, on the clock of the organisation: a time from now (`+3d`), or RFC 3339. Default: never.',
    examples: ['+3d'],
  }),
  enabled: z.boolean().optional().meta({ description: 'False: it is kept, and hits nothing. Default: true.' }),
}

const CallRule = z
  .strictObject({
    match: CallMatchFields.optional(),
    phase: z.enum(['before', 'after']).optional().meta({
      description: '`before` (default): the call has no effect. `after`: the order is placed, and its answer is lost.',
    }),
    fault: CallFaultFields,
    ...PACING,
  })
  .refine(({ match }) => matchesAnyOperation(match ?? {}), {
    error: 'matches no operation: GET /openapi.json lists operations and paths',
    path: ['match'],
  })

const CallbackRule = z.strictObject({
  match: z.strictObject({ callback: z.enum([...ALERT_TYPES, '*']) }),
  fault: CallbackFaultFields,
  ...PACING,
})

export type CallRule = z.infer<typeof CallRule>
export type CallbackRule = z.infer<typeof CallbackRule>

/** A fault in a request: on calls, or on callbacks. */
export const FaultRequest = z.union([CallRule, CallbackRule], { error: ({ input }) => explainMixture(input) }).meta({
  description: 'A fault on vendor calls or, with `match.callback`, on callbacks.',
})

/** The error of a request that mixes the two kinds; undefined for any other request. */
function explainMixture(input: unknown): string | undefined {
  const { match, fault } = (input ?? {}) as { match?: { callback?: unknown }; fault?: { type?: string } }
  const isOf = (types: readonly string[]) => types.includes(fault?.type ?? '')
  if (match?.callback !== undefined) return isOf(CALL_TYPES) && !isOf(CALLBACK_TYPES) ? MIXED : undefined
  return isOf(CALLBACK_TYPES) && !isOf(CALL_TYPES) ? UNMATCHED : undefined
}

export const Fault = z.object({
  id: z.int(),
  sentence: z.string().meta({
    description: 'What it does, in words: `Answers 503 to the next two orders, after they were placed.`',
  }),
  state: z.enum(['in force', 'disabled', 'used up', 'over']).meta({
    description: '`used up`: it has hit as often as it may. `over`: its `until` has come.',
  }),
  match: z.record(z.string(), z.string()),
  phase: z.enum(['before', 'after']).optional(),
  fault: z.record(z.string(), z.unknown()),
  times: z.int().optional(),
  after: z.int().optional(),
  probability: z.number().optional(),
  until: MomentText.optional(),
  enabled: z.literal(false).optional(),
  hits: z.int().meta({ description: 'The number of calls or callbacks that it was injected into.' }),
})

const FaultPath = z.object({ id: RowId })

const EXAMPLE_RULE = { match: { operationId: 'createOrder' }, phase: 'after', fault: { type: 'reset' }, times: 1 }
const EXAMPLE_FAULT = {
  id: Number(SAMPLES.faultId),
  sentence: 'Breaks the connection of the next order, after it was placed.',
  state: 'in force',
  ...EXAMPLE_RULE,
  hits: 0,
}

export const listFaults = controlOperation({
  operationId: 'listFaults',
  tag: 'Faults',
  method: 'GET',
  path: '/faults',
  summary: 'List the faults in force',
  answer: z.object({ faults: z.array(Fault) }),
  example: { answer: { faults: [EXAMPLE_FAULT] } },
})

export const addFault = controlOperation({
  operationId: 'addFault',
  tag: 'Faults',
  method: 'POST',
  path: '/faults',
  summary: 'Inject a fault into vendor calls or callbacks',
  description: 'Of several rules that match, the first is injected. Faults never hit the control API.',
  body: FaultRequest,
  answer: Fault,
  status: 201,
  example: {
    body: EXAMPLE_RULE,
    answer: EXAMPLE_FAULT,
  },
})

export const changeFault = controlOperation({
  operationId: 'changeFault',
  tag: 'Faults',
  method: 'PATCH',
  path: '/faults/{id}',
  summary: 'Enable or disable a fault',
  description: 'A disabled fault keeps its place and its counts, and hits nothing.',
  pathFields: FaultPath,
  body: z.strictObject({ enabled: z.boolean() }),
  answer: Fault,
  example: {
    path: { id: SAMPLES.faultId },
    body: { enabled: false },
    answer: { ...EXAMPLE_FAULT, state: 'disabled', enabled: false },
  },
})

export const removeFault = controlOperation({
  operationId: 'removeFault',
  tag: 'Faults',
  method: 'DELETE',
  path: '/faults/{id}',
  summary: 'Remove a fault',
  pathFields: FaultPath,
  answer: NoContent,
  status: 204,
  example: { path: { id: SAMPLES.faultId } },
})

export const clearFaults = controlOperation({
  operationId: 'clearFaults',
  tag: 'Faults',
  method: 'DELETE',
  path: '/faults',
  summary: 'Remove all faults',
  answer: NoContent,
  status: 204,
})

export function presentFault(fault: DomainFault, now: Instant): z.infer<typeof Fault> {
  const { id, rule, hits } = fault
  const { times, after, probability, until, disabled } = rule
  const effect: Record<string, unknown> = { ...rule.fault }
  if ('delayMs' in rule.fault) {
    delete effect.delayMs
    effect.delay = formatDuration(rule.fault.delayMs)
  }
  return {
    id,
    sentence: faultSentence(fault),
    state: faultState(fault, now),
    match: rule.target === 'callback' ? { callback: rule.match } : (definedOnly(rule.match) as Record<string, string>),
    ...(rule.target === 'call' ? { phase: rule.phase } : {}),
    fault: effect,
    ...definedOnly({ times, after, probability }),
    ...(until === undefined ? {} : { until: formatInstant(until) }),
    ...(disabled ? { enabled: false as const } : {}),
    hits,
  }
}

const definedOnly = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
