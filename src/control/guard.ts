import type { Context } from 'hono'
import type { ForgeryGuard } from '../middleware/forgery.ts'
import { ControlError } from './errors.ts'

/** Refuses writes that a web page may have caused, and reads whose answer one may see. Throws ControlError. */
export function refuseForgery(context: Context, guard: ForgeryGuard): void {
  const forgery = guard.findForgery(context.req.raw)
  if (forgery) throw new ControlError(403, forgery.code, forgery.message)
}
