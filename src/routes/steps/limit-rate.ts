import { DomainError } from '../../domain/errors.ts'
import { getSettings } from '../../state/records/organisations.ts'
import type { MaybeAnswer, Next, Step, VendorCall } from '../vendor-call.ts'
import { renderError } from './render-errors.ts'

/** Counts the call against the rate limit of its organisation, if there is one. Above it the answer is 429; every answer has the limit's headers. */
export const limitRate: Step = async (call, next) => {
  const organisation = await call.currentOrganisation()
  const { rateLimit } = call.dependencies.state.read(organisation, getSettings)
  return rateLimit === null ? next(call) : countAndPass(call, next, organisation.id, rateLimit)
}

async function countAndPass(
  call: VendorCall,
  next: Next,
  organisationId: number,
  rateLimit: number,
): Promise<MaybeAnswer> {
  const { context, dependencies } = call
  const caller = `${organisationId} ${dependencies.sourceIp(context)}`
  const { exceeded, headers } = dependencies.limiter.count(caller, rateLimit)
  const answer = exceeded ? renderError(new DomainError('rate_limited'), call) : await next(call)
  return answer?.with(headers)
}
