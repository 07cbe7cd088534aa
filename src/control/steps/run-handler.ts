import { DomainError } from '../../domain/errors.ts'
import { Answer } from '../../http/answer.ts'
import { LongList } from '../../http/long-list.ts'
import { whenWritable } from '../../state/engine/hold.ts'
import type { Tenant } from '../../state/engine/state.ts'
import type { ControlCall } from '../control-call.ts'

/**
 * Runs the handler of the operation, and writes its list in turns where that is long. A call that changes an organisation waits
 * while all of its rows are copied or restored.
 */
export async function runHandler(call: ControlCall): Promise<unknown> {
  const { dependencies, operation, tenant } = call
  const find = () => dependencies.registry.find(tenant.apiKey) ?? tenant
  const waits = operation.method !== 'GET' && operation.scope !== 'server'
  const result = await (waits
    ? whenWritable(find, (organisation) => handle(call, requirePresent(call, organisation)))
    : handle(call, tenant))
  if (!(result instanceof LongList)) return result
  const { body, contentType } = await dependencies.turns.complete(tenant, result.render())
  return new Answer(body, contentType, operation.status)
}

/** Returns the organisation of a call. Throws copy_broken_off when it was reset or removed while the call was under way. */
function requirePresent({ dependencies, operation }: ControlCall, tenant: Tenant): Tenant {
  if (operation.scope === 'server' || dependencies.registry.isPresent(tenant)) return tenant
  throw new DomainError('copy_broken_off')
}

function handle(call: ControlCall, tenant: Tenant): unknown {
  const { context, dependencies, path, query, body } = call
  const present = () => requirePresent(call, tenant)
  return call.handle({
    path: path as never,
    query: query as never,
    body: body as never,
    tenant,
    request: context.req.raw,
    read: (work) => dependencies.state.read(present(), work),
    write: (work) => dependencies.write(present(), work),
    readInTurns: (begin) => dependencies.turns.complete(tenant, dependencies.state.read(present(), begin)),
    writeInTurns: (begin) => dependencies.writesInTurns.write(present(), begin),
  })
}
