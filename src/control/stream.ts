import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { presentCallback } from '../contract/control/callbacks.ts'
import { presentEntry } from '../contract/control/requests.ts'
import { formatNanoseconds } from '../domain/instant.ts'
import type { Tenant } from '../state/engine/state.ts'
import { findRequest, getRequestSequence, listRequests } from '../state/records/journal.ts'
import { getSequence } from '../state/records/organisations.ts'
import { findCallback, listCallbacks, listPendingIds } from '../state/records/outbox.ts'
import { listTransitions } from '../state/records/transition-log.ts'
import type { ControlDependencies } from './control-call.ts'
import { type Cursor, formatCursor, parseCursor } from './stream-cursor.ts'

/** How many of each kind are told at once; the rest follows. */
const AT_ONCE = 1_000
const KEEP_ALIVE_MS = 15_000

interface StreamEvent {
  readonly event: 'request' | 'transition' | 'callback'
  readonly id: string
  readonly data: string
}

/**
 * Server-sent events of requests, transitions and callbacks as they happen. A listener that comes back with the id of
 * the last event it heard (Last-Event-ID) goes on behind it. A callback is told when it is written, and again whenever
 * its status has changed. What comes after a reset or a restored state is told from there on, and nothing when the
 * organisation is gone.
 */
export function streamEvents(context: Context, entered: Tenant, dependencies: ControlDependencies): Response {
  let tenant = entered
  let { generation } = entered
  let listener = listenerOf(tenant, dependencies, parseCursor(context.req.header('last-event-id')))
  // A proxy such as nginx keeps an answer back until it has a few kilobytes of it, unless it is asked not to.
  context.header('X-Accel-Buffering', 'no')
  return streamSSE(context, async (stream) => {
    // From here on it hears everything: what it saw before, it can look at once more.
    let change: Promise<void> | undefined = nextChange(tenant, dependencies, () => stream.aborted)
    await stream.write(': \n\n')
    while (!stream.aborted && !dependencies.changes.ended) {
      const current = dependencies.registry.find(entered.apiKey)
      if (!current) return
      // What is numbered here begins anew.
      if (current !== tenant || current.generation !== generation) {
        listener = listenerOf(current, dependencies)
        tenant = current
        generation = current.generation
        change = undefined
      }
      // Whatever happens while the events are being written is waited for already.
      change ??= nextChange(current, dependencies, () => stream.aborted)
      const { events, cut } = collect(current, dependencies, listener)
      for (const event of events) await stream.writeSSE(event)
      if (cut) continue
      await change
      change = undefined
      if (!stream.aborted) await stream.write(': \n\n')
    }
  })
}

/** Resolves when something has happened, or nothing for a while. */
function nextChange(
  tenant: Tenant,
  { changes, systemClock }: ControlDependencies,
  aborted: () => boolean,
): Promise<void> {
  let woken = false
  const enough = () => {
    // Asked once before anything has changed.
    const answer = woken || aborted()
    woken = true
    return answer
  }
  return changes.waitUntil(tenant, enough, KEEP_ALIVE_MS, systemClock)
}

/** Someone who listens: what they have heard, and the callbacks whose status may still change. */
interface Listener {
  readonly cursor: Cursor
  readonly pending: Set<number>
}

/** A listener who goes on behind what was heard last, or from here on; so also when that was before a reset. */
function listenerOf(tenant: Tenant, { state, journal }: ControlDependencies, heard?: Cursor): Listener {
  journal.flush(tenant)
  return state.read(tenant, (tx) => {
    const request = getRequestSequence(tx)
    const unfinished = new Set([...journal.unfinished(tenant)].filter((id) => id < request))
    const sequence = getSequence(tx)
    const isKnown = heard && heard.request <= request && Math.max(heard.transition, heard.callback) <= sequence
    const cursor = isKnown ? heard : { request, unfinished, transition: sequence, callback: sequence }
    return { cursor, pending: new Set(listPendingIds(tx).filter((id) => id <= cursor.callback)) }
  })
}

/** What happened since a listener heard last, whose cursor moves on with each event; `cut` when there is more. */
function collect(tenant: Tenant, { state, journal, onFailure }: ControlDependencies, { cursor, pending }: Listener) {
  try {
    journal.flush(tenant)
  } catch (error) {
    // What cannot be written now is told when it is; whoever listens goes on listening.
    onFailure(error)
  }
  return state.read(tenant, (tx) => {
    const events: StreamEvent[] = []
    const tell = (event: StreamEvent['event'], data: object) =>
      events.push({ event, id: formatCursor(cursor), data: JSON.stringify(data) })

    for (const id of cursor.unfinished) {
      const late = findRequest(tx, id)
      if (late || !journal.unfinished(tenant).has(id)) cursor.unfinished.delete(id)
      if (late) tell('request', presentEntry(late))
    }
    const requests = listRequests(tx, { after: cursor.request, oldestFirst: true, limit: AT_ONCE })
    const unfinished = [...journal.unfinished(tenant)]
    for (const entry of requests) {
      for (const id of unfinished) if (id > cursor.request && id < entry.id) cursor.unfinished.add(id)
      cursor.request = entry.id
      tell('request', presentEntry(entry))
    }
    const transitions = listTransitions(tx, { after: cursor.transition, limit: AT_ONCE })
    for (const { at, ...change } of transitions) {
      cursor.transition = change.sequence
      tell('transition', { at: formatNanoseconds(at), ...change, assignmentId: String(change.assignmentId) })
    }
    const unsettled = new Set(listPendingIds(tx))
    for (const id of [...pending].filter((each) => !unsettled.has(each))) {
      pending.delete(id)
      const settled = findCallback(tx, id)
      if (settled) tell('callback', presentCallback(settled))
    }
    const callbacks = listCallbacks(tx, { after: cursor.callback, oldestFirst: true, limit: AT_ONCE })
    for (const callback of callbacks) {
      cursor.callback = callback.id
      if (callback.status === 'pending') pending.add(callback.id)
      tell('callback', presentCallback(callback))
    }
    return { events, cut: [requests, transitions, callbacks].some(({ length }) => length === AT_ONCE) }
  })
}
