import type { Instant } from '../../domain/instant.ts'
import { assert } from '../engine/assert.ts'
import { CACHED_UNTIL_RELOAD, type ReadTx, type Tx } from '../engine/state.ts'

/** The kinds of scheduled events: whether each has an eSIM, and the table of its subject. */
export const EVENT_KINDS = {
  'bundle.provision': { esim: true, subject: 'assignments' },
  'bundle.start': { esim: true, subject: 'assignments' },
  'bundle.refill': { esim: true, subject: 'assignments' },
  'bundle.expire': { esim: true, subject: 'assignments' },
  'bundle.lapse': { esim: true, subject: 'assignments' },
  'usage-plan.start': { esim: true, subject: null },
  'usage-plan.mark': { esim: true, subject: 'assignments' },
  'usage-plan.end': { esim: true, subject: null },
  'order.complete': { esim: false, subject: 'pending_orders' },
  'inventory.expire': { esim: false, subject: 'purchases' },
  'esim.install': { esim: true, subject: null },
  'esim.return': { esim: true, subject: null },
  'esim.idle': { esim: true, subject: null },
  'esim.delete': { esim: true, subject: null },
  'catalogue.prices': { esim: false, subject: null },
  'callback.retry': { esim: false, subject: 'callbacks' },
  'catalogue.change': { esim: false, subject: 'catalogue_changes' },
  'trip.step': { esim: true, subject: 'trip_steps' },
} as const
export type EventKind = keyof typeof EVENT_KINDS

export interface ScheduledEvent {
  readonly dueAt: Instant
  readonly kind: EventKind
  readonly iccid?: string
  /** The id of its assignment, purchase, callback, catalogue change or trip step. */
  readonly subject?: number
}

export interface DueEvent extends ScheduledEvent {
  readonly id: number
}

const KINDS_OF_BUNDLES = Object.keys(EVENT_KINDS).filter((kind) => kind.startsWith('bundle.'))

/** A parameter for each value of a list. */
const marksOf = (values: readonly string[]): string => values.map(() => '?').join(', ')

interface EventRow {
  due_at_ms: Instant
  id: number
  kind: EventKind
  iccid: string | null
  subject: number | null
}

const fromRow = (row: EventRow): DueEvent => ({
  dueAt: row.due_at_ms,
  id: row.id,
  kind: row.kind,
  ...(row.iccid === null ? {} : { iccid: row.iccid }),
  ...(row.subject === null ? {} : { subject: row.subject }),
})

/** How many events are read ahead of the clock. */
const READ_AHEAD = 500

/**
 * The beginning of the agenda, in order: every event up to the last one here, or with `whole` every event. Some of them may
 * have been unscheduled since.
 */
interface Ahead {
  readonly events: DueEvent[]
  whole: boolean
}

const aheadOf = (tx: ReadTx): Ahead =>
  tx.cached(CACHED_UNTIL_RELOAD, 'events ahead', () => ({ events: [], whole: false }))

const isBefore = (a: DueEvent, b: DueEvent): boolean => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.id < b.id)

/** Inserts an event in its place, unless that is after the part of the agenda that was read. */
function insertAhead(ahead: Ahead, event: DueEvent): void {
  const { events } = ahead
  let at = events.length
  while (at > 0 && isBefore(event, events[at - 1] as DueEvent)) at -= 1
  if (at === events.length && !ahead.whole) return
  events.splice(at, 0, event)
  if (events.length <= READ_AHEAD) return
  events.pop()
  ahead.whole = false
}

/**
 * Puts an event on the organisation's agenda. Events of one instant are applied in the order of their ids, which by default
 * is the order in which they were scheduled.
 */
export function schedule(tx: Tx, event: ScheduledEvent, id = tx.next('sequence')): void {
  const { esim, subject } = EVENT_KINDS[event.kind]
  assert(Number.isSafeInteger(event.dueAt), 'an event is due at a whole millisecond')
  assert((event.iccid !== undefined) === esim, `an event ${event.kind} is ${esim ? '' : 'not '}about an eSIM`)
  assert((event.subject !== undefined) === (subject !== null), `an event ${event.kind} names the row that it is about`)
  const next = tx.known<DueEvent>('events', 'next')
  tx.run(
    'INSERT INTO events (organisation_id, due_at_ms, id, kind, iccid, subject) VALUES (?, ?, ?, ?, ?, ?)',
    tx.organisationId,
    event.dueAt,
    id,
    event.kind,
    event.iccid ?? null,
    event.subject ?? null,
  )
  const added = { ...event, id }
  insertAhead(aheadOf(tx), added)
  // No event was taken off the agenda, so the clock, which asks after every write, need not read it.
  if (next) tx.cached('events', 'next', () => (isBefore(added, next) ? added : next))
}

