import * as contract from '../contract/api.ts'
import { OPERATIONS } from '../contract/operations.ts'
import { BASE_VERSION, isInSpan } from '../domain/api-version.ts'
import type { RegisterRoute } from './register.ts'

export function apiRoutes(route: RegisterRoute): void {
  const offered = OPERATIONS.filter((operation) => isInSpan(operation, BASE_VERSION))
  const paths = [...new Set(offered.map(({ path }) => path))]
  route(contract.describeApi, () => paths)
}
