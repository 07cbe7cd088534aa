import * as contract from '../contract/control/callers.ts'
import type { ControlDependencies } from './control-call.ts'
import type { RegisterControlRoute } from './register.ts'

const DEFAULT_LIMIT = 100

/** Lists and clears the calls that were refused for their key. */
export function callerRoutes(route: RegisterControlRoute, { callers }: ControlDependencies): void {
  route(contract.listCallers, ({ query: { problem, limit = DEFAULT_LIMIT } }) => ({
    callers: callers.list({ problem, limit }).map(contract.presentCaller),
  }))

  route(contract.clearCallers, () => {
    callers.clear()
    return undefined
  })
}
