import * as contract from '../contract/control/faults.ts'
import { addFault, clearFaults, listFaults, removeFault } from '../state/faults.ts'
import type { ControlMount } from './mount.ts'

export function faultRoutes(mount: ControlMount): void {
  mount(contract.listFaults, ({ read }) => ({ faults: read(listFaults).map(contract.presentFault) }))

  mount(contract.addFault, ({ body, write }) =>
    contract.presentFault(write((tx) => addFault(tx, contract.faultRule(body)))),
  )

  mount(contract.removeFault, ({ path, write }) => {
    write((tx) => removeFault(tx, path.id))
    return undefined
  })

  mount(contract.clearFaults, ({ write }) => {
    write(clearFaults)
    return undefined
  })
}
