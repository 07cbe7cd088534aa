import type * as z from 'zod'
import type { AdvanceObserver } from '../clock/clock.ts'
import * as reportContract from '../contract/control/advance-report.ts'
import { summarise } from '../contract/control/callbacks.ts'
import * as contract from '../contract/control/clock.ts'
import { describe } from '../contract/expected-value.ts'
import { parseDuration } from '../domain/duration.ts'
import { END_OF_TIME, formatInstant, type Instant, parseInstant } from '../domain/instant.ts'
import { LongList, mapParts } from '../http/long-list.ts'
import type { ReadTx, Tenant } from '../state/engine/state.ts'
import { countCallbacks } from '../state/records/callback-list.ts'
import { getEsim } from '../state/records/esims.ts'
import { type DueEvent, EVENT_KINDS, type EventKind, listEvents } from '../state/records/events.ts'
import { listCallbacks } from '../state/records/outbox.ts'
import { listTransitions, type Transition } from '../state/records/transition-log.ts'
import { AdvanceReports, type PreparedUndo, prepareUndo } from './advance-reports.ts'
import { markNow, summariseAdvance } from './advance-summary.ts'
import type { ControlDependencies } from './control-call.ts'
import { ControlError } from './errors.ts'
import type { RegisterControlRoute } from './register.ts'

/** The most events, and the most callbacks, in the answer to an advance. */
const MOST_LISTED = 1_000

export function clockRoutes(route: RegisterControlRoute, dependencies: ControlDependencies): void {
  const { clock, changes, turns } = dependencies
  const reports = new AdvanceReports()

  const present = (tenant: Tenant): z.infer<typeof contract.Clock> => {
    const { now, mode, rate, nextEvent } = clock.read(tenant)
    return { now: formatInstant(now), mode, rate, nextEvent: nextEvent ? contract.presentEvent(nextEvent) : null }
  }

  route(contract.getClock, ({ tenant }) => present(tenant))

  route(contract.setClock, async ({ tenant, body }) => {
    const { mode, rate, now } = body
    await clock.set(tenant, {
      ...(mode === undefined ? {} : { mode }),
      ...(rate === undefined ? {} : { rate }),
      ...(now === undefined ? {} : { now: parseInstant(now) as Instant }),
    })
    changes.notify(tenant)
    return present(tenant)
  })

  route(contract.advanceClock, async ({ tenant, body, read }) => {
    const named = body.until?.iccid
    if (named !== undefined) read((tx) => getEsim(tx, named, { allowReturning: true, allowDeleted: true }))
    const skip = body.skip && toEventKinds(body.skip)
    const prepared = body.undoable ? await prepareUndo(dependencies, tenant) : undefined
    // Nothing comes between the look at the state and the begin of the advance, which keeps the organisation from being removed.
    const { mark, report, advanced } = await undoneBy(prepared, async () => {
      const mark = read(markNow)
      const report = new AdvanceReport(body, mark.sequence)
      const advanced = await clock.advance(tenant, {
        // Without another event than those to skip, the clock stays where it is.
        to: skip ? (read((tx) => listEvents(tx, 1, skip))[0]?.dueAt ?? tenant.now) : destination(body, tenant.now),
        oneEvent: (body.toNextEvent ?? false) && !skip,
        observer: report,
      })
      return { mark, report, advanced }
    })
    const { from, now, eventCount } = advanced
    const undo = prepared?.keep()
    const unchanged = report.events.filter(({ after }) => after === undefined)
    const end = read(markNow)
    const callbacks = read((tx) => listCallbacks(tx, { limit: MOST_LISTED, after: mark.sequence, oldestFirst: true }))
    const summary = await turns.complete(
      tenant,
      read((tx) => summariseAdvance(tx, from, mark, unchanged)),
    )
    const moved = { from: formatInstant(from), now: formatInstant(now) }
    reports.set(tenant, { ...moved, summary, ...(undo === undefined ? {} : { undo }), end })
    changes.notify(tenant)
    return {
      ...moved,
      eventCount,
      events: report.events,
      callbacks: callbacks.map(summarise),
      summary,
      ...(undo === undefined ? {} : { undo }),
    }
  })

  route(reportContract.getAdvanceReport, ({ tenant, read }) => ({
    report: reports.get(tenant, read(markNow)),
  }))

  route(reportContract.dismissAdvanceReport, ({ tenant }) => {
    reports.dismiss(tenant)
    changes.notify(tenant)
    return undefined
  })

  route(contract.listEvents, ({ query, read }) => {
    const events = read((tx) => listEvents(tx, query.limit ?? 100, toEventKinds(query.skip?.split(',') ?? [])))
    return new LongList(
      'events',
      mapParts(events, (part) => part.map(contract.presentEvent)),
    )
  })
}

