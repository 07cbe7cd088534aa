import type { Difference } from './difference.ts'
import { DOCUMENTED_APPLY, DOCUMENTED_ORDER, formsWith } from './documented-requests.ts'

const SAME = 'the same'

/** The documented dialect's rows about statuses, paging, requests and rules; and those in which both dialects do the same. */
export const BEHAVIOUR_DIFFERENCES: readonly Difference[] = [
  {
    topic: 'Type of the answer and the errors of POST /orders, and of the errors of GET /networks',
    baseline: '`application/json`',
    variant: '`text/plain`; an error is its text alone',
    contentTypes: { createOrder: 'text/plain' },
    errorTypes: { createOrder: 'text/plain', listNetworks: 'text/plain' },
  },
  {
    topic: 'Refused key at POST /orders and GET /networks',
    baseline: '403',
    variant: '401',
    errors: {
      createOrder: { access_denied: 401, too_many_organisations: 401 },
      listNetworks: { access_denied: 401, too_many_organisations: 401 },
    },
  },
  {
    topic: 'What cannot be ordered',
    until: '2.4',
    baseline: '403 for an eSIM that is not yours and for too little money',
    variant: '400: the document knows no 403 here',
    errors: { createOrder: { esim_not_accessible: 400, insufficient_balance: 400 } },
  },
  {
    topic: 'Unknown ICCID',
    until: '2.3',
    baseline: '403',
    variant: '400',
    errors: { '*': { esim_not_accessible: 400 } },
  },
  {
    topic: 'Install details of deleted eSIMs',
    until: '2.4',
    baseline: '410',
    variant: '400: the document knows no 410',
    errors: {
      getInstallDetails: { install_details_gone: 400 },
      getQrCodes: { install_details_gone: 400 },
      getInstallCsv: { install_details_gone: 400 },
    },
  },
  {
    topic: 'Which assignment a revoke by name takes',
    until: '2.4',
    baseline: 'the oldest unused, else the latest; of a one-year bundle all months',
    variant: 'the latest; of a one-year bundle one month',
    rules: { revokeBundle: { revokeByName: 'latest' } },
    descriptions: {
      revokeBundle:
        'The latest assignment. Unused and inside the refund window it goes back to the inventory or, if asked, to the balance; one month of a one-year bundle does not. An eSIM that is left without a bundle and was never installed leaves the account at once.',
    },
  },
  {
    topic: 'Lists that the document does not page: history',
    baseline: '10 entries on a page',
    variant: 'whole',
    ignores: { listHistory: ['page', 'perPage'] },
    rules: { listHistory: { paging: 'whole' } },
  },
  {
    topic: 'Lists that the document does not page: inventory',
    until: '2.4',
    baseline: '50 bundles on a page',
    variant: 'whole',
    ignores: { listInventory: ['page', 'perPage'] },
    rules: { listInventory: { paging: 'whole' } },
  },
  {
    topic: 'Page sizes',
    until: '2.4',
    baseline: '10, 25, 50 or 100 eSIMs; up to 10000 bundles or orders',
    variant: 'any number of at least 1',
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
    baseline: 'a parameter without effect',
    variant: 'no parameter',
    ignores: { createOrder: ['includeIccids'], getOrder: ['includeIccids'] },
  },
  {
    topic: 'A body that is too long',
    until: '2.4',
    baseline: '413',
    variant: '400: the document knows no 413',
    errors: { '*': { body_too_large: 400 } },
  },
  {
    topic: 'Statuses that operations list',
    until: '2.4',
    baseline: '429 too, and 410 for install details',
    variant: 'those of the document; a limit of calls that is set answers 429 all the same',
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
    baseline: 'FirstUse from 1 kB on, Utilisation at 50, 80 and 100 percent; `usageThresholds` chooses others',
    variant: 'Utilisation at 1 percent, too',
  },
  { topic: '`unit` in a V3 callback', baseline: '`BYTES`', variant: 'absent' },
  { topic: 'Signature of callbacks', baseline: 'base64; `callbackEncoding` chooses hex', variant: SAME },
  { topic: 'Header of the signature', baseline: '`X-Signature-SHA256`', variant: SAME },
  {
    topic: 'List of order lines in a request',
    until: '2.4',
    baseline: 'described as `order`; read as `Order` or `order`, in any letter case',
    variant: 'described as `Order`, without a branding profile; read the same',
    bodies: { createOrder: DOCUMENTED_ORDER },
  },
  {
    topic: 'Parameters of PUT /esims',
    baseline: 'described in the body; read from the query where the body lacks them',
    variant: 'described in both; read the same',
    standIns: { updateEsim: ['iccid', 'customerRef'] },
  },
  {
    topic: 'Bundle of an apply',
    until: '2.4',
    baseline: 'described as `bundle` or `name`, and in `bundles` names or objects; read as any of these',
    variant: 'described as `bundle` (to one eSIM as `name`), and in `bundles` names; read the same',
    bodies: { applyBundles: DOCUMENTED_APPLY, applyBundleToEsim: formsWith('name') },
  },
  { topic: 'Returns process', baseline: 'begins at once, always', variant: SAME },
  { topic: 'Regions', baseline: 'any text, compared with the data', variant: SAME },
  { topic: 'Names of groups', baseline: '`Standard Fixed`, as the catalogue has them', variant: SAME },
  { topic: 'Name of the state of an assignment', baseline: '`bundleState`', variant: SAME },
]
