import type { Context } from 'hono'
import type * as z from 'zod'
import type { ForgeryGuard } from '../access/forgery.ts'
import type { RefusedCallers } from '../access/refused-callers.ts'
import type { ChangeFeed } from '../callbacks/change-feed.ts'
import type { CallbackSender } from '../callbacks/sender.ts'
import type { Clock } from '../clock/clock.ts'
import type { Turns } from '../clock/turns.ts'
import type { ControlOperation } from '../contract/control/operation.ts'
import type { Dialect } from '../domain/dialect.ts'
import type { PublicUrl } from '../domain/public-url.ts'
import type { SystemClock } from '../domain/system-clock.ts'
import type { Scenario } from '../fixtures/scenarios.ts'
import type { Answer } from '../http/answer.ts'
import type * as http from '../http/compose.ts'
import type { LongList } from '../http/long-list.ts'
import type { Journal } from '../journal/journal.ts'
import type { OrganisationRegistry } from '../organisations/registry.ts'
import type { StateCopies } from '../organisations/state-copies.ts'
import type { BeginWrite, WritesInTurns } from '../organisations/writes-in-turns.ts'
import type { Part } from '../server/part-loader.ts'
import type { ReadTx, State, Tenant, Tx } from '../state/engine/state.ts'
import type { Stories } from './stories.ts'

/** The parts of the emulator that the control routes use. */
export interface ControlDependencies {
  readonly state: State
  readonly clock: Clock
  readonly turns: Turns
  readonly sender: CallbackSender
  readonly changes: ChangeFeed
  readonly systemClock: SystemClock
  /** Writes to an organisation, then sends the callbacks that the write caused and sets the timer of its clock. */
  readonly write: <T>(tenant: Tenant, work: (tx: Tx) => T) => T
  /** Does writes that may be too large for one transaction. */
  readonly writesInTurns: WritesInTurns
  readonly journal: Journal
  readonly registry: OrganisationRegistry
  readonly copies: StateCopies
  /** Loads parts of the program that a start does without. */
  readonly loadParts: (parts: readonly Part[]) => Promise<void>
  /** The player of stories, which is loaded when it is needed. */
  readonly stories: () => Promise<Stories>
  /** The token that server-scope calls must show; `open` lets anyone. */
  readonly controlToken: string | undefined
  /** The scenario of new organisations, unless a call names another. */
  readonly scenario: Scenario
  /** The dialect of new organisations. */
  readonly dialect: Dialect
  /** Tells whether another machine may have sent a call with these headers. */
  readonly exposed: (headers: Headers) => boolean
  /** Recognises calls that a web page may have caused. */
  readonly guard: ForgeryGuard
  /** Records calls that are refused for their key. */
  readonly callers: RefusedCallers
  /** The public address of the emulator, where that is not the address it listens on. */
  readonly publicUrl: PublicUrl | undefined
  /** The address a request came from; a local one where there is no socket. */
  readonly sourceIp: (context: Context) => string
  /** Answers a call of the vendor API, without a socket. */
  readonly callVendor: (request: Request) => Response | Promise<Response>
  /** Receives every failure of the emulator itself. */
  readonly onFailure: (error: unknown) => void
}

/** One control call as its handler sees it, checked and with its types. */
export interface ControlHandlerCall<O extends ControlOperation> {
  readonly path: z.infer<O['pathFields']>
  readonly query: z.infer<O['queryFields']>
  readonly body: z.infer<NonNullable<O['body']>>
  readonly tenant: Tenant
  readonly request: Request
  read<T>(work: (tx: ReadTx) => T): T
  write<T>(work: (tx: Tx) => T): T
  /** Does a read that may be long in turns: a piece up to each `yield`. */
  readInTurns<T>(begin: (tx: ReadTx) => Iterator<unknown, T>): T | Promise<T>
  /** Does a write that may be too large for one transaction. */
  writeInTurns<T>(begin: BeginWrite<T>): T | Promise<T>
}

/**
 * The result of a handler: the contract's answer, an `Answer` where that is not JSON, a list that is long, or a `Response` that
 * is a stream.
 */
export type ControlHandlerResult<O extends ControlOperation> = z.infer<O['answer']> | Answer | LongList | Response

export type ControlHandler<O extends ControlOperation> = (
  call: ControlHandlerCall<O>,
) => ControlHandlerResult<O> | Promise<ControlHandlerResult<O>>

/** Stands for the organisation in server-scope calls, which have none. */
export const NO_TENANT: Tenant = { id: 0, apiKey: '', now: 0, generation: 0 }

/** A control call on its way through the steps of `pipeline.ts`: each step adds what it has found out. */
export class ControlCall {
  readonly context: Context
  readonly dependencies: ControlDependencies
  readonly operation: ControlOperation
  readonly handle: (call: ControlHandlerCall<never>) => unknown
  /** Set by parseParameters. */
  path: unknown = undefined
  query: unknown = undefined
  /** Set by readJsonBody. */
  body: unknown = undefined
  /** Set by resolveOrganisation. */
  tenant = NO_TENANT

  constructor(
    context: Context,
    dependencies: ControlDependencies,
    operation: ControlOperation,
    handle: ControlCall['handle'],
  ) {
    this.context = context
    this.dependencies = dependencies
    this.operation = operation
    this.handle = handle
  }
}

export type Step = http.Step<ControlCall, unknown>
