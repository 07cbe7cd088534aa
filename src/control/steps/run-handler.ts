import { LongList } from '../../http/long-list.ts'
import { whenWritable } from '../../state/engine/hold.ts'
import type { Tenant } from '../../state/engine/state.ts'
import type { ControlCall } from '../control-call.ts'

/** Runs the handler of the operation. A call that changes an organisation waits while all of its rows are copied or restored. */
export function runHandler(call: ControlCall): unknown {
  const { dependencies, operation, tenant } = call
  if (operation.method === 'GET') return read(call)
  const find = () => dependencies.registry.find(tenant.apiKey) ?? tenant
  return whenWritable(find, (organisation) => handle(call, organisation))
}

/** Runs a handler that only reads, and writes its list in turns where that is long. */
async function read(call: ControlCall): Promise<unknown> {
  const result = await handle(call, call.tenant)
  return result instanceof LongList ? call.dependencies.turns.complete(call.tenant, result.render()) : result
}

const handle = ({ context, dependencies, handle, path, query, body }: ControlCall, tenant: Tenant): unknown =>
  handle({
    path: path as never,
    query: query as never,
    body: body as never,
    tenant,
    request: context.req.raw,
    read: (work) => dependencies.state.read(tenant, work),
    write: (work) => dependencies.write(tenant, work),
  })
