import type { Context } from 'hono'
import { findForgery, findStrangeHost } from '../middleware/forgery.ts'
import { ControlError } from './errors.ts'

/** Refuses writes that a web page may have caused, and reads whose answer one may see. Throws ControlError. */
export function refuseForgery(context: Context, exposed: boolean): void {
  const reads = context.req.method === 'GET' || context.req.method === 'HEAD'
  const forgery = (reads ? findStrangeHost : findForgery)(context.req.raw.headers, exposed)
  if (forgery) throw new ControlError(403, forgery.code, forgery.message)
}
