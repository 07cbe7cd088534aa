import { DomainError } from '../../domain/errors.ts'
import type { Step } from '../vendor-call.ts'

/**
 * Refuses calls that a web page of another origin may have sent, and calls to an unexpected host. Throws foreign_page and
 * unexpected_host.
 *
 * A browser sends a request without headers of its own from any page: a key in the query is enough. Such a call may read but
 * change nothing, whatever its method: it writes nothing (`VendorCall.write`) and opens no organisation.
 */
export const checkOriginAndHost: Step = (call, next) => {
  const { context, dependencies } = call
  const request = context.req.raw
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const hasHeaderKey = Boolean(context.req.header('x-api-key'))
  call.foreignPage = isRead && hasHeaderKey ? undefined : dependencies.guard.findForeignPage(request)
  if (!isRead) call.refuseForeignPage()
  const host = dependencies.guard.findUnexpectedHost(request.headers)
  if (host !== undefined) throw new DomainError('unexpected_host', { host })
  return next(call)
}
