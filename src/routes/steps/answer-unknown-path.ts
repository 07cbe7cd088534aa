import { PREFIXES, unknownPrefix } from '../../domain/api-version.ts'
import { DomainError, isRefusedKey } from '../../domain/errors.ts'
import { type Answer, answerError } from '../../http/answer.ts'
import { recover } from '../../http/compose.ts'
import { requestPath } from '../../http/request-path.ts'
import type { Step, VendorCall } from '../vendor-call.ts'

/**
 * Answers 404 even without a valid key, since routing comes before authentication. Other refusals (foreign_page,
 * unexpected_host) keep their own answers.
 */
export const answerUnknownPath: Step = (call, next) =>
  recover(
    () => next(call),
    (error) => {
      const { onFailure } = call.dependencies
      if (error instanceof DomainError && !isRefusedKey(error)) return answerError(error, onFailure)
      if (!(error instanceof DomainError)) onFailure(error)
      return notFound(call)
    },
  )

/** Answers 404 to a call without a route. For a prefix that looks like a version, the message lists the versions. */
export function notFound({ context, dependencies, unknown = 'route_not_found' }: VendorCall): Answer {
  const prefix = unknownPrefix(requestPath(context.req.url))
  const error = prefix
    ? new DomainError('unknown_version', { prefix, known: PREFIXES.join(', ') })
    : new DomainError(unknown)
  return answerError(error, dependencies.onFailure)
}
