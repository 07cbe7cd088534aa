import * as contract from '../contract/api.ts'
import { OPERATIONS } from '../contract/operations.ts'
import { BASE_VERSION, holdsIn } from '../domain/api-version.ts'
import type { Mount } from './mount.ts'

export function apiRoutes(mount: Mount): void {
  const offered = OPERATIONS.filter((operation) => holdsIn(operation, BASE_VERSION))
  const paths = [...new Set(offered.map(({ path }) => path))]
  mount(contract.describeApi, () => paths)
}
