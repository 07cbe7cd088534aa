import type { Context } from 'hono'
import type * as z from 'zod'
import type { ForgeryGuard } from '../access/forgery.ts'
import type { RefusedCallers } from '../access/refused-callers.ts'
import type { Turns } from '../clock/turns.ts'
import type { Operation } from '../contract/operation.ts'
import type { WireVariant } from '../contract/variants/wire-variant.ts'
import { type ApiVersion, BASE_VERSION, versionOf } from '../domain/api-version.ts'
import { type CallRules, type Dialect, dialectOf } from '../domain/dialect.ts'
import { DomainError, type ErrorCode } from '../domain/errors.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import type { Answer } from '../http/answer.ts'
import type * as http from '../http/compose.ts'
import type { LongList } from '../http/long-list.ts'
import { requestPath } from '../http/request-path.ts'
import type { Journal } from '../journal/journal.ts'
import type { OrganisationRegistry } from '../organisations/registry.ts'
import type { BeginWrite, WritesInTurns } from '../organisations/writes-in-turns.ts'
import type { RateLimiter } from '../rate-limits/rate-limiter.ts'
import type { WriteInPieces } from '../state/engine/in-pieces.ts'
import type { BatchTx, ReadTx, State, Tenant, Tx } from '../state/engine/state.ts'
import { getSettings } from '../state/records/organisations.ts'

/** The parts of the emulator that the vendor routes use. */
export interface RouteDependencies {
  readonly state: State
  readonly journal: Journal
  readonly limiter: RateLimiter
  readonly systemClock: SystemClock
  /** The dialect of new organisations. */
  readonly dialect: Dialect
  /** Aborted when the emulator is being closed: no call is delayed any more. */
  readonly closing: AbortSignal
  readonly registry: OrganisationRegistry
  /** Shares the thread between long work and requests. */
  readonly turns: Turns
  /** Does writes that are too large for one transaction. */
  readonly writesInTurns: WritesInTurns
  /** Writes to an organisation, then sends the callbacks that the write caused and sets the timer of its clock. */
  readonly write: Write
  /** Recognises calls that a web page may have caused. */
  readonly guard: ForgeryGuard
  /** Records calls that are refused for their key. */
  readonly callers: RefusedCallers
  /** The address a request came from; a local one where there is no socket. */
  readonly sourceIp: (context: Context) => string
  /** Receives every failure of the emulator itself. */
  readonly onFailure: (error: unknown) => void
}

export type Write = <T>(tenant: Tenant, work: (tx: Tx) => T) => T

/** One call as its handler sees it, checked and with its types: all that a handler needs to know of HTTP. */
export interface HandlerCall<O extends Operation> {
  readonly path: z.infer<O['pathFields']>
  readonly query: z.infer<O['queryFields']>
  readonly body: z.infer<NonNullable<O['body']>>
  readonly rules: CallRules
  /** Converts a text inside a file to the form of the version and dialect called. */
  readonly toVariantText: (text: string) => string
  readonly sourceIp: string
  /** The number of the call in the journal. */
  readonly requestId: number
  readonly request: Request
  readonly now: number
  read<T>(work: (tx: ReadTx) => T): T
  write<T>(work: (tx: Tx) => T): T
  /** Does work that reads in turns: a piece up to each `yield`. */
  inTurns<T>(pieces: Iterator<unknown, T>): T | Promise<T>
  /** Does a read that may be long in turns: a piece up to each `yield`. */
  readInTurns<T>(begin: (tx: ReadTx) => Iterator<unknown, T>): T | Promise<T>
  /** Does a write that may be too large for one transaction. */
  writeInTurns<T>(begin: BeginWrite<T>): T | Promise<T>
  /** Gives the reason why the answer is not the usual one: the header `Emulator-Reason`, and the journal, have it. */
  explain(reason: string): void
}

/** The result of a handler: the contract's answer, a list that is long, or an `Answer` where that is not JSON or is JSON text already. */
export type HandlerResult<O extends Operation> = z.infer<O['answer']> | Answer | LongList

export type Handler<O extends Operation> = (call: HandlerCall<O>) => HandlerResult<O> | Promise<HandlerResult<O>>

/** An operation with its handler, as a call finds it. */
export interface Route {
  readonly operation: Operation
  readonly handle: (call: HandlerCall<never>) => unknown
  readonly takesQuery: boolean
  /** The wire variant of the operation in a version and dialect; undefined is the baseline, v2.4 as observed. */
  readonly variantOf: (version: ApiVersion, dialect: Dialect) => WireVariant | undefined
}

/**
 * A vendor call on its way through the steps of `pipeline.ts`. Each step reads what the ones before it have found out, and
 * adds its own. All fields exist from the start, so that V8 has one hidden class for all calls.
 */
