import type { RefusedCallers } from '../access/refused-callers.ts'
import * as contract from '../contract/control/callers.ts'
import type { RegisterControlRoute } from './register.ts'

const DEFAULT_LIMIT = 100

/** Calls that were refused for their key, for whoever runs the server. */
export function callerRoutes(route: RegisterControlRoute, callers: RefusedCallers): void {
  route(contract.listCallers, ({ query: { problem, limit = DEFAULT_LIMIT } }) => ({
    callers: callers.list({ problem, limit }).map(contract.presentCaller),
  }))

  route(contract.clearCallers, () => {
    callers.clear()
    return undefined
  })
}
