import { faultRule } from '../contract/control/fault-rule.ts'
import * as contract from '../contract/control/faults.ts'
import { addFault, clearFaults, listFaults, removeFault } from '../state/records/faults.ts'
import type { RegisterControlRoute } from './register.ts'

export function faultRoutes(route: RegisterControlRoute): void {
  route(contract.listFaults, ({ read }) => ({ faults: read(listFaults).map(contract.presentFault) }))

  route(contract.addFault, ({ body, write }) => contract.presentFault(write((tx) => addFault(tx, faultRule(body)))))

  route(contract.removeFault, ({ path, write }) => {
    write((tx) => removeFault(tx, path.id))
    return undefined
  })

  route(contract.clearFaults, ({ write }) => {
    write(clearFaults)
    return undefined
  })
}
