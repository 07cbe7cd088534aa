import type { Context, Hono } from 'hono'
import type * as z from 'zod'
import type { ErrorType } from '../contract/errors.ts'
import { NOTED_HEADERS } from '../contract/issues.ts'
import type { Operation } from '../contract/operation.ts'
import { hasTwin } from '../contract/operations.ts'
import { shapesOf } from '../contract/shape.ts'
import { type ApiVersion, BASE_VERSION, holdsIn, PREFIXES, unknownPrefix, versionOf } from '../domain/api-version.ts'
import { BASE_RULES, type CallRules, type Dialect, dialectOf, QUERY_KEY_UNTIL } from '../domain/dialect.ts'
import { DomainError } from '../domain/errors.ts'
import type { CallFacts, CallFault, FaultPhase } from '../domain/fault.ts'
import type { Wall } from '../domain/wall.ts'
import { type Answer, answerError } from '../middleware/answer.ts'
import { findForeignPage } from '../middleware/forgery.ts'
import type { Journal } from '../middleware/journal.ts'
import { beginningOf, beginningOfAnswer, writtenPath } from '../middleware/noted-call.ts'
import type { RateLimiter, RateVerdict } from '../middleware/rate-limit.ts'
import { ConnectionReset, parseFaultHeader, reasonOf, strikeAnswer } from '../middleware/strike.ts'
import { hasFaults, type Strike, strikeCall } from '../state/faults.ts'
import { getSettings } from '../state/organisations.ts'
import type { ReadTx, State, Tenant, Tx } from '../state/state.ts'
import { parseBody, readQuery, readText } from './input.ts'
import { answerFailure, answerMade } from './shaped.ts'

/** What the vendor routes are given. */
export interface RouteDependencies {
  readonly state: State
  readonly journal: Journal
  readonly limiter: RateLimiter
  readonly wall: Wall
  /** Of new organisations. */
  readonly dialect: Dialect
  /** Aborted when the emulator is being closed: no call is held up any more. */
  readonly closing: AbortSignal
  /** The organisation of an API key, at the present of its clock. Throws access_denied. */
  readonly enter: (apiKey: string | undefined) => Tenant
  /** A write of an organisation, and what follows from it. */
  readonly write: <T>(tenant: Tenant, work: (tx: Tx) => T) => T
  /** Whether other machines can reach the emulator. */
  readonly exposed: () => boolean
  /** The address a request came from; a local one where there is no socket. */
  readonly sourceIp: (context: Context) => string
  /** Told of every failure of the emulator itself. */
  readonly onFailure: (error: unknown) => void
}

/** One call of an operation, checked and with its types: all that a handler needs to know of HTTP. */
export interface Call<O extends Operation> {
  readonly path: z.infer<O['pathFields']>
  readonly query: z.infer<O['queryFields']>
  readonly body: z.infer<NonNullable<O['body']>>
  readonly rules: CallRules
  /** Gives a text the form that the called version and dialect have for it: for a text inside a file. */
  readonly shapeText: (text: string) => string
  readonly sourceIp: string
  /** The number of the call in the journal. */
  readonly requestId: number
  readonly request: Request
  readonly now: number
  read<T>(work: (tx: ReadTx) => T): T
  write<T>(work: (tx: Tx) => T): T
}

/** A handler returns what the contract's answer says, or an Answer when that is not to be made JSON here. */
export type Handler<O extends Operation> = (call: Call<O>) => Made<O> | Promise<Made<O>>
type Made<O extends Operation> = z.infer<O['answer']> | Answer

export type Mount = <O extends Operation>(operation: O, handle: Handler<O>) => void

/** A call on its way: what the journal will say of it. */
interface Exchange {
  readonly tenant: Tenant
  /** Of the organisation's state, when the call began. */
  readonly generation: number
  readonly id: number
  readonly begun: number
  requestBody: string | null
}

/**
 * Makes the function that puts operations on an app. A call finds its route, then its organisation, and is counted;
 * then query and body are checked and the handler does its work; then it is noted in the journal. A fault strikes
 * before the check of the body, or after the work is done.
 */
