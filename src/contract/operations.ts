import { type ApiVersion, holdsIn } from '../domain/api-version.ts'
import * as api from './api.ts'
import * as catalogue from './catalogue.ts'
import * as esimBundles from './esim-bundles.ts'
import * as esims from './esims.ts'
import * as installDetails from './install-details.ts'
import * as inventory from './inventory.ts'
import * as networks from './networks.ts'
import type { Operation } from './operation.ts'
import * as orders from './orders.ts'
import * as organisation from './organisation.ts'
import * as suspension from './suspension.ts'
import { UNDOCUMENTED_OPERATIONS } from './undocumented.ts'

/** Every operation of the vendor's documents, in the order of the support table. */
export const OPERATIONS: readonly Operation[] = [
  api.describeApi,
  catalogue.listCatalogue,
  catalogue.listPrices,
  catalogue.getCatalogueBundle,
  networks.listNetworks,
  organisation.getOrganisation,
  organisation.topUpBalance,
  organisation.listGroups,
  organisation.listGroupCountries,
  orders.createOrder,
  orders.listOrders,
  orders.getOrder,
  inventory.listInventory,
  inventory.refundInventory,
  esims.listEsims,
  esims.updateEsim,
  esimBundles.applyBundles,
  installDetails.getInstallDetails,
  installDetails.getQrCodes,
  installDetails.getInstallCsv,
  esims.getEsim,
  suspension.deleteEsim,
  esims.listHistory,
  esims.refreshEsim,
  esims.checkCompatibility,
  esims.sendSms,
  esims.getLocation,
  suspension.getSuspension,
  suspension.setSuspension,
  esimBundles.listEsimBundles,
  esimBundles.applyBundleToEsim,
  esimBundles.getBundleStatus,
  esimBundles.revokeBundle,
  esimBundles.revokeAssignment,
  esimBundles.revokeApplication,
]

/** Every operation that is answered. */
export const ALL_OPERATIONS: readonly Operation[] = [...OPERATIONS, ...UNDOCUMENTED_OPERATIONS]

const placeOf = ({ method, path }: Operation): string => `${method} ${path.replace(/\{\w+\}/g, '{}')}`

/** Whether a version has another operation at the place of one that it lacks, which takes the values in the path. */
export const hasTwin = (operation: Operation, version: ApiVersion, values: readonly string[]): boolean =>
  ALL_OPERATIONS.some(
    (other) =>
      other !== operation &&
      placeOf(other) === placeOf(operation) &&
      holdsIn(other, version) &&
      Object.values(other.pathFields.shape).every((field, index) => field.safeParse(values[index]).success),
  )
