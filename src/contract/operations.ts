import { type ApiVersion, isInSpan } from '../domain/api-version.ts'
import * as api from './api.ts'
import { collectOperations } from './call.ts'
import * as catalogue from './catalogue.ts'
import * as esimBundles from './esim-bundles.ts'
import * as esims from './esims.ts'
import * as installDetails from './install-details.ts'
import * as inventory from './inventory.ts'
import * as networks from './networks.ts'
import { type Operation, TAGS } from './operation.ts'
import * as orders from './orders.ts'
import * as organisation from './organisation.ts'
import * as suspension from './suspension.ts'
import * as undocumented from './undocumented.ts'

const DOCUMENTED = [
  api,
  catalogue,
  esimBundles,
  esims,
  installDetails,
  inventory,
  networks,
  orders,
  organisation,
  suspension,
]

/** By part, then by path: a fixed word comes before a parameter in its place, since `{` comes after every letter. */
const byPath = (a: Operation, b: Operation): number =>
  TAGS.indexOf(a.tag) - TAGS.indexOf(b.tag) || compare(a.path, b.path) || compare(a.method, b.method)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const collect = (modules: readonly object[]): readonly Operation[] => collectOperations<Operation>(modules).sort(byPath)

/** Every operation of the vendor's documents. An operation is in it once a module of the list above exports it. */
export const OPERATIONS = collect(DOCUMENTED)

/** Calls that clients of the service depend on, and that no document of the vendor has. */
export const UNDOCUMENTED_OPERATIONS = collect([undocumented])

/** Every operation that is answered. */
export const ALL_OPERATIONS: readonly Operation[] = [...OPERATIONS, ...UNDOCUMENTED_OPERATIONS]

const placeholderPath = ({ method, path }: Operation): string => `${method} ${path.replace(/\{\w+\}/g, '{}')}`

/** Tells whether a version that lacks an operation has another one at the same path, whose parameters accept these values. */
export const hasOperationAtSamePath = (operation: Operation, version: ApiVersion, values: readonly string[]): boolean =>
  ALL_OPERATIONS.some(
    (other) =>
      other !== operation &&
      placeholderPath(other) === placeholderPath(operation) &&
      isInSpan(other, version) &&
      Object.values(other.pathFields.shape).every((field, index) => field.safeParse(values[index]).success),
  )
