import { RECORDED_HEADERS } from '../../contract/issues.ts'
import { andThen, recover } from '../../http/compose.ts'
import { receivedHeaders } from '../../http/received-headers.ts'
import { messageOf, truncate, truncateAnswer } from '../../journal/recorded-request.ts'
import type { MaybeAnswer, Step, VendorCall } from '../vendor-call.ts'

/** Records the call in the journal of its organisation, and adds its number to the answer as `Emulator-Request-Id`. */
export const recordInJournal: Step = (call, next) => {
  call.requestId = call.dependencies.journal.next(call.tenant)
  const begun = performance.now()
  const answered = recover(
    () => next(call),
    (error) => {
      record(call, undefined, performance.now() - begun)
      throw error
    },
  )
  return andThen(answered, (answer) => {
    const numbered = answer?.with({ 'Emulator-Request-Id': String(call.requestId) })
    record(call, numbered, performance.now() - begun)
    return numbered
  })
}

function record(call: VendorCall, answer: MaybeAnswer, durationMs: number): void {
  const { context, dependencies, tenant, requestId, route, body } = call
  // A call that began before a reset does not belong to the organisation that the reset created.
  if (tenant.generation !== call.generation) return
  dependencies.journal.add(tenant, {
    id: requestId,
    at: tenant.now,
    method: context.req.method,
    url: context.req.url,
    operationId: route?.operation.operationId ?? null,
    iccid: context.req.param('iccid') ?? null,
    status: answer?.status ?? null,
    durationMs,
    requestBody: body === null ? null : truncate(body),
    responseBody: answer ? truncateAnswer(answer) : null,
    reason: (answer ? answer.headers['Emulator-Reason'] : call.reason) ?? null,
    headers: RECORDED_HEADERS.filter((name) => context.req.header(name) !== undefined),
    message: answer ? messageOf(answer) : null,
    requestHeaders: receivedHeaders(context),
    contentType: answer?.contentType ?? null,
    responseHeaders: answer?.headers ?? null,
    wroteAfter: call.wroteAfter,
    wroteUpTo: call.wroteUpTo,
  })
}
