import { whenWritable } from '../../state/engine/hold.ts'
import type { ControlCall } from '../control-call.ts'

/** Runs the handler of the operation. A call that changes an organisation waits while all of its rows are copied or restored. */
export async function runHandler(call: ControlCall): Promise<unknown> {
  const { context, dependencies, operation, handle, path, query, body } = call
  let { tenant } = call
  while (tenant.hold?.released && operation.method !== 'GET') {
    await whenWritable(tenant)
    // Meanwhile it may have been reset, and is another.
    tenant = dependencies.registry.find(tenant.apiKey) ?? tenant
  }
  const organisation = tenant
  return handle({
    path: path as never,
    query: query as never,
    body: body as never,
    tenant: organisation,
    request: context.req.raw,
    read: (work) => dependencies.state.read(organisation, work),
    write: (work) => dependencies.write(organisation, work),
  })
}
