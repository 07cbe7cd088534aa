import { keyOf } from '../../access/caller.ts'
import { versionOf } from '../../domain/api-version.ts'
import { DomainError } from '../../domain/errors.ts'
import { andThen } from '../../http/compose.ts'
import { requestPath } from '../../http/request-path.ts'
import type { Tenant } from '../../state/engine/state.ts'
import type { Step, VendorCall } from '../vendor-call.ts'

/**
 * Finds the organisation of the API key (the header; or, in the versions that have it, the query parameter) and brings it
 * to the present of its clock. In open mode a new key opens an organisation. Throws access_denied and foreign_page.
 */
export const authenticate: Step = (call, next) => {
  const { registry } = call.dependencies
  const key = keyOf(call.context.req.raw)
  if (key !== undefined && call.foreignPage !== undefined && !registry.find(key)) call.refuseForeignPage()
  return andThen(organisationOf(call, key), (tenant) => {
    // The wait for it may have been that of its removal too.
    if (!registry.isPresent(tenant)) return authenticate(call, next)
    call.setOrganisation(tenant)
    return next(call)
  })
}

/** Finds the organisation of a key. Throws access_denied, and records the caller for the operator of the server. */
function organisationOf({ context, dependencies }: VendorCall, key: string | undefined): Tenant | Promise<Tenant> {
  try {
    return dependencies.registry.authenticate(key)
  } catch (error) {
    // Paths without a version are no calls of the API: browsers ask for icons there, load balancers for health.
    const hasVersion = versionOf(requestPath(context.req.url)) !== undefined
    if (hasVersion && error instanceof DomainError && error.code === 'access_denied') {
      dependencies.callers.add(context.req.raw, { api: 'vendor', sourceIp: dependencies.sourceIp(context) })
    }
    throw error
  }
}
