import { createHash, timingSafeEqual } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type * as z from 'zod'
import type { Changes } from '../callbacks/changes.ts'
import type { Deliveries } from '../callbacks/deliver.ts'
import type { Clock } from '../clock/clock.ts'
import type { ControlOperation } from '../contract/control/operation.ts'
import { countValues } from '../domain/count-values.ts'
import type { Dialect } from '../domain/dialect.ts'
import { DomainError } from '../domain/errors.ts'
import { MOST_VALUES } from '../domain/limits.ts'
import type { PublicUrl } from '../domain/public-url.ts'
import type { Wall } from '../domain/wall.ts'
import { ScenarioError } from '../fixtures/scenario-error.ts'
import type { Scenario } from '../fixtures/scenarios.ts'
import { Answer } from '../middleware/answer.ts'
import { readBody } from '../middleware/body.ts'
import type { Callers } from '../middleware/callers.ts'
import type { ForgeryGuard } from '../middleware/forgery.ts'
import type { Journal } from '../middleware/journal.ts'
import { knownFailure } from '../middleware/known-failure.ts'
import type { Tenants } from '../middleware/tenants.ts'
import type { ReadTx, State, Tenant, Tx } from '../state/state.ts'
import { ControlError, explainDomainError, explainIssues } from './errors.ts'
import { refuseForgery } from './guard.ts'

export interface ControlDependencies {
  readonly state: State
  readonly clock: Clock
  readonly deliveries: Deliveries
  readonly changes: Changes
  readonly wall: Wall
  /** The organisation of an API key, at the present of its clock. Throws access_denied. */
  readonly enter: (apiKey: string) => Tenant
  /** A write of an organisation, and what follows from it: the alarm of its clock, the callbacks it caused. */
  readonly write: <T>(tenant: Tenant, work: (tx: Tx) => T) => T
  readonly journal: Journal
  readonly tenants: Tenants
  /** What calls of the server itself must show; `open` lets anyone. */
  readonly controlToken: string | undefined
  /** Where new organisations start, unless asked otherwise. */
  readonly scenario: Scenario
  /** What new organisations speak. */
  readonly dialect: Dialect
  /** The key of the default organisation. */
  readonly defaultKey: string
  /** Whether another machine may have sent a call with these headers. */
  readonly exposed: (headers: Headers) => boolean
  /** Tells what web pages may have caused. */
  readonly guard: ForgeryGuard
  /** The calls that were refused for their key. */
  readonly callers: Callers
  /** Where others reach the emulator, when that is not where it listens. */
  readonly publicUrl: PublicUrl | undefined
  /** The address a request came from; a local one where there is no socket. */
  readonly sourceIp: (context: Context) => string
  readonly onFailure: (error: unknown) => void
}

/** One control call, checked and with its types. */
export interface ControlCall<O extends ControlOperation> {
  readonly path: z.infer<O['pathFields']>
  readonly query: z.infer<O['queryFields']>
  readonly body: z.infer<NonNullable<O['body']>>
  readonly tenant: Tenant
  readonly request: Request
  read<T>(work: (tx: ReadTx) => T): T
  write<T>(work: (tx: Tx) => T): T
}

export type ControlHandler<O extends ControlOperation> = (
  call: ControlCall<O>,
) => z.infer<O['answer']> | Answer | Promise<z.infer<O['answer']> | Answer>

export type ControlMount = <O extends ControlOperation>(operation: O, handle: ControlHandler<O>) => void

/** The longest body that is read. */
const BODY_LIMIT_BYTES = 16 * 1_048_576

/** How deep lists and objects may stand within one another. */
const LEVELS = 100

