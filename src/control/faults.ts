import { faultRule } from '../contract/control/fault-rule.ts'
import * as contract from '../contract/control/faults.ts'
import { addFault, clearFaults, listFaults, removeFault, setFaultEnabled } from '../state/records/faults.ts'
import type { RegisterControlRoute } from './register.ts'

export function faultRoutes(route: RegisterControlRoute): void {
  route(contract.listFaults, ({ read }) =>
    read((tx) => ({ faults: listFaults(tx).map((fault) => contract.presentFault(fault, tx.now)) })),
  )

  route(contract.addFault, ({ body, write }) =>
    write((tx) => contract.presentFault(addFault(tx, faultRule(body, tx.now)), tx.now)),
  )

  route(contract.changeFault, ({ path, body, write }) =>
    write((tx) => contract.presentFault(setFaultEnabled(tx, path.id, body.enabled), tx.now)),
  )

  route(contract.removeFault, ({ path, write }) => {
    write((tx) => removeFault(tx, path.id))
    return undefined
  })

  route(contract.clearFaults, ({ write }) => {
    write(clearFaults)
    return undefined
  })
}
