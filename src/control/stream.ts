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
import { Cursor } from './stream-cursor.ts'

/** The most rows of each kind that are read at once; the rest follows. */
const AT_ONCE = 1_000
const KEEP_ALIVE_MS = 15_000

interface StreamEvent {
  readonly event: 'request' | 'transition' | 'callback'
  readonly id: string
  readonly data: string
}

/**
 * Streams requests, transitions and callbacks as server-sent events. A client that reconnects with the id of its last event
 * (Last-Event-ID) continues behind it. A callback is sent when it is written, and again when its status changes. After a
 * reset or a restore the stream continues with the new state; when the organisation is removed it ends.
 */
export function streamEvents(context: Context, entered: Tenant, dependencies: ControlDependencies): Response {
  let tenant = entered
  let { generation } = entered
  let listener = listenerOf(tenant, dependencies, Cursor.parse(context.req.header('last-event-id')))
  // A proxy such as nginx keeps an answer back until it has a few kilobytes of it, unless it is asked not to.
  context.header('X-Accel-Buffering', 'no')
  return streamSSE(context, async (stream) => {
    // Registered before the first read, so that no change is missed in between.
    let change: Promise<void> | undefined = nextChange(tenant, dependencies, () => stream.aborted)
    await stream.write(': \n\n')
    while (!stream.aborted && !dependencies.changes.ended) {
      const current = dependencies.registry.find(tenant.apiKey)
      if (!current) return
      // After a reset all numbers begin anew.
      if (current !== tenant || current.generation !== generation) {
        listener = listenerOf(current, dependencies)
        tenant = current
        generation = current.generation
        change = undefined
      }
      // Registered before the events are read and written, so that a change meanwhile is not missed.
      change ??= nextChange(current, dependencies, () => stream.aborted)
      const { events, cut, ...moved } = collect(current, dependencies, listener)
      listener = moved
      for (const event of events) await stream.writeSSE(event)
      if (cut) continue
      await change
      change = undefined
      if (!stream.aborted) await stream.write(': \n\n')
    }
  })
}

/** Resolves at the next change of the organisation, or after the keep-alive interval. */
function nextChange(
  tenant: Tenant,
  { changes, systemClock }: ControlDependencies,
  aborted: () => boolean,
): Promise<void> {
  let woken = false
  const enough = () => {
    // The first check is before any change.
    const answer = woken || aborted()
    woken = true
    return answer
  }
  return changes.waitUntil(tenant, enough, KEEP_ALIVE_MS, systemClock)
}

/** The position of one client in the stream, and the callbacks that it has whose status may still change. */
interface Listener {
  readonly cursor: Cursor
  readonly pending: ReadonlySet<number>
}

/** The position behind the last event of a client, or at the present: for a new client, or an id from before a reset. */
function listenerOf(tenant: Tenant, { state, journal }: ControlDependencies, heard?: Cursor): Listener {
  journal.flush(tenant)
  return state.read(tenant, (tx) => {
    const request = getRequestSequence(tx)
    const unanswered = [...journal.unfinished(tenant)].filter((id) => id < request)
    const sequence = getSequence(tx)
    const isKnown = heard && heard.request <= request && Math.max(heard.transition, heard.callback) <= sequence
    const present = { request, unanswered, transition: sequence, callback: sequence }
    const cursor = isKnown ? heard : new Cursor(present)
    return { cursor, pending: new Set(listPendingIds(tx).filter((id) => id <= cursor.callback)) }
  })
}

/** Collects the events behind the cursor of a listener, and the listener behind them. `cut`: there are more. */
function collect(tenant: Tenant, { state, journal, onFailure }: ControlDependencies, listener: Listener) {
  try {
    journal.flush(tenant)
  } catch (error) {
    // Calls that cannot be written now are streamed once they are; the stream goes on.
    onFailure(error)
  }
  return state.read(tenant, (tx) => {
    let { cursor } = listener
    const pending = new Set(listener.pending)
    const unanswered = journal.unfinished(tenant)
    const events: StreamEvent[] = []
    const add = (event: StreamEvent['event'], data: object) =>
      events.push({ event, id: String(cursor), data: JSON.stringify(data) })

    for (const id of cursor.unanswered) {
      const late = findRequest(tx, id)
      if (late || !unanswered.has(id)) cursor = cursor.afterUnanswered(id)
      if (late) add('request', presentEntry(late))
    }
    const requests = listRequests(tx, { after: cursor.request, oldestFirst: true, limit: AT_ONCE })
    for (const entry of requests) {
      cursor = cursor.afterRequest(entry.id, unanswered)
      add('request', presentEntry(entry))
    }
    const transitions = listTransitions(tx, { after: cursor.transition, limit: AT_ONCE })
    for (const { at, ...change } of transitions) {
      cursor = cursor.afterTransition(change.sequence)
      add('transition', { at: formatNanoseconds(at), ...change, assignmentId: String(change.assignmentId) })
    }
    const unsettled = new Set(listPendingIds(tx))
    for (const id of [...pending].filter((each) => !unsettled.has(each))) {
      pending.delete(id)
      const settled = findCallback(tx, id)
      if (settled) add('callback', presentCallback(settled))
    }
    const callbacks = listCallbacks(tx, { after: cursor.callback, oldestFirst: true, limit: AT_ONCE })
    for (const callback of callbacks) {
      cursor = cursor.afterCallback(callback.id)
      if (callback.status === 'pending') pending.add(callback.id)
      add('callback', presentCallback(callback))
    }
    return { events, cursor, pending, cut: [requests, transitions, callbacks].some(({ length }) => length === AT_ONCE) }
  })
}
