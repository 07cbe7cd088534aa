import type { Context } from 'hono'
import { DomainError } from '../../domain/errors.ts'
import type { Tenant } from '../../state/engine/state.ts'
import type { ControlDependencies, Step } from '../control-call.ts'
import { ControlError } from '../errors.ts'

/**
 * Finds the organisation of a call: that of its X-API-Key, or the default one. Only operations that say so open a new one.
 * Server-scope calls have none. Throws ControlError and DomainError; a call refused for its key is recorded.
 */
export const resolveOrganisation: Step = async (call, next) => {
  const { context, dependencies, operation } = call
  if (operation.scope === 'server') return next(call)
  const run = async (tenant: Tenant) => {
    call.tenant = tenant
    return next(call)
  }
  try {
    const key = keyOf(context, dependencies)
    return await (operation.opens ? dependencies.registry.open(key, run) : run(await dependencies.registry.lookUp(key)))
  } catch (error) {
    recordRefused(error, context, dependencies)
    throw error
  }
}

/** The organisation of a call outside the pipeline, which only reads. Throws as `resolveOrganisation` does. */
export async function lookUpOrganisation(context: Context, dependencies: ControlDependencies): Promise<Tenant> {
  try {
    return await dependencies.registry.lookUp(keyOf(context, dependencies))
  } catch (error) {
    recordRefused(error, context, dependencies)
    throw error
  }
}

const KEY_REQUIRED = 'api_key_required'

/** The key of the call, or of the default organisation. Throws ControlError. */
function keyOf(context: Context, { registry, exposed }: ControlDependencies): string {
  const key = context.req.header('x-api-key')
  if (!key && exposed(context.req.raw.headers)) {
    throw new ControlError(401, KEY_REQUIRED, 'send the API key of the organisation in the header X-API-Key')
  }
  return key || registry.keys.defaultKey
}

/** Records a call that is refused for its key. */
function recordRefused(error: unknown, context: Context, { callers, sourceIp }: ControlDependencies): void {
  const isForKey =
    (error instanceof ControlError && error.code === KEY_REQUIRED) ||
    (error instanceof DomainError && error.code === 'access_denied')
  if (isForKey) callers.add(context.req.raw, { api: 'control', sourceIp: sourceIp(context) })
}
