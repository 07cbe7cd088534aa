import { BEHAVIOUR_DIFFERENCES } from './dialect-behaviour.ts'
import type { Difference } from './difference.ts'
import {
  ASSIGNMENT_ORDER,
  BUNDLE_FIELDS,
  CAPITAL_STATE,
  CREATE_DATE,
  DETAIL_FIELDS,
  documentedColumns,
  FLAT_BUNDLE,
  HISTORY_FIELDS,
  INSTALLED_DATE,
  LAPSED_AS_EXPIRED,
  LINE_ESIMS,
  LINE_FIELDS,
  LINE_ITEM,
  LISTED_BUNDLE_FIELDS,
  ORDER_FIELDS,
  SINGULAR,
  SPEED_LIST,
  TEXT,
  WHOLE_DETAILS,
  WHOLE_ORDER,
  WITH_SCHEME,
  whole,
} from './documented-forms.ts'
import { APPLIED } from './esim-bundles.ts'
import { convert, drop, eachListed, first, keep, put, rename, type Step, unwrap, within } from './reshape.ts'

/** The same steps for several operations. */
const forEach = (operationIds: readonly string[], ...steps: readonly Step[]): Record<string, readonly Step[]> =>
  Object.fromEntries(operationIds.map((operationId) => [operationId, steps]))

/** A step for every state of a bundle that is answered. */
const ofStates = (step: Step): Record<string, readonly Step[]> => ({
  listEsimBundles: [within('bundles[].assignments[]', step)],
  getBundleStatus: [within('assignments[]', step)],
  listHistory: [within('actions[]', step)],
})

const DOING = ['refreshEsim', 'sendSms', 'updateEsim', 'refundInventory']

/**
 * How the documented dialect differs from the observed one. It follows the vendor's document of v2.4 to the letter, and its
 * later documents for v2.5 and for what the former leaves open. Rows are applied in this order, each to what those before
 * it left. A row without transforms is a disagreement of the sources that both dialects settle alike, or a rule.
 */