export function mounter(app: Hono, given: RouteDependencies): Mount {
  return (operation, handle) => {
    const { operationId, method } = operation
    const queryKeys = Object.keys(operation.queryFields.shape)
    const shapeOf = shapesOf(operation)
    app.on(method, operation.path.replace(/\{(\w+)\}/g, ':$1'), async (context, next) => {
      let exchange: Exchange | undefined
      let answer: Answer | undefined
      const calledPath = writtenPath(context.req.url)
      const version = versionOf(calledPath) ?? BASE_VERSION
      const ownDialect = dialectOf(calledPath)
      if (!holdsIn(operation, version)) {
        // The twin is mounted later.
        if (hasTwin(operation, version, Object.values(context.req.param()))) return next()
        return answerNowhere(context, given, 'operation_not_in_version')
      }
      // Whoever has no good key is answered as a new organisation would be.
      let shape = shapeOf(version, ownDialect ?? given.dialect)
      const fail = (error: unknown): Answer => answerFailure(error, shape, given.onFailure)
      // Before the key opens an organisation.
      const origin = method === 'GET' ? undefined : findForeignPage(context.req.raw.headers, given.exposed())
      if (origin !== undefined) return fail(new DomainError('foreign_page', { origin })).toResponse()
      try {
        const tenant = given.enter(apiKeyOf(context, version))
        shape = shapeOf(version, ownDialect ?? given.state.read(tenant, getSettings).dialect)
        exchange = begin(given, tenant)
        const current = exchange
        // The journal has the body of a call that a fault strikes, too.
        let unreadable: unknown
        if (operation.body) {
          try {
            current.requestBody = await readText(context.req.raw)
          } catch (error) {
            unreadable = error
          }
        }
        const facts = { operationId, method, path: context.req.path }
        const failing = { fail, errorType: shape?.errorType ?? 'application/json' }
        // What was held up until after a reset is a call of the organisation as it is then.
        const presentOf = () => (tenant.generation === current.generation ? tenant : given.enter(tenant.apiKey))
        answer = await guard(context, given, facts, presentOf, failing, async () => {
          const query = queryKeys.length > 0 ? readQuery(context, operation, shape) : {}
          if (unreadable) throw unreadable
          const body = current.requestBody === null ? undefined : parseBody(current.requestBody, operation, query)
          const present = presentOf()
          const made = await handle({
            path: context.req.param() as never,
            query: query as never,
            body: body as never,
            rules: shape?.rules ?? BASE_RULES,
            shapeText: shape?.text ?? unchanged,
            now: present.now,
            request: context.req.raw,
            requestId: current.id,
            // Not an accessor: V8 keeps a hidden class for each one that is made, and with it the whole request.
            sourceIp: given.sourceIp(context),
            read: (work) => given.state.read(present, work),
            // HEAD tells what GET would answer, and does nothing of it.
            write: (work) =>
              context.req.method === 'HEAD' ? given.state.rehearse(present, work) : given.write(present, work),
          })
          return answerMade(made, operation, shape, query)
        })
      } catch (error) {
        answer = fail(error)
      } finally {
        if (exchange) note(context, given, exchange, operationId, answer)
      }
      return send(context, exchange, answer)
    })
  }
}

const unchanged = (text: string): string => text

/** Puts the answer to unknown paths on an app; where the caller's organisation is known, the journal has them too. */
export function mountNotFound(app: Hono, given: RouteDependencies): void {
  app.notFound((context) => answerNowhere(context, given, 'route_not_found'))
}

/** Answers a call that leads nowhere; a prefix that looks like that of a version is told which ones there are. */
function answerNowhere(
  context: Context,
  given: RouteDependencies,
  code: 'route_not_found' | 'operation_not_in_version',
): Response {
  const path = writtenPath(context.req.url)
  const prefix = unknownPrefix(path)
  const error = prefix
    ? new DomainError('unknown_version', { prefix, known: PREFIXES.join(', ') })
    : new DomainError(code)
  let answer = answerError(error, given.onFailure)
  let exchange: Exchange | undefined
  try {
    const tenant = given.enter(apiKeyOf(context, versionOf(path)))
    exchange = begin(given, tenant)
    const verdict = count(context, given, tenant)
    if (verdict?.exceeded) answer = answerError(new DomainError('rate_limited'), given.onFailure)
    if (verdict) answer = answer.with(verdict.headers)
    note(context, given, exchange, null, answer)
  } catch (error) {
    // Routing comes before the key: without a good one the answer is the same.
    if (!(error instanceof DomainError)) given.onFailure(error)
  }
  return send(context, exchange, answer)
}

