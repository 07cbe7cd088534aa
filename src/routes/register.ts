import type { Hono } from 'hono'
import type { Operation } from '../contract/operation.ts'
import { hasOperationAtSamePath } from '../contract/operations.ts'
import { variantsOf } from '../contract/variants/wire-variant.ts'
import { isInSpan } from '../domain/api-version.ts'
import { andThen } from '../http/compose.ts'
import { answerCall, answerUnknown } from './pipeline.ts'
import { respond } from './respond.ts'
import { type Handler, type Route, type RouteDependencies, VendorCall } from './vendor-call.ts'

/** Registers an operation and its handler as a route. */
export type RegisterRoute = <O extends Operation>(operation: O, handle: Handler<O>) => void

/** Makes the function that registers operations on an app, each answered by the steps of `pipeline.ts`. */
export function routeRegistrar(app: Hono, dependencies: RouteDependencies): RegisterRoute {
  return (operation, handle) => {
    const route: Route = {
      operation,
      handle: handle as Route['handle'],
      takesQuery: Object.keys(operation.queryFields.shape).length > 0,
      variantOf: variantsOf(operation),
    }
    app.on(operation.method, operation.path.replace(/\{(\w+)\}/g, ':$1'), (context, next) => {
      const call = new VendorCall(context, dependencies, route)
      if (isInSpan(operation, call.version)) return andThen(answerCall(call), (answer) => respond(context, answer))
      // Another operation has the same place in this version, and is registered later.
      if (hasOperationAtSamePath(operation, call.version, Object.values(context.req.param()))) return next()
      const unknown = new VendorCall(context, dependencies, 'operation_not_in_version')
      return andThen(answerUnknown(unknown), (answer) => respond(context, answer))
    })
  }
}

/** Registers the answer to unknown paths; those of a known organisation are journalled too. */
export function registerNotFound(app: Hono, dependencies: RouteDependencies): void {
  app.notFound((context) => {
    const unknown = new VendorCall(context, dependencies, 'route_not_found')
    return andThen(answerUnknown(unknown), (answer) => respond(context, answer))
  })
}
