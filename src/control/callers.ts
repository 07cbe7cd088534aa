import * as contract from '../contract/control/callers.ts'
import type { Callers } from '../middleware/callers.ts'
import type { ControlMount } from './mount.ts'

const DEFAULT_LIMIT = 100

/** Calls that were refused for their key, for whoever runs the server. */
export function callerRoutes(mount: ControlMount, callers: Callers): void {
  mount(contract.listCallers, ({ query: { problem, limit = DEFAULT_LIMIT } }) => ({
    callers: callers.list({ problem, limit }).map(contract.presentCaller),
  }))

  mount(contract.clearCallers, () => {
    callers.clear()
    return undefined
  })
}
