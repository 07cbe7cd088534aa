import type { ForgeryGuard } from '../../access/forgery.ts'
import type { Step } from '../control-call.ts'
import { ControlError } from '../errors.ts'

/** Refuses writes that a web page may have caused, and reads whose answer one may see. Throws ControlError. */
export const refuseForeignPages: Step = (call, next) => {
  refuseForgery(call.context.req.raw, call.dependencies.guard)
  return next(call)
}

/** Throws ControlError. */
export function refuseForgery(request: Request, guard: ForgeryGuard): void {
  const forgery = guard.findForgery(request)
  if (forgery) throw new ControlError(403, forgery.code, forgery.message)
}
