import type { ControlCall } from '../control-call.ts'

/** Runs the handler of the operation. */
export function runHandler({ context, dependencies, handle, path, query, body, tenant }: ControlCall): unknown {
  return handle({
    path: path as never,
    query: query as never,
    body: body as never,
    tenant,
    request: context.req.raw,
    read: (work) => dependencies.state.read(tenant, work),
    write: (work) => dependencies.write(tenant, work),
  })
}
