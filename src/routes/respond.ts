import type { Context } from 'hono'
import { ConnectionReset } from '../faults/inject-fault.ts'
import type { MaybeAnswer } from './vendor-call.ts'

/**
 * Makes the response of an answer. Without one a fault has broken the connection, or its caller is gone: over a socket
 * nothing more is sent. Throws ConnectionReset for an in-process call, which has no socket, or why its caller aborted it.
 */
export function respond(context: Context, answer: MaybeAnswer): Response {
  if (answer) return answer.toResponse()
  if ((context.env as { incoming?: unknown } | undefined)?.incoming) {
    return new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
  }
  const { signal } = context.req.raw
  throw signal.aborted ? signal.reason : new ConnectionReset()
}