/** Does an advance; when it is refused or breaks off, the state that was copied for its undo is dropped. */
async function undoneBy<T>(prepared: PreparedUndo | undefined, advance: () => Promise<T>): Promise<T> {
  try {
    return await advance()
  } catch (error) {
    prepared?.drop()
    throw error
  }
}

function toEventKinds(texts: readonly string[]): EventKind[] {
  const unknown = texts.find((text) => !Object.hasOwn(EVENT_KINDS, text))
  if (unknown === undefined) return texts as EventKind[]
  const known = Object.keys(EVENT_KINDS).join(', ')
  throw new ControlError(422, 'invalid_request', `skip: there is no event ${describe(unknown)}; the kinds are ${known}`)
}

type AdvanceBody = z.infer<NonNullable<(typeof contract.advanceClock)['body']>>

function destination({ by, to, atMost }: AdvanceBody, now: Instant): Instant {
  if (to !== undefined) return parseInstant(to) as Instant
  if (by !== undefined) return now + (parseDuration(by) as number)
  return atMost === undefined ? END_OF_TIME : Math.min(now + (parseDuration(atMost) as number), END_OF_TIME)
}

/** Collects what each event of an advance changed, and tells when what the advance waits for has come. */
class AdvanceReport implements AdvanceObserver {
  readonly events: z.infer<typeof contract.Advanced>['events'] = []
  readonly #until: AdvanceBody['until']
  readonly #skip: AdvanceBody['skip']
  readonly #since: number
  #seen: number
  #stateReached: boolean
  #committed: { readonly events: number; readonly seen: number; readonly stateReached: boolean }

  /** `since` is the number of the last thing recorded before the advance. */
  constructor({ until, skip }: AdvanceBody, since: number) {
    this.#until = until
    this.#skip = skip
    this.#since = since
    this.#seen = since
    this.#stateReached = until?.bundleState === undefined
    this.#committed = { events: 0, seen: since, stateReached: this.#stateReached }
  }

  onEvent(event: DueEvent, tx: ReadTx): boolean {
    if (!this.#until && this.events.length >= MOST_LISTED)
      return this.#skip !== undefined && !this.#skip.includes(event.kind)
    const changes = listTransitions(tx, { after: this.#seen })
    this.#seen = changes.at(-1)?.sequence ?? this.#seen
    if (this.events.length < MOST_LISTED) {
      const what = contract.presentEvent(event)
      this.events.push(...(changes.length === 0 ? [what] : changes.map((one) => ({ ...what, ...presentChange(one) }))))
    }
    if (this.#skip) return !this.#skip.includes(event.kind)
    return this.#until !== undefined && this.#hasCome(this.#until, changes, tx)
  }

  onCommit(): void {
    this.#committed = { events: this.events.length, seen: this.#seen, stateReached: this.#stateReached }
  }

  onRollback(): void {
    const { events, seen, stateReached } = this.#committed
    this.events.length = events
    this.#seen = seen
    this.#stateReached = stateReached
  }

  #hasCome({ bundleState, iccid, callbacks }: NonNullable<AdvanceBody['until']>, changes: Transition[], tx: ReadTx) {
    this.#stateReached ||= changes.some(
      (change) => change.after === bundleState && (iccid === undefined || change.iccid === iccid),
    )
    return (
      this.#stateReached &&
      (callbacks === undefined || countCallbacks(tx, { after: this.#since, iccid, limit: callbacks }) >= callbacks)
    )
  }
}

const presentChange = (change: Transition) => ({
  assignmentId: String(change.assignmentId),
  ...(change.before === null ? {} : { before: change.before }),
  after: change.after,
})
