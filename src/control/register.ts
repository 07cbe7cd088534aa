import type { Hono } from 'hono'
import type { ControlOperation } from '../contract/control/operation.ts'
import { ControlCall, type ControlDependencies, type ControlHandler } from './control-call.ts'
import { runControlCall } from './pipeline.ts'
import { respond } from './respond.ts'

/** Registers a control operation and its handler as a route. */
export type RegisterControlRoute = <O extends ControlOperation>(operation: O, handle: ControlHandler<O>) => void

/** Makes the function that registers operations on an app, each answered by the steps of `pipeline.ts`. */
export function controlRouteRegistrar(app: Hono, dependencies: ControlDependencies): RegisterControlRoute {
  return (operation, handle) => {
    app.on(operation.method, operation.path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
      const call = new ControlCall(context, dependencies, operation, handle as ControlCall['handle'])
      return respond(call, await runControlCall(call))
    })
  }
}
