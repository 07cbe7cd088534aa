import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { presentCallback } from '../contract/control/callbacks.ts'
import { presentEntry } from '../contract/control/requests.ts'
import { formatNanoseconds } from '../domain/instant.ts'
import { listRequests } from '../state/journal.ts'
import { getSequence } from '../state/organisations.ts'
import { listCallbacks } from '../state/outbox.ts'
import type { Tenant } from '../state/state.ts'
import { listTransitions } from '../state/transitions.ts'
import type { ControlDependencies } from './mount.ts'

/** How far a listener has heard of each kind; its text is the id of an event, by which a listener goes on. */
interface Cursor {
  request: number
  sequence: number
}

const formatCursor = ({ request, sequence }: Cursor): string => `${request}-${sequence}`

function parseCursor(text: string | undefined): Cursor | undefined {
  const match = /^(\d+)-(\d+)$/.exec(text ?? '')
  return match ? { request: Number(match[1]), sequence: Number(match[2]) } : undefined
}

/** As many of each kind are told at once; the rest follows. */
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
export function streamEvents(context: Context, entered: Tenant, given: ControlDependencies): Response {
  let { generation } = entered
  let tenant: Tenant | undefined = entered
  let cursor = parseCursor(context.req.header('last-event-id')) ?? now(tenant, given)
  let told = new Map<number, string>()
  /** Whether what is numbered here begins anew. */
  const isReplaced = (current: Tenant) => current !== tenant || current.generation !== generation
  return streamSSE(context, async (stream) => {
    while (!stream.aborted && !given.changes.ended) {
      const current = given.tenants.find(entered.apiKey)
      if (!current) return
      if (isReplaced(current)) {
        cursor = now(current, given)
        told = new Map()
        generation = current.generation
      }
      tenant = current
      for (const event of collect(tenant, given, cursor, told)) await stream.writeSSE(event)
      let woken = false
      await given.changes.waitFor(
        tenant,
        () => {
          // Asked once before anything has changed.
          const answer = woken || stream.aborted
          woken = true
          return answer
        },
        KEEP_ALIVE_MS,
        given.wall,
      )
      if (!stream.aborted) await stream.write(': \n\n')
    }
  })
}

function now(tenant: Tenant, { state, journal }: ControlDependencies): Cursor {
  journal.flush(tenant)
  return state.read(tenant, (tx) => ({
    request: listRequests(tx, { limit: 1 })[0]?.id ?? 0,
    sequence: getSequence(tx),
  }))
}

/** What happened since a cursor, which moves on. */
function collect(
  tenant: Tenant,
  { state, journal }: ControlDependencies,
  cursor: Cursor,
  told: Map<number, string>,
): StreamEvent[] {
  journal.flush(tenant)
  return state.read(tenant, (tx) => {
    const requests = listRequests(tx, { limit: AT_ONCE })
      .filter(({ id }) => id > cursor.request)
      .reverse()
    const transitions = listTransitions(tx, cursor.sequence).slice(0, AT_ONCE)
    const fresh = listCallbacks(tx, { limit: AT_ONCE, after: cursor.sequence, oldestFirst: true })
    const changed = [...told.keys()].flatMap((id) => listCallbacks(tx, { limit: 1, after: id - 1, oldestFirst: true }))
    const callbacks = [...fresh, ...changed].filter(({ id, status }) => told.get(id) !== status)

    cursor.request = requests.at(-1)?.id ?? cursor.request
    cursor.sequence = Math.max(cursor.sequence, transitions.at(-1)?.sequence ?? 0, fresh.at(-1)?.id ?? 0)
    const id = formatCursor(cursor)
    for (const callback of callbacks) {
      if (callback.status === 'pending') told.set(callback.id, callback.status)
      else told.delete(callback.id)
    }
    return [
      ...requests.map((entry) => ({ event: 'request' as const, id, data: JSON.stringify(presentEntry(entry)) })),
      ...transitions.map(({ at, ...change }) => ({
        event: 'transition' as const,
        id,
        data: JSON.stringify({ at: formatNanoseconds(at), ...change, assignmentId: String(change.assignmentId) }),
      })),
      ...callbacks.map((callback) => ({
        event: 'callback' as const,
        id,
        data: JSON.stringify(presentCallback(callback)),
      })),
    ]
  })
}
