import type { Answer, Api, CallOptions } from './api.ts'
import { BUNDLES, buy, getAssignments, getInventory, orderBody } from './trade.ts'

/** What an organisation has that its calls can name. */
export interface World {
  readonly iccid: string
  readonly matchingId: string
  readonly orderReference: string
  readonly assignmentId: string
  readonly usageId: number
  /** Every text by which another organisation's answer would show that it saw this one. */
  readonly secrets: readonly string[]
}

/** Gives an organisation an eSIM with two bundles, and stock of the same bundle. */
export async function createWorld(api: Api): Promise<World> {
  const order = await buy(api, { assign: true })
  const esim = order.order[0]?.esims?.[0]
  if (!esim) throw new Error('an order put nothing on an eSIM')
  const { iccid, matchingId } = esim
  const second = await buy(api, { assign: true, iccids: [iccid] })
  const stock = await buy(api, { quantity: 3 })
  const [usage] = (await getInventory(api))[0]?.available ?? []
  const [assignment] = await getAssignments(api, iccid)
  if (!usage || !assignment) throw new Error('a world is made of more than this')
  const orderReferences = [order, second, stock].map(({ orderReference }) => orderReference)
  return {
    iccid,
    matchingId,
    orderReference: order.orderReference,
    assignmentId: assignment.id,
    usageId: usage.id,
    secrets: [iccid, matchingId, ...orderReferences],
  }
}

export interface ExampleCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly options?: CallOptions
}

const bundle = BUNDLES.uk
const json = { headers: { Accept: 'application/json' } }

/** For each operation a call that succeeds for whom the world is. */
export const EXAMPLE_CALLS: Readonly<Record<string, (world: World) => ExampleCall>> = {
  describeApi: () => ({ method: 'GET', path: '/' }),
  listCatalogue: () => ({ method: 'GET', path: '/catalogue?perPage=3' }),
  listPrices: () => ({ method: 'GET', path: '/catalogue/prices', options: { prefix: '/v2.5' } }),
  getCatalogueBundle: () => ({ method: 'GET', path: `/catalogue/bundle/${bundle}` }),
  listNetworks: () => ({ method: 'GET', path: '/networks?isos=GB' }),
  getOrganisation: () => ({ method: 'GET', path: '/organisation' }),
  topUpBalance: () => ({ method: 'POST', path: '/organisation/balance?amount=1000' }),
  listGroups: () => ({ method: 'GET', path: '/organisation/groups' }),
  listGroupCountries: () => ({
    method: 'GET',
    path: '/organisation/groups/Standard%20Fixed/countries',
    options: { prefix: '/v2.1' },
  }),
  createOrder: ({ iccid }) => ({
    method: 'POST',
    path: '/orders',
    options: { body: orderBody({ assign: true, iccids: [iccid] }) },
  }),
  listOrders: () => ({ method: 'GET', path: '/orders' }),
  getOrder: ({ orderReference }) => ({ method: 'GET', path: `/orders/${orderReference}` }),
  listInventory: () => ({ method: 'GET', path: '/inventory' }),
  refundInventory: ({ usageId }) => ({
    method: 'POST',
    path: '/inventory/refund',
    options: { body: { usageId, quantity: 1 } },
  }),
  listEsims: () => ({ method: 'GET', path: '/esims' }),
  updateEsim: ({ iccid }) => ({ method: 'PUT', path: '/esims', options: { body: { iccid, customerRef: 'mine' } } }),
  applyBundles: ({ iccid }) => ({ method: 'POST', path: '/esims/apply', options: { body: { bundle, iccid } } }),
  getInstallDetails: ({ orderReference }) => ({
    method: 'GET',
    path: `/esims/assignments?reference=${orderReference}`,
    options: json,
  }),
  getQrCodes: ({ orderReference }) => ({ method: 'GET', path: `/esims/qr/${orderReference}` }),
  getInstallDetailsByPath: ({ orderReference }) => ({
    method: 'GET',
    path: `/esims/assignments/${orderReference}`,
    options: json,
  }),
  getEsimQrCode: ({ iccid }) => ({ method: 'GET', path: `/esims/${iccid}/qr` }),
  getQrCode: ({ matchingId }) => ({ method: 'GET', path: `/esims/qr/${matchingId}`, options: { prefix: '/v2.5' } }),
  getInstallCsv: ({ orderReference }) => ({ method: 'GET', path: `/esims/csv/${orderReference}` }),
  getEsim: ({ iccid }) => ({ method: 'GET', path: `/esims/${iccid}` }),
  deleteEsim: ({ iccid }) => ({ method: 'DELETE', path: `/esims/${iccid}`, options: { prefix: '/v2.5' } }),
  listHistory: ({ iccid }) => ({ method: 'GET', path: `/esims/${iccid}/history` }),
  refreshEsim: ({ iccid }) => ({ method: 'GET', path: `/esims/${iccid}/refresh` }),
  checkCompatibility: ({ iccid }) => ({ method: 'GET', path: `/esims/${iccid}/compatible/${bundle}` }),
  sendSms: ({ iccid }) => ({ method: 'POST', path: `/esims/${iccid}/sms`, options: { body: { message: 'Hello!' } } }),
  getLocation: ({ iccid }) => ({ method: 'GET', path: `/esims/${iccid}/location` }),
  getSuspension: ({ iccid }) => ({ method: 'GET', path: `/esims/${iccid}/suspend`, options: { prefix: '/v2.5' } }),
  setSuspension: ({ iccid }) => ({
    method: 'POST',
    path: `/esims/${iccid}/suspend`,
    options: { prefix: '/v2.5', body: { suspend: true } },
  }),
  listEsimBundles: ({ iccid }) => ({ method: 'GET', path: `/esims/${iccid}/bundles` }),
  applyBundleToEsim: ({ iccid }) => ({
    method: 'POST',
    path: `/esims/${iccid}/bundles`,
    options: { body: { name: bundle } },
  }),
  getBundleStatus: ({ iccid }) => ({ method: 'GET', path: `/esims/${iccid}/bundles/${bundle}` }),
  revokeBundle: ({ iccid }) => ({ method: 'DELETE', path: `/esims/${iccid}/bundles/${bundle}` }),
  revokeAssignment: ({ iccid, assignmentId }) => ({
    method: 'DELETE',
    path: `/esims/${iccid}/bundles/${bundle}/assignments/${assignmentId}`,
  }),
  revokeApplication: ({ iccid, assignmentId }) => ({
    method: 'DELETE',
    path: `/esims/${iccid}/bundles/${bundle}/applications/${assignmentId}`,
  }),
}

export function exampleOf(operationId: string, world: World): ExampleCall {
  const example = EXAMPLE_CALLS[operationId]?.(world)
  if (!example) throw new Error(`there is no example call of ${operationId}`)
  return example
}

/** Makes the example call of an operation; `options` replace those of the example. */
export function callExample(api: Api, operationId: string, world: World, options?: CallOptions): Promise<Answer> {
  const example = exampleOf(operationId, world)
  return api.call(example.method, example.path, { ...example.options, ...options })
}

/** Ids in the right form that nobody has. */
export const NOBODY: World = {
  iccid: '8943108167000000019',
  matchingId: 'AB1CD-EF2GH-IJ3KL-MN4OP',
  orderReference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10',
  assignmentId: '218400731',
  usageId: 12_345_678,
  secrets: [],
}
