import type { Context } from 'hono'
import { DomainError } from '../domain/errors.ts'
import { ScenarioError } from '../fixtures/scenario-error.ts'
import { Answer } from '../http/answer.ts'
import { closedError } from '../http/control-answer.ts'
import { knownFailure } from '../http/known-failure.ts'
import type { ControlCall, ControlDependencies } from './control-call.ts'
import { ControlError, explainDomainError } from './errors.ts'

/** Makes the response of a handler's result. */
export function respond({ context, operation }: ControlCall, result: unknown): Response {
  if (result instanceof Response) return result
  if (result instanceof Answer) return result.toResponse()
  return operation.status === 204 ? context.body(null, 204) : context.json(result as object, operation.status)
}

/** Makes the response of an error. An unknown one is a 500, and is reported to `onFailure`. */
export function respondError(error: Error, context: Context, onFailure: (error: unknown) => void): Response {
  const known = explain(error)
  if (known instanceof ControlError) {
    const reason = { 'Emulator-Reason': known.code }
    return context.json({ error: { code: known.code, message: known.message } }, known.status, reason)
  }
  onFailure(error)
  return context.json({ error: { code: 'internal_error', message: 'the emulator failed: see its log' } }, 500)
}

function explain(error: Error): Error {
  if (error instanceof ScenarioError) return new ControlError(422, 'invalid_scenario', error.message)
  const known = knownFailure(error)
  return known instanceof DomainError ? explainDomainError(known) : error
}

/**
 * Makes a JSON response of pieces, which are made as they are read: no more than a few are in memory. A reader that
 * is left when the emulator is closed gets the error of calls after that.
 */
export function respondPieces(
  pieces: AsyncGenerator<Uint8Array, void>,
  { method }: Request,
  { changes, onFailure }: Pick<ControlDependencies, 'changes' | 'onFailure'>,
): Response {
  const headers = { 'Content-Type': 'application/json' }
  if (method === 'HEAD') {
    // One that has not begun would not be ended.
    void pieces.next().then(() => pieces.return())
    return new Response(null, { headers })
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        if (changes.ended) throw closedError()
        onFailure(error)
        throw error
      }
    },
    async cancel() {
      await pieces.return()
    },
  })
  return new Response(body, { headers })
}
