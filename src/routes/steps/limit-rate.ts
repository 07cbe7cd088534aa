import { DomainError } from '../../domain/errors.ts'
import { andThen } from '../../http/compose.ts'
import type { Tenant } from '../../state/engine/state.ts'
import { getClockSettings, getSettings } from '../../state/records/organisations.ts'
import type { MaybeAnswer, Next, Step, VendorCall } from '../vendor-call.ts'
import { renderError } from './render-errors.ts'

/**
 * Counts the call against the rate limits of its organisation and of its address, where there are any. Above one the answer
 * is 429; every answer has the headers of the limit that is nearer.
 */
export const limitRate: Step = (call, next) =>
  andThen(call.currentOrganisation(), (organisation) => {
    const { rateLimit, addressRateLimit } = call.dependencies.state.read(organisation, getSettings)
    if (rateLimit === null && addressRateLimit === null) return next(call)
    return countAndPass(call, next, { organisation, rateLimit, addressRateLimit })
  })

interface Limits {
  readonly organisation: Tenant
  readonly rateLimit: number | null
  readonly addressRateLimit: number | null
}

async function countAndPass(
  call: VendorCall,
  next: Next,
  { organisation, rateLimit, addressRateLimit }: Limits,
): Promise<MaybeAnswer> {
  const { context, dependencies } = call
  const { limiter, state } = dependencies
  const address = dependencies.sourceIp(context)
  const own = rateLimit === null ? undefined : limiter.count(`${organisation.id} ${address}`, rateLimit)
  const shared =
    addressRateLimit === null
      ? undefined
      : getClockSettings(state, organisation).mode === 'auto'
        ? limiter.count(address, addressRateLimit)
        : limiter.countAt(organisation, address, addressRateLimit)
  const nearest = own && (!shared || own.remaining < shared.remaining || own.exceeded) ? own : shared
  const answer = nearest?.exceeded
    ? renderError(new DomainError(nearest === own ? 'rate_limited' : 'address_rate_limited'), call)
    : await next(call)
  return answer?.with(nearest?.headers ?? {})
}