export const DIALECT_DIFFERENCES: readonly Difference[] = [
  {
    topic: 'Further facts of a bundle',
    until: '2.4',
    usual: '`imageUrl`, `billingType`, `allowances`, `useDms`; `description` of the bundles on an eSIM',
    instead: 'absent; `speed` is never null',
    answers: {
      listCatalogue: [within('bundles[]', SPEED_LIST, keep(...LISTED_BUNDLE_FIELDS))],
      listInventory: [within('bundles[]', SPEED_LIST, drop('useDms', 'allowances'))],
      listEsimBundles: [within('bundles[]', drop('description'))],
    },
  },
  {
    topic: 'Further facts of a bundle in the catalogue',
    since: '2.5',
    usual: '`imageUrl`, `allowances`, `profileName`',
    instead: 'absent; `speed` is never null',
    answers: { listCatalogue: [within('bundles[]', SPEED_LIST, keep(...LISTED_BUNDLE_FIELDS, 'billingType'))] },
  },
  {
    topic: 'Form of a catalogue detail',
    until: '2.4',
    usual: 'countries with their networks, speeds in two lists, `group`',
    instead: 'flat, as in the list, without groups',
    answers: { getCatalogueBundle: [FLAT_BUNDLE, keep(...BUNDLE_FIELDS)] },
  },
  {
    topic: 'Form of a catalogue detail',
    since: '2.5',
    usual: 'countries with their networks, speeds in two lists, `group`',
    instead: 'flat, as in the list',
    answers: { getCatalogueBundle: [FLAT_BUNDLE, keep(...LISTED_BUNDLE_FIELDS, 'billingType')] },
  },
  {
    topic: 'Prices and balances',
    usual: 'numbers with decimals',
    instead: 'integers, to the nearest unit',
    answers: {
      listCatalogue: [within('bundles[]', whole('price'))],
      getCatalogueBundle: [whole('price')],
      getOrganisation: [within('organisations[]', whole('balance', 'testCredit'))],
      topUpBalance: [whole('amount', 'balance')],
      createOrder: [WHOLE_ORDER],
      getOrder: [WHOLE_ORDER],
      listOrders: [within('orders[]', WHOLE_ORDER)],
    },
  },
  {
    topic: 'Text of an order for one eSIM',
    usual: '`Order completed: 1 eSIMs assigned`',
    instead: '`Order completed: 1 eSIM assigned`',
    answers: { createOrder: [SINGULAR], getOrder: [SINGULAR], listOrders: [within('orders[]', SINGULAR)] },
  },
  {
    topic: 'Date of an order',
    until: '2.4',
    usual: '`createdDate`',
    instead: '`createDate`',
    answers: { createOrder: [CREATE_DATE], getOrder: [CREATE_DATE], listOrders: [within('orders[]', CREATE_DATE)] },
  },
  {
    topic: 'Casing of `AllowReassign`, and further facts of orders',
    until: '2.4',
    usual: '`AllowReassign` in lines, `sourceIP`, `runningBalance`, `assigned`',
    instead: 'absent; lines of the list have `invoiceLink`, those of the detail no eSIM data; each has an `item`',
    answers: {
      createOrder: [drop('sourceIP'), within('order[]', LINE_ITEM, keep(...LINE_FIELDS, ...LINE_ESIMS))],
      getOrder: [keep(...ORDER_FIELDS), within('order[]', LINE_ITEM, keep(...LINE_FIELDS))],
      listOrders: [
        within('orders[]', keep(...ORDER_FIELDS)),
        within(
          'orders[].order[]',
          LINE_ITEM,
          // Invoices are not emulated.
          put('invoiceLink', () => '', TEXT),
          keep(...LINE_FIELDS, 'invoiceLink', ...LINE_ESIMS),
        ),
      ],
    },
  },
  {
    topic: 'Text of an applied bundle',
    usual: '`Successfully Applied Bundle`',
    instead: '`ACTIVE`',
    answers: {
      applyBundles: [
        within(
          'esims[]',
          convert<string>('status', (text) => (text === APPLIED ? 'ACTIVE' : text), TEXT),
        ),
      ],
    },
  },
  {
    topic: 'Bundle of an eSIM in the answer to an apply',
    until: '2.4',
    usual: '`bundle`',
    instead: 'absent',
    answers: { applyBundles: [within('esims[]', drop('bundle'))] },
  },
  {
    topic: 'State of a bundle that was never started in time',
    until: '2.4',
    usual: '`lapsed`',
    instead: '`Expired`: the document knows no other',
    answers: ofStates(LAPSED_AS_EXPIRED),
  },
  {
    topic: 'Names of bundle states',
    usual: 'in lower case: `queued`',
    instead: 'with a capital: `Queued`',
    answers: ofStates(CAPITAL_STATE),
  },
  {
    topic: 'Order of the fields of an assignment',
    until: '2.4',
    usual: '`bundleState` after `assignmentReference`',
    instead: '`bundleState` before `assignmentDateTime`',
    answers: {
      listEsimBundles: [within('bundles[].assignments[]', ASSIGNMENT_ORDER)],
      getBundleStatus: [within('assignments[]', ASSIGNMENT_ORDER)],
    },
  },
  {
    topic: 'SM-DP+ address',
    usual: 'a bare host name',
    instead: 'with `http://` before it',
    answers: {
      getEsim: [WITH_SCHEME],
      getInstallDetails: [within('[]', WITH_SCHEME)],
      createOrder: [within('order[].esims[]', WITH_SCHEME)],
      listOrders: [within('orders[].order[].esims[]', WITH_SCHEME)],
      getOrder: [within('order[].esims[]', WITH_SCHEME)],
    },
  },
  {
    topic: 'Date of the first installation',
    until: '2.4',
    usual: 'milliseconds since the epoch',
    instead: 'RFC 3339; no `customerRef` beside it, and fields in another order',
    answers: { getEsim: [INSTALLED_DATE, keep(...DETAIL_FIELDS)] },
  },
  {
    topic: 'Install details as JSON',
    usual: 'a list; each has `rspUrl`, `bundle` and `reference`',
    instead: 'an object with `profileStatus`, `pin`, `puk` and date of installation; a list only of several',
    answers: { getInstallDetails: [WHOLE_DETAILS] },
  },
  {
    topic: 'Columns of the install details as CSV, also of the CSV in the ZIP',
    usual: 'five, with a bare host name',
    instead: 'three: ICCID, matching id and SM-DP+ address, with `http://` before it',
    texts: { getInstallDetails: documentedColumns, getInstallCsv: documentedColumns, getQrCodes: documentedColumns },
  },
  {
    topic: 'Location',
    until: '2.4',
    usual: '`networkBrandName`; `lastSeen` is absent before the first attachment',
    instead: 'no `networkBrandName`; `lastSeen` is empty then',
    descriptions: {
      getLocation: 'Assumption (location-nowhere): before the first attachment all texts are empty, `lastSeen` too.',
    },
    answers: { getLocation: [drop('networkBrandName'), put('lastSeen', ({ lastSeen }) => lastSeen ?? '', TEXT)] },
  },
  {
    topic: 'History fields',
    until: '2.4',
    usual: '`bundleName` and `bundle`; state and alert where there is one',
    instead: '`bundle`, `bundleState` and `alertType`, always',
    answers: {
      listHistory: [
        within(
          'actions[]',
          put('bundleState', ({ bundleState }) => bundleState ?? '', eachListed(String, '')),
          put('alertType', ({ alertType }) => alertType ?? '', TEXT),
          keep(...HISTORY_FIELDS),
        ),
      ],
    },
  },
  {
    topic: 'History fields',
    since: '2.5',
    usual: '`bundleName` and `bundle`; state and alert where there is one',
    instead: '`name`, `bundleName` and `date`',
    answers: { listHistory: [within('actions[]', keep('name', 'bundleName', 'date'))] },
  },
  {
    topic: 'Answers of refresh, SMS, update and inventory refund',
    until: '2.4',
    usual: '`status`',
    instead: '`message`',
    answers: forEach(DOING, rename('status', 'message')),
  },
  {
    topic: 'Compatibility',
    until: '2.4',
    usual: '`compatible`, and `status` with the same in words',
    instead: '`message`',
    answers: { checkCompatibility: [rename('status', 'message'), keep('message')] },
  },
  {
    topic: 'Compatibility',
    since: '2.5',
    usual: '`compatible`, and `status` with the same in words',
    instead: '`compatible`',
    answers: { checkCompatibility: [keep('compatible')] },
  },
  {
    topic: 'List of the catalogue',
    usual: 'an object with `pageCount`, `rows` and `pageSize`',
    instead: 'a bare array',
    answers: { listCatalogue: [unwrap('bundles')] },
  },
  {
    topic: 'History',
    usual: 'an object with `pageCount`, `rows` and `pageSize`',
    instead: 'a bare array',
    answers: { listHistory: [unwrap('actions')] },
  },
  {
    topic: 'List of orders',
    until: '2.4',
    usual: 'an object with `pageCount`, `rows` and `pageSize`',
    instead: 'a bare array',
    answers: { listOrders: [unwrap('orders')] },
  },
  {
    topic: 'Lists of eSIMs and of the inventory',
    until: '2.4',
    usual: 'with `pageCount`, `rows` and `pageSize`',
    instead: 'without',
    answers: { listEsims: [keep('esims')], listInventory: [keep('bundles')] },
  },
  {
    topic: 'Groups',
    until: '2.4',
    usual: '`{"groups":[...]}`, each with a price list, a description and an icon',
    instead: 'a bare array of names in objects',
    answers: { listGroups: [unwrap('groups'), within('[]', keep('name'))] },
  },
  {
    topic: 'Organisation',
    since: '2.5',
    usual: '`{"organisations":[...]}`',
    instead: 'the object alone',
    answers: { getOrganisation: [unwrap('organisations'), first] },
  },
  ...BEHAVIOUR_DIFFERENCES,
]
