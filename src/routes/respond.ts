import type { Context } from 'hono'
import { ConnectionReset } from '../faults/inject-fault.ts'
import type { MaybeAnswer } from './vendor-call.ts'

/**
 * Makes the response of an answer. A call has no answer when a fault broke its connection or its caller went away: over a
 * socket nothing more is sent. An in-process call has no socket: throws ConnectionReset, or the reason of the caller's abort.
 */
export function respond(context: Context, answer: MaybeAnswer): Response {
  if (answer) return answer.toResponse()
  if ((context.env as { incoming?: unknown } | undefined)?.incoming) {
    return new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
  }
  const { signal } = context.req.raw
  throw signal.aborted ? signal.reason : new ConnectionReset()
}
