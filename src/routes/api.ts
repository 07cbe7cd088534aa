import * as contract from '../contract/api.ts'
import { OPERATIONS } from '../contract/operations.ts'
import type { Mount } from './mount.ts'

export function apiRoutes(mount: Mount): void {
  const paths = [...new Set(OPERATIONS.map(({ path }) => path))]
  mount(contract.describeApi, () => paths)
}