export class VendorCall {
  readonly context: Context
  readonly dependencies: RouteDependencies
  /** Undefined for a call that has none: see `unknown`. */
  readonly route: Route | undefined
  readonly unknown: UnknownReason | undefined
  readonly version: ApiVersion
  /** The dialect that the path names; undefined leaves it to the organisation. */
  readonly pathDialect: Dialect | undefined
  /** The wire variant of answers and errors. Before `authenticate` it is that of a new organisation. */
  variant: WireVariant | undefined
  /** Set by checkOriginAndHost: the web page of another place that may have caused the call. */
  foreignPage: string | undefined = undefined
  /** Set by authenticate. */
  tenant!: Tenant
  /** Set by authenticate: a reset since then has another generation. */
  generation = 0
  /** Set by recordInJournal: the number of the call in the journal. */
  requestId = 0
  /** Set by readRequestBody: the text, or what was wrong with it. */
  body: string | null = null
  bodyError: unknown = undefined
  /** Set by parseRequest. */
  query: Readonly<Record<string, unknown>> = NO_QUERY
  parsedBody: unknown = undefined
  /** Set by the handler and by faults: why the answer is not the usual one. */
  reason: string | undefined = undefined
  /** Set by the handler's writes: the rows that they wrote are numbered after the first number and up to the second. */
  wroteAfter: number | null = null
  wroteUpTo: number | null = null

  constructor(context: Context, dependencies: RouteDependencies, found: Route | UnknownReason) {
    const path = requestPath(context.req.url)
    const route = typeof found === 'string' ? undefined : found
    this.context = context
    this.dependencies = dependencies
    this.route = route
    this.unknown = typeof found === 'string' ? found : undefined
    this.version = versionOf(path) ?? BASE_VERSION
    this.pathDialect = dialectOf(path)
    this.variant = route?.variantOf(this.version, this.pathDialect ?? dependencies.dialect)
  }

  /** Makes the call one of this organisation, in the dialect that the organisation speaks. */
  setOrganisation(tenant: Tenant): void {
    const { route, dependencies } = this
    this.tenant = tenant
    this.generation = tenant.generation
    if (!route) return
    const dialect = this.pathDialect ?? dependencies.state.read(tenant, getSettings).dialect
    this.variant = route.variantOf(this.version, dialect)
  }

  /** The organisation as it is now: a delayed call that outlives a reset runs against the organisation created by the reset. */
  currentOrganisation(): Tenant | Promise<Tenant> {
    const { tenant } = this
    return tenant.generation === this.generation ? tenant : this.dependencies.registry.authenticate(tenant.apiKey)
  }

  /** A write of a step. Throws foreign_page for a call that a page of another place may have caused. */
  write<T>(tenant: Tenant, work: (tx: Tx) => T): T {
    this.refuseForeignPage()
    return this.dependencies.write(tenant, work)
  }

  /** A write of the handler. Throws foreign_page as well; HEAD computes what GET would answer and rolls the write back. */
  writeOfHandler<T>(tenant: Tenant, work: (tx: Tx) => T): T {
    this.refuseForeignPage()
    const { state, write } = this.dependencies
    if (this.context.req.raw.method === 'HEAD') return state.dryRun(tenant, work)
    return write(tenant, (tx) => this.#noteRows(tx, work))
  }

  /** As `write`, of a handler whose write may be too large for one transaction. */
  writeInTurns<T>(tenant: Tenant, begin: BeginWrite<T>): T | Promise<T> {
    this.refuseForeignPage()
    return this.dependencies.writesInTurns.write(tenant, (tx) => this.#noteRowsInPieces(tx, begin))
  }

  /** As `#noteRows`, of work in pieces: a method, since V8 keeps a hidden class for each generator function, and with it the call. */
  *#noteRowsInPieces<T>(tx: BatchTx, begin: BeginWrite<T>): WriteInPieces<T> {
    const before = tx.sequence
    const result = yield* begin(tx)
    this.#noteNumbers(before, tx.sequence)
    return result
  }

  /** Does work of the handler, and notes the numbers of the rows that it writes. */
  #noteRows<T>(tx: Tx, work: (tx: Tx) => T): T {
    const before = tx.sequence
    const done = work(tx)
    this.#noteNumbers(before, tx.sequence)
    return done
  }

  /** Notes that rows were numbered after one number, up to another. */
  #noteNumbers(before: number, upTo: number): void {
    if (upTo === before) return
    this.wroteAfter ??= before
    this.wroteUpTo = upTo
  }

  /** Throws foreign_page. */
  refuseForeignPage(): void {
    if (this.foreignPage !== undefined) throw new DomainError('foreign_page', { origin: this.foreignPage })
  }
}

const NO_QUERY: Readonly<Record<string, unknown>> = {}

/** Why a call has no route: its path is unknown, or the version called lacks the operation. */
export type UnknownReason = Extract<ErrorCode, 'route_not_found' | 'operation_not_in_version'>

/** The answer of a call; undefined when a fault left none. */
export type MaybeAnswer = Answer | undefined
export type Next = http.Next<VendorCall, MaybeAnswer>
export type Step = http.Step<VendorCall, MaybeAnswer>
