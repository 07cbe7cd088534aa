import type { Context } from 'hono'
import { findForgery } from '../middleware/forgery.ts'
import { ControlError } from './errors.ts'

/** Refuses writes that a web page may have caused. Throws ControlError. */
export function refuseForgery(context: Context, exposed: boolean): void {
  if (context.req.method === 'GET' || context.req.method === 'HEAD') return
  const forgery = findForgery(context.req.raw.headers, exposed)
  if (forgery) throw new ControlError(403, forgery.code, forgery.message)
}
