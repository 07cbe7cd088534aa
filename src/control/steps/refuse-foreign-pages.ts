import type { ForgeryGuard } from '../../access/forgery.ts'
import type { Step } from '../control-call.ts'
import { ControlError } from '../errors.ts'

/** Refuses writes that a web page of another origin may have sent, and reads whose answer such a page may see. Throws ControlError. */
export const refuseForeignPages: Step = (call, next) => {
  refuseForgery(call.context.req.raw, call.dependencies.guard)
  return next(call)
}

/** Refuses a request that the guard finds forged. Throws ControlError. */
export function refuseForgery(request: Request, guard: ForgeryGuard): void {
  const forgery = guard.findForgery(request)
  if (forgery) throw new ControlError(403, forgery.code, forgery.message)
}
