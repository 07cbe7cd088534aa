import { BASE_RULES } from '../../domain/dialect.ts'
import type { Answer } from '../../http/answer.ts'
import { andThen } from '../../http/compose.ts'
import { LongList } from '../../http/long-list.ts'
import { whenWritable } from '../../state/engine/hold.ts'
import type { Tenant } from '../../state/engine/state.ts'
import type { Route, VendorCall } from '../vendor-call.ts'
import { renderLongList, renderResult } from './render-result.ts'

/** Runs the handler of the operation, and renders its result. */
export function runHandler(call: VendorCall): Answer | Promise<Answer> {
  const { context, dependencies, variant, query } = call
  const { operation, handle } = call.route as Route
  const run = (tenant: Tenant) =>
    handle({
      path: context.req.param() as never,
      query: query as never,
      body: call.parsedBody as never,
      rules: variant?.rules ?? BASE_RULES,
      toVariantText: variant?.text ?? unchanged,
      now: tenant.now,
      request: context.req.raw,
      requestId: call.requestId,
      // A value, not a getter: V8 keeps a hidden class for each getter, and with it the whole request.
      sourceIp: dependencies.sourceIp(context),
      read: (work) => dependencies.state.read(tenant, work),
      write: (work) => call.writeOfHandler(tenant, work),
      inTurns: (pieces) => dependencies.turns.complete(tenant, pieces),
      readInTurns: (begin) => dependencies.turns.complete(tenant, dependencies.state.read(tenant, begin)),
      writeInTurns: (begin) => call.writeInTurns(tenant, begin),
      explain: (reason) => {
        call.reason = reason
      },
    })
  const find = () => call.currentOrganisation()
  const finish = (answer: Answer): Answer =>
    call.reason === undefined ? answer : answer.with({ 'Emulator-Reason': call.reason })
  return andThen(operation.method === 'GET' ? andThen(find(), run) : whenWritable(find, run), (result) =>
    result instanceof LongList
      ? andThen(dependencies.turns.complete(call.tenant, renderLongList(result, variant, query)), finish)
      : finish(renderResult(result, operation, variant, query)),
  )
}

const unchanged = (text: string): string => text