/** The header; or, in the versions that know it, the query parameter. */
const apiKeyOf = (context: Context, version: ApiVersion | undefined): string | undefined =>
  context.req.header('x-api-key') ||
  (version && version <= QUERY_KEY_UNTIL && context.req.query('api_key')) ||
  undefined

/** Counts a call of an organisation; undefined where nothing limits it. */
function count(
  context: Context,
  { state, limiter, sourceIp }: RouteDependencies,
  tenant: Tenant,
): RateVerdict | undefined {
  const { rateLimit } = state.read(tenant, getSettings)
  return rateLimit === null ? undefined : limiter.count(`${tenant.id} ${sourceIp(context)}`, rateLimit)
}

/** Counts a call, and does its work in between the faults that strike it. Undefined: there is to be no answer. */
async function guard(
  context: Context,
  given: RouteDependencies,
  facts: CallFacts,
  presentOf: () => Tenant,
  { fail, errorType }: { readonly fail: (error: unknown) => Answer; readonly errorType: ErrorType },
  work: () => Promise<Answer>,
): Promise<Answer | undefined> {
  const tenant = presentOf()
  const verdict = count(context, given, tenant)
  if (verdict?.exceeded) {
    return fail(new DomainError('rate_limited')).with(verdict.headers)
  }
  const before = strikeOf(context, given, facts, tenant, 'before')
  if (before) {
    const struck = await strikeAnswer(before, undefined, context, { ...given, errorType })
    if (before.fault.type !== 'delay') return verdict ? struck?.with(verdict.headers) : struck
  }
  let answer: Answer
  try {
    answer = await work()
  } catch (error) {
    answer = fail(error)
  }
  if (before) answer = answer.with(reasonOf(before))
  const after = strikeOf(context, given, facts, presentOf(), 'after')
  const left = after ? await strikeAnswer(after, answer, context, { ...given, errorType }) : answer
  return verdict ? left?.with(verdict.headers) : left
}

/** The fault that strikes a call in a phase: by its own header, or by a rule. Throws invalid_parameter. */
function strikeOf(
  context: Context,
  given: RouteDependencies,
  facts: CallFacts,
  tenant: Tenant,
  phase: FaultPhase,
): Strike<CallFault> | undefined {
  const header = context.req.header('emulator-fault')
  if (header !== undefined) {
    const own = parseFaultHeader(header)
    if (!own) throw new DomainError('invalid_parameter', { name: 'Emulator-Fault' })
    if (own.phase === phase) return { id: 0, fault: own.fault }
  }
  if (!given.state.read(tenant, hasFaults)) return undefined
  return given.write(tenant, (tx) => strikeCall(tx, facts, phase))
}

const begin = ({ journal }: RouteDependencies, tenant: Tenant): Exchange => ({
  tenant,
  generation: tenant.generation,
  id: journal.next(tenant),
  begun: performance.now(),
  requestBody: null,
})

function note(
  context: Context,
  { journal }: RouteDependencies,
  { tenant, generation, id, begun, requestBody }: Exchange,
  operationId: string | null,
  answer: Answer | undefined,
): void {
  // What began before the organisation was reset is no part of it.
  if (tenant.generation !== generation) return
  journal.add(tenant, {
    id,
    at: tenant.now,
    method: context.req.method,
    url: context.req.url,
    operationId,
    iccid: context.req.param('iccid') ?? null,
    status: answer?.status ?? null,
    durationMs: performance.now() - begun,
    requestBody: requestBody === null ? null : beginningOf(requestBody),
    responseBody: answer ? beginningOfAnswer(answer) : null,
    reason: answer?.headers['Emulator-Reason'] ?? null,
    headers: NOTED_HEADERS.filter((name) => context.req.header(name) !== undefined),
  })
}

/** Without an answer the connection is gone already, or its caller is; without a connection the call fails as then. */
function send(context: Context, exchange: Exchange | undefined, answer: Answer | undefined): Response {
  if (!answer) {
    if ((context.env as { incoming?: unknown } | undefined)?.incoming) {
      return new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
    }
    const { signal } = context.req.raw
    throw signal.aborted ? signal.reason : new ConnectionReset()
  }
  return (exchange ? answer.with({ 'Emulator-Request-Id': String(exchange.id) }) : answer).toResponse()
}
