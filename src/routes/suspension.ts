import * as contract from '../contract/suspension.ts'
import { deleteEsim } from '../state/operations/esim-life.ts'
import { setSuspended } from '../state/operations/suspension.ts'
import { getEsim } from '../state/records/esims.ts'
import type { RegisterRoute } from './register.ts'

export function suspensionRoutes(route: RegisterRoute): void {
  route(contract.setSuspension, ({ path, body, write }) => {
    write((tx) => setSuspended(tx, path.iccid, body.suspend))
    return contract.presentSuspended(body.suspend)
  })

  route(contract.getSuspension, ({ path, read }) => ({
    suspended: read((tx) => getEsim(tx, path.iccid, { allowDeleted: true })).suspendedAt !== null,
  }))

  route(contract.deleteEsim, ({ path, write }) => {
    write((tx) => deleteEsim(tx, path.iccid))
    return { status: 'eSIM deleted successfully' }
  })
}
