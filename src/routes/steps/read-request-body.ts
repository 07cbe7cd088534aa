import { DomainError } from '../../domain/errors.ts'
import { readBody } from '../../http/body.ts'
import type { MaybeAnswer, Next, Step, VendorCall } from '../vendor-call.ts'

/** The longest body in bytes. Assumption (transport-body-limit): the vendor's limit is not known. */
const BODY_LIMIT_BYTES = 1_048_576

/** Reads the body of an operation that has one. `parseRequest` throws its errors later, since faults come first. */
export const readRequestBody: Step = (call, next) => (call.route?.operation.body ? readAndPass(call, next) : next(call))

async function readAndPass(call: VendorCall, next: Next): Promise<MaybeAnswer> {
  const { text, problem } = await readBody(call.context.req.raw, BODY_LIMIT_BYTES)
  if (problem) call.bodyError = new DomainError(problem === 'too_long' ? 'body_too_large' : 'malformed_body')
  else call.body = text
  return next(call)
}
