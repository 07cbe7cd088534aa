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
  const result = await (operation.method === 'GET'
    ? handle(call, tenant)
    : whenWritable(find, (organisation) => handle(call, organisation)))
  if (!(result instanceof LongList)) return result
  const { body, contentType } = await dependencies.turns.complete(tenant, result.render())
  return new Answer(body, contentType, operation.status)
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
    readInTurns: (begin) => dependencies.turns.complete(tenant, dependencies.state.read(tenant, begin)),
    writeInTurns: (begin) => dependencies.writesInTurns.write(tenant, begin),
  })
