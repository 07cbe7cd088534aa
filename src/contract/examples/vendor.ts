import { APPLIED, revokeText } from '../esim-bundles.ts'
import { presentDone } from '../scalars.ts'
import type { Example } from './call.ts'
import { ITEM, ORDER, SAMPLES } from './samples.ts'

const { iccid, orderReference, assignmentId, usageId, bundle, stocked } = SAMPLES
const onEsim = { iccid, name: bundle }

/** Of each operation of the vendor API the example call, as far as its schemas do not say it. */
export const VENDOR_EXAMPLES: Readonly<Record<string, Example>> = {
  describeApi: { answer: ['/', '/catalogue', '/orders'] },
  listCatalogue: { query: { countries: 'FR', perPage: '2' } },
  getCatalogueBundle: { path: { name: ITEM } },
  listNetworks: { query: { isos: 'FR' } },
  topUpBalance: { query: { amount: '1000' }, answer: { amount: 1000, balance: 1998.83, ref: 104_233 } },
  listGroups: { answer: { groups: [{ name: 'Standard Fixed', priceListUrl: '', desc: '', icon: '' }] } },
  createOrder: {
    body: { type: 'transaction', assign: true, order: [{ type: 'bundle', item: ITEM, quantity: 1 }] },
    answer: ORDER,
  },
  listOrders: {
    query: { limit: '5' },
    answer: { orders: [{ ...ORDER, runningBalance: 998.83 }], pageCount: 1, pageSize: 5, rows: 1 },
  },
  getOrder: { path: { orderReference }, answer: { ...ORDER, runningBalance: 998.83 } },
  refundInventory: {
    body: { usageId: Number(usageId), quantity: 1 },
    answer: presentDone('Successfully refunded bundles to balance'),
  },
  listEsims: { query: { perPage: '10' } },
  updateEsim: { body: { iccid, customerRef: 'traveller-17' }, answer: presentDone('success') },
  applyBundles: {
    body: { bundle: stocked },
    answer: {
      esims: [{ iccid, status: APPLIED, bundle: stocked }],
      applyReference: orderReference,
    },
  },
  getInstallDetails: { query: { reference: orderReference } },
  getQrCodes: { path: { reference: orderReference } },
  getInstallCsv: { path: { reference: orderReference } },
  getInstallDetailsByPath: { path: { reference: orderReference } },
  getEsimQrCode: { path: { iccid } },
  listHistory: {
    path: { iccid },
    answer: {
      actions: [
        {
          name: 'Bundle Applied',
          bundleName: ITEM,
          bundle: ITEM,
          date: ORDER.createdDate,
          bundleState: 'queued',
        },
      ],
      pageCount: 1,
      rows: 1,
      pageSize: 10,
    },
  },
  refreshEsim: { path: { iccid }, answer: presentDone('Successfully refreshed SIM') },
  checkCompatibility: {
    path: { iccid, bundle: ITEM },
    answer: { compatible: true, status: 'bundle is compatible with esim' },
  },
  sendSms: { path: { iccid }, body: { message: 'Welcome to France!', from: 'eSIM' }, answer: presentDone('sent') },
  listEsimBundles: { path: { iccid }, query: { includeUsed: 'true' } },
  applyBundleToEsim: { path: { iccid }, body: { name: stocked }, answer: presentDone(APPLIED) },
  getBundleStatus: { path: onEsim },
  revokeBundle: {
    path: onEsim,
    query: { type: 'validate' },
    answer: presentDone(revokeText({ givesBack: 'inventory', returnsEsim: false }, 'validate')),
  },
  revokeAssignment: {
    path: { ...onEsim, assignmentId },
    answer: presentDone(revokeText({ givesBack: 'inventory', returnsEsim: false }, 'transaction')),
  },
  revokeApplication: {
    path: { ...onEsim, assignmentId },
    answer: presentDone(revokeText({ givesBack: 'inventory', returnsEsim: false }, 'transaction')),
  },
}
