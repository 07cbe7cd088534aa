import type { Difference } from './difference.ts'
import { DOCUMENTED_APPLY, DOCUMENTED_ORDER, formsWith } from './documented-requests.ts'

const SAME = 'the same'

/** Where the documented dialect differs in more than the fields of answers, and where sources disagree and it does not. */
export const BEHAVIOUR_DIFFERENCES: readonly Difference[] = [
  {
    topic: 'Type of the answer and the errors of POST /orders, and of the errors of GET /networks',
    usual: '`application/json`',
    instead: '`text/plain`; an error is its text alone',
    contentTypes: { createOrder: 'text/plain' },
    errorTypes: { createOrder: 'text/plain', listNetworks: 'text/plain' },
  },
  {
    topic: 'Refused key at POST /orders and GET /networks',
    usual: '403',
    instead: '401',
    errors: { createOrder: { access_denied: 401 }, listNetworks: { access_denied: 401 } },
  },
  {
    topic: 'What cannot be ordered',
    until: '2.4',
    usual: '403 for an eSIM that is not yours and for too little money',
    instead: '400: the document knows no 403 here',
    errors: { createOrder: { esim_not_accessible: 400, insufficient_balance: 400 } },
  },
  {
    topic: 'Unknown ICCID',
    until: '2.3',
    usual: '403',
    instead: '400',
    errors: { '*': { esim_not_accessible: 400 } },
  },
  {
    topic: 'Install details of deleted eSIMs',
    until: '2.4',
    usual: '410',
    instead: '400: the document knows no 410',
    errors: {
      getInstallDetails: { install_details_gone: 400 },
      getQrCodes: { install_details_gone: 400 },
      getInstallCsv: { install_details_gone: 400 },
    },
  },
  {
    topic: 'Which assignment a revoke by name takes',
    until: '2.4',
    usual: 'the oldest unused, else the latest; of a one-year bundle all months',
    instead: 'the latest; of a one-year bundle one month',
    rules: { revokeBundle: { revokeByName: 'latest' } },
    descriptions: {
      revokeBundle:
        'The latest assignment. Unused and inside the refund window it goes back to the inventory or, if asked, to the balance; one month of a one-year bundle does not. An eSIM that is left without a bundle and was never installed leaves the account at once.',
    },
  },
  {
    topic: 'Lists that the document does not page: history',
    usual: '10 entries on a page',
    instead: 'whole',
    ignores: { listHistory: ['page', 'perPage'] },
    rules: { listHistory: { paging: 'whole' } },
  },
  {
    topic: 'Lists that the document does not page: inventory',
    until: '2.4',
    usual: '50 bundles on a page',
    instead: 'whole',
    ignores: { listInventory: ['page', 'perPage'] },
    rules: { listInventory: { paging: 'whole' } },
  },
  {
    topic: 'Page sizes',
    until: '2.4',
    usual: '10, 25, 50 or 100 eSIMs; up to 10000 bundles or orders',
    instead: 'any number of at least 1',
    rules: {
      listEsims: { paging: 'any-size' },
      listCatalogue: { paging: 'any-size' },
      listOrders: { paging: 'any-size' },
    },
  },
  {
    topic: '`includeIccids` at POST /orders and GET /orders/{orderReference}',
    since: '2.3',
    until: '2.4',
    usual: 'a parameter without effect',
    instead: 'no parameter',
    ignores: { createOrder: ['includeIccids'], getOrder: ['includeIccids'] },
  },
  {
    topic: 'A body that is too long',
    until: '2.4',
    usual: '413',
    instead: '400: the document knows no 413',
    errors: { '*': { body_too_large: 400 } },
  },
  {
    topic: 'Statuses that operations list',
    until: '2.4',
    usual: '429 too, and 410 for install details',
    instead: 'those of the document; a limit of calls that is set answers 429 all the same',
    statuses: {
      '*': [400, 403, 500],
      describeApi: [],
      createOrder: [400, 401, 503],
      listNetworks: [400, 401],
      applyBundles: [400, 403, 500, 503],
      refreshEsim: [400, 403, 500, 503],
      topUpBalance: [400, 403, 500, 503],
    },
  },
  {
    topic: 'Alerts of use',
    usual: 'FirstUse from 1 kB on, Utilisation at 50, 80 and 100 percent; `usageThresholds` chooses others',
    instead: 'Utilisation at 1 percent, too',
  },
  { topic: '`unit` in a V3 callback', usual: '`BYTES`', instead: 'absent' },
  { topic: 'Signature of callbacks', usual: 'base64; `callbackEncoding` chooses hex', instead: SAME },
  { topic: 'Header of the signature', usual: '`X-Signature-SHA256`', instead: SAME },
  {
    topic: 'List of order lines in a request',
    until: '2.4',
    usual: 'described as `order`; read as `Order` or `order`, in any letter case',
    instead: 'described as `Order`, without a branding profile; read the same',
    bodies: { createOrder: DOCUMENTED_ORDER },
  },
  {
    topic: 'Parameters of PUT /esims',
    usual: 'described in the body; read from the query where the body lacks them',
    instead: 'described in both; read the same',
    standIns: { updateEsim: ['iccid', 'customerRef'] },
  },
  {
    topic: 'Bundle of an apply',
    until: '2.4',
    usual: 'described as `bundle` or `name`, and in `bundles` names or objects; read as any of these',
    instead: 'described as `bundle` (to one eSIM as `name`), and in `bundles` names; read the same',
    bodies: { applyBundles: DOCUMENTED_APPLY, applyBundleToEsim: formsWith('name') },
  },
  { topic: 'Returns process', usual: 'begins at once, always', instead: SAME },
  { topic: 'Regions', usual: 'any text, compared with the data', instead: SAME },
  { topic: 'Names of groups', usual: '`Standard Fixed`, as the catalogue has them', instead: SAME },
  { topic: 'Name of the state of an assignment', usual: '`bundleState`', instead: SAME },
]
