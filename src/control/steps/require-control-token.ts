import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { ControlDependencies, Step } from '../control-call.ts'
import { ControlError } from '../errors.ts'

/** The value of --control-token that allows server-scope calls to anyone. */
const OPEN = 'open'

/** Server-scope calls require the control token, where the server has one or other machines can reach it. Throws ControlError. */
export const requireControlToken: Step = (call, next) => {
  if (call.operation.scope === 'server') checkToken(call.context, call.dependencies)
  return next(call)
}

function checkToken(context: Context, { controlToken, exposed }: ControlDependencies): void {
  if (controlToken === OPEN) return
  if (controlToken === undefined) {
    if (!exposed(context.req.raw.headers)) return
    throw new ControlError(
      403,
      'control_token_required',
      'other machines can reach this server: start it with --control-token (or ESIM_EMULATOR_CONTROL_TOKEN) to allow this call',
    )
  }
  const sent = context.req.header('authorization') ?? ''
  if (!isSameText(sent, `Bearer ${controlToken}`)) {
    throw new ControlError(
      401,
      'wrong_control_token',
      `send the token that the server was started with: Authorization: Bearer TOKEN; ${sent === '' ? 'none' : 'another'} came`,
    )
  }
}

/** Compares two texts in constant time: the time does not show where they differ. */
const isSameText = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