/** Removes an event from the agenda, if it is there. */
export function unschedule(tx: Tx, kind: EventKind, subject: number): void {
  tx.run(
    'DELETE FROM events INDEXED BY events_by_subject WHERE organisation_id = ? AND subject = ? AND kind = ?',
    tx.organisationId,
    subject,
    kind,
  )
}

/** When an event about a row is due; null when none is on the agenda. */
export const findDueTime = (tx: ReadTx, kind: EventKind, subject: number): Instant | null =>
  tx.get<{ at: Instant }>(
    `SELECT due_at_ms AS at FROM events INDEXED BY events_by_subject
     WHERE organisation_id = ? AND subject = ? AND kind = ?`,
    tx.organisationId,
    subject,
    kind,
  )?.at ?? null

/** Removes an event without a subject from an eSIM's agenda, if it is there. */
export function unscheduleEsim(tx: Tx, kind: EventKind, iccid: string): void {
  tx.run(
    'DELETE FROM events INDEXED BY events_by_esim WHERE organisation_id = ? AND iccid = ? AND subject IS NULL AND kind = ?',
    tx.organisationId,
    iccid,
    kind,
  )
}

/** Whether an event without a subject is scheduled for an eSIM. */
export const isScheduled = (tx: ReadTx, kind: EventKind, iccid: string): boolean =>
  tx.get(
    'SELECT 1 FROM events INDEXED BY events_by_esim WHERE organisation_id = ? AND iccid = ? AND subject IS NULL AND kind = ? LIMIT 1',
    tx.organisationId,
    iccid,
    kind,
  ) !== undefined

/** Whether an event that is about no eSIM and no row is scheduled. */
export const isOnAgenda = (tx: ReadTx, kind: EventKind): boolean =>
  tx.get(
    'SELECT 1 FROM events INDEXED BY events_by_esim WHERE organisation_id = ? AND iccid IS NULL AND subject IS NULL AND kind = ? LIMIT 1',
    tx.organisationId,
    kind,
  ) !== undefined

/** Removes every event of an assignment from the agenda: a bundle that ended must not end again. */
export function unscheduleAssignment(tx: Tx, assignmentId: number): void {
  tx.run(
    `DELETE FROM events INDEXED BY events_by_subject WHERE organisation_id = ? AND subject = ? AND kind IN (${marksOf(KINDS_OF_BUNDLES)})`,
    tx.organisationId,
    assignmentId,
    ...KINDS_OF_BUNDLES,
  )
}

/** Finds the next event. */
export const findNextEvent = (tx: ReadTx): DueEvent | undefined =>
  tx.cached('events', 'next', () => {
    const row = tx.get<EventRow>(
      `SELECT due_at_ms, id, kind, iccid, subject FROM events
       WHERE organisation_id = ? ORDER BY due_at_ms, id LIMIT 1`,
      tx.organisationId,
    )
    return row && fromRow(row)
  })

/** Lists the next events, in order, without those of the kinds in `skip`. */
export const listEvents = (tx: ReadTx, limit: number, skip: readonly EventKind[] = []): DueEvent[] =>
  tx
    .all<EventRow>(
      `SELECT due_at_ms, id, kind, iccid, subject FROM events
       WHERE organisation_id = ?${skip.length === 0 ? '' : ` AND kind NOT IN (${marksOf(skip)})`}
       ORDER BY due_at_ms, id LIMIT ?`,
      tx.organisationId,
      ...skip,
      limit,
    )
    .map(fromRow)

/** Removes and returns the next event; undefined when none is due by an instant. */
export function takeNextEvent(tx: Tx, by: Instant): DueEvent | undefined {
  const ahead = aheadOf(tx)
  for (;;) {
    if (ahead.events.length === 0 && !ahead.whole) readAhead(tx, ahead)
    const [next] = ahead.events
    if (!next || next.dueAt > by) return undefined
    ahead.events.shift()
    const taken = tx.run(
      'DELETE FROM events WHERE organisation_id = ? AND due_at_ms = ? AND id = ?',
      tx.organisationId,
      next.dueAt,
      next.id,
    )
    if (taken > 0) return next
  }
}

function readAhead(tx: ReadTx, ahead: Ahead): void {
  ahead.events.push(...listEvents(tx, READ_AHEAD))
  ahead.whole = ahead.events.length < READ_AHEAD
}
