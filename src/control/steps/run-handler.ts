import { DomainError } from '../../domain/errors.ts'
import { LongList } from '../../http/long-list.ts'
import { whenWritable } from '../../state/engine/hold.ts'
import type { Tenant } from '../../state/engine/state.ts'
import type { ControlCall } from '../control-call.ts'

/** Runs the handler of the operation. A call that changes an organisation waits while all of its rows are copied or restored. */
export function runHandler(call: ControlCall): unknown {
  const { dependencies, operation, tenant } = call
  if (operation.method === 'GET') return read(call)
  if (operation.scope === 'server') return handle(call, tenant)
  const find = () => dependencies.registry.find(tenant.apiKey) ?? tenant
  return whenWritable(find, (organisation) => {
    requirePresent(call, organisation)
    return handle(call, organisation)
  })
}

/** Runs a handler that only reads, and writes its list in turns where that is long. */
async function read(call: ControlCall): Promise<unknown> {
  const result = await handle(call, call.tenant)
  return result instanceof LongList ? call.dependencies.turns.complete(call.tenant, result.render()) : result
}

/** Throws copy_broken_off for an organisation that was reset or removed while a call of it was under way. */
function requirePresent({ dependencies, operation }: ControlCall, tenant: Tenant): void {
  if (operation.scope === 'server' || dependencies.registry.isPresent(tenant)) return
  throw new DomainError('copy_broken_off')
}

function handle(call: ControlCall, tenant: Tenant): unknown {
  const { context, dependencies, path, query, body } = call
  return call.handle({
    path: path as never,
    query: query as never,
    body: body as never,
    tenant,
    request: context.req.raw,
    read: (work) => {
      requirePresent(call, tenant)
      return dependencies.state.read(tenant, work)
    },
    write: (work) => {
      requirePresent(call, tenant)
      return dependencies.write(tenant, work)
    },
  })
}