/** An app with the control API's errors, and the function that puts operations on it. */
export function createControlApp(given: ControlDependencies): {
  app: Hono
  mount: ControlMount
  /** The organisation of a call that looks and is let through, by its key or by default. Throws ControlError. */
  tenantOf: (context: Context) => Tenant
} {
  const app = new Hono()
  app.onError((error, context) => {
    const known = explain(error)
    if (known instanceof ControlError) {
      const reason = { 'Emulator-Reason': known.code }
      return context.json({ error: { code: known.code, message: known.message } }, known.status, reason)
    }
    given.onFailure(error)
    return context.json({ error: { code: 'internal_error', message: 'the emulator failed; see its log' } }, 500)
  })
  const inOrganisation = async <T>(
    context: Context,
    { opens }: ControlOperation,
    work: (tenant: Tenant) => Promise<T>,
  ): Promise<T> => {
    try {
      const key = keyOf(context, given)
      return await (opens ? given.tenants.open(key, work) : work(given.tenants.look(key)))
    } catch (error) {
      throw noteRefused(error, context, given)
    }
  }
  const mount: ControlMount = (operation, handle) => {
    app.on(operation.method, operation.path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
      refuseForgery(context, given.guard)
      if (operation.scope === 'server') requireToken(context, given)
      const path = check(operation.pathFields, context.req.param()) as never
      const query = check(operation.queryFields, context.req.query()) as never
      const body = (
        operation.body
          ? check(operation.body, await readJson(context, operation.isBulk ? Number.POSITIVE_INFINITY : MOST_VALUES))
          : undefined
      ) as never
      const work = async (tenant: Tenant) =>
        handle({
          path,
          query,
          body,
          tenant,
          request: context.req.raw,
          read: (reading) => given.state.read(tenant, reading),
          write: (writing) => given.write(tenant, writing),
        })
      // Last, since the organisation may be reset while the body arrives.
      const answer = await (operation.scope === 'server' ? work(NO_TENANT) : inOrganisation(context, operation, work))
      if (answer instanceof Answer) return answer.toResponse()
      return operation.status === 204 ? context.body(null, 204) : context.json(answer as object, operation.status)
    })
  }
  return {
    app,
    mount,
    tenantOf: (context) => {
      refuseForgery(context, given.guard)
      try {
        return given.tenants.look(keyOf(context, given))
      } catch (error) {
        throw noteRefused(error, context, given)
      }
    },
  }
}

/** Calls of whoever runs the server are of no organisation, and do not ask for one. */
const NO_TENANT: Tenant = { id: 0, apiKey: '', now: 0, generation: 0 }

/** The token that says on purpose that anyone may. */
const OPEN = 'open'

/** Lets through who may run the server. Throws ControlError. */
function requireToken(context: Context, { controlToken, exposed }: ControlDependencies): void {
  if (controlToken === OPEN) return
  if (controlToken === undefined) {
    if (!exposed(context.req.raw.headers)) return
    throw new ControlError(
      403,
      'control_token_required',
      'this server can be reached by others: start it with --control-token (or ESIM_EMULATOR_CONTROL_TOKEN) to allow this call',
    )
  }
  const given = context.req.header('authorization') ?? ''
  if (!sameText(given, `Bearer ${controlToken}`)) {
    throw new ControlError(
      401,
      'wrong_control_token',
      'send the token that the server was started with: Authorization: Bearer TOKEN',
    )
  }
}

/** Compares in a time that tells nothing of where two texts differ. */
const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())

function explain(error: Error): Error {
  if (error instanceof ScenarioError) return new ControlError(422, 'invalid_scenario', error.message)
  const known = knownFailure(error)
  return known instanceof DomainError ? explainDomainError(known) : error
}

/** The key of the organisation that a call is of: its own, or that of the default organisation. Throws ControlError. */
function keyOf(context: Context, { defaultKey, exposed }: ControlDependencies): string {
  const key = context.req.header('x-api-key')
  if (!key && exposed(context.req.raw.headers)) {
    throw new ControlError(401, KEY_REQUIRED, 'say which organisation is meant with its key, in X-API-Key')
  }
  return key || defaultKey
}

const KEY_REQUIRED = 'api_key_required'

/** Notes a call that is refused for its key. Returns the error that it is refused by. */
function noteRefused(error: unknown, context: Context, { callers, sourceIp }: ControlDependencies): unknown {
  const isForKey =
    (error instanceof ControlError && error.code === KEY_REQUIRED) ||
    (error instanceof DomainError && error.code === 'access_denied')
  if (isForKey) callers.add(context.req.raw, { api: 'control', sourceIp: sourceIp(context) })
  return error
}

function check(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  if (!result.success) throw explainIssues(result.error.issues)
  return result.data
}

/** The body as JSON; none is an empty object. Throws ControlError. */
async function readJson(context: Context, most: number): Promise<unknown> {
  const { text, problem } = await readBody(context.req.raw, BODY_LIMIT_BYTES)
  if (problem === 'too_long') {
    throw new ControlError(413, 'body_too_large', `a body may have ${BODY_LIMIT_BYTES} bytes`)
  }
  if (problem === 'broken_off') throw new ControlError(400, 'incomplete_body', 'the body broke off')
  if (text?.trim() === '') return {}
  const value = parseJson(text)
  if (isDeeper(value, LEVELS)) {
    throw new ControlError(422, 'invalid_request', `a body may be nested ${LEVELS} levels deep`)
  }
  if (countValues(value, most) > most) {
    throw new ControlError(422, 'invalid_request', `a body may have ${most} values`)
  }
  return value
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    throw new ControlError(400, 'malformed_json', 'the body is not JSON')
  }
}

/** Whether there are more lists and objects within one another than that. Whatever else looks into them does so by itself. */
function isDeeper(value: unknown, levels: number): boolean {
  let layer = [value]
  for (let level = 0; level <= levels; level++) {
    layer = layer.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
    if (layer.length === 0) return false
  }
  return true
}
