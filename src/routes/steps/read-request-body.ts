import { DomainError } from '../../domain/errors.ts'
import { readBody } from '../../http/body.ts'
import type { MaybeAnswer, Next, Step, VendorCall } from '../vendor-call.ts'

/** The longest body in bytes. Assumption (transport-body-limit): the vendor's limit is not known. */
const BODY_LIMIT_BYTES = 1_048_576

/** Reads the body of an operation that has one. `parseRequest` throws its errors later, since faults come first. */
export const readRequestBody: Step = (call, next) => (call.route?.operation.body ? readAndPass(call, next) : next(call))

const readAndPass = (call: VendorCall, next: Next): Promise<MaybeAnswer> =>
  readBody(call.context, BODY_LIMIT_BYTES).then(({ text, problem }) => {
    if (problem) call.bodyError = new DomainError(problem === 'too_long' ? 'body_too_large' : 'malformed_body')
    else call.body = text
    return next(call)
  })
