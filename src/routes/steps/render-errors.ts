import { DomainError } from '../../domain/errors.ts'
import { type Answer, answerError, answerWire } from '../../http/answer.ts'
import { recover } from '../../http/compose.ts'
import { knownFailure } from '../../http/known-failure.ts'
import type { Step, VendorCall } from '../vendor-call.ts'

/** Answers the errors that the steps below throw. */
export const renderErrors: Step = (call, next) =>
  recover(
    () => next(call),
    (error) => renderError(error, call),
  )

/** Renders an error in the form of the version and dialect called. An unknown one is a 500, and is reported to `onFailure`. */
export function renderError(error: unknown, { variant, dependencies }: VendorCall): Answer {
  const known = knownFailure(error)
  if (variant && known instanceof DomainError) return answerWire(variant.error(known), variant.errorType)
  return answerError(error, dependencies.onFailure, variant?.errorType)
}
