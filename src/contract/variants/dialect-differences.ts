import { BEHAVIOUR_DIFFERENCES } from './dialect-behaviour.ts'
import type { Difference } from './difference.ts'
import {
  APPLIED_AS_ACTIVE,
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
} from './documented-answers.ts'
import { drop, first, keep, mapEnum, put, rename, type Transform, unwrap, within } from './transform.ts'

/** The same transforms for several operations. */
const forEach = (
  operationIds: readonly string[],
  ...transforms: readonly Transform[]
): Record<string, readonly Transform[]> =>
  Object.fromEntries(operationIds.map((operationId) => [operationId, transforms]))

/** A transform of every object that has the state of a bundle. */
const ofStates = (transform: Transform): Record<string, readonly Transform[]> => ({
  listEsimBundles: [within('bundles[].assignments[]', transform)],
  getBundleStatus: [within('assignments[]', transform)],
  listHistory: [within('actions[]', transform)],
})

const STATUS_ANSWERS = ['refreshEsim', 'sendSms', 'updateEsim', 'refundInventory']

/**
 * The differences of the documented dialect from the observed one. It follows the vendor's document of v2.4 to the letter. For
 * v2.5, and for what that document leaves open, it follows the vendor's later documents. Rows are applied in this order: a row
 * that unwraps a list comes after the rows about its elements.
 */
export const DIALECT_DIFFERENCES: readonly Difference[] = [
  {
    topic: 'Further facts of a bundle',
    until: '2.4',
    baseline: '`imageUrl`, `billingType`, `allowances`, `useDms`; `description` of the bundles on an eSIM',
    variant: 'absent; `speed` is never null',
    answers: {
      listCatalogue: [within('bundles[]', SPEED_LIST, keep(...LISTED_BUNDLE_FIELDS))],
      listInventory: [within('bundles[]', SPEED_LIST, drop('useDms', 'allowances'))],
      listEsimBundles: [within('bundles[]', drop('description'))],
    },
  },
  {
    topic: 'Further facts of a bundle in the catalogue',
    since: '2.5',
    baseline: '`imageUrl`, `allowances`, `profileName`',
    variant: 'absent; `speed` is never null',
    answers: { listCatalogue: [within('bundles[]', SPEED_LIST, keep(...LISTED_BUNDLE_FIELDS, 'billingType'))] },
  },
  {
    topic: 'Form of a catalogue detail',
    until: '2.4',
    baseline: 'countries with their networks, speeds in two lists, `group`',
    variant: 'flat, as in the list, without groups',
    answers: { getCatalogueBundle: [FLAT_BUNDLE, keep(...BUNDLE_FIELDS)] },
  },
  {
    topic: 'Form of a catalogue detail',
    since: '2.5',
    baseline: 'countries with their networks, speeds in two lists, `group`',
    variant: 'flat, as in the list',
    answers: { getCatalogueBundle: [FLAT_BUNDLE, keep(...LISTED_BUNDLE_FIELDS, 'billingType')] },
  },
  {
    topic: 'Prices and balances',
    baseline: 'numbers with decimals',
    variant: 'integers, to the nearest unit',
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
    baseline: '`Order completed: 1 eSIMs assigned`',
    variant: '`Order completed: 1 eSIM assigned`',
    answers: { createOrder: [SINGULAR], getOrder: [SINGULAR], listOrders: [within('orders[]', SINGULAR)] },
  },
  {
    topic: 'Date of an order',
    until: '2.4',
    baseline: '`createdDate`',
    variant: '`createDate`',
    answers: { createOrder: [CREATE_DATE], getOrder: [CREATE_DATE], listOrders: [within('orders[]', CREATE_DATE)] },
  },
  {
    topic: 'Casing of `AllowReassign`, and further facts of orders',
    until: '2.4',
    baseline: '`AllowReassign` in lines, `sourceIP`, `runningBalance`, `assigned`',
    variant: 'absent; lines of the list have `invoiceLink`, those of the detail no eSIM data; each has an `item`',
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
    baseline: '`Successfully Applied Bundle`',
    variant: '`ACTIVE`',
    answers: { applyBundles: [within('esims[]', APPLIED_AS_ACTIVE)] },
  },
  {
    topic: 'Bundle of an eSIM in the answer to an apply',
    until: '2.4',
    baseline: '`bundle`',
    variant: 'absent',
    answers: { applyBundles: [within('esims[]', drop('bundle'))] },
  },
  {
    topic: 'State of a bundle that was never started in time',
    until: '2.4',
    baseline: '`lapsed`',
    variant: '`Expired`: the document knows no other',
    answers: ofStates(LAPSED_AS_EXPIRED),
  },
  {
    topic: 'Names of bundle states',
    baseline: 'in lower case: `queued`',
    variant: 'with a capital: `Queued`',
    answers: ofStates(CAPITAL_STATE),
  },
  {
    topic: 'Order of the fields of an assignment',
    until: '2.4',
    baseline: '`bundleState` after `assignmentReference`',
    variant: '`bundleState` before `assignmentDateTime`',
    answers: {
      listEsimBundles: [within('bundles[].assignments[]', ASSIGNMENT_ORDER)],
      getBundleStatus: [within('assignments[]', ASSIGNMENT_ORDER)],
    },
  },
  {
    topic: 'SM-DP+ address',
    baseline: 'a bare host name',
    variant: 'with `http://` before it',
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
    baseline: 'milliseconds since the epoch',
    variant: 'RFC 3339; no `customerRef` beside it, and fields in another order',
    answers: { getEsim: [INSTALLED_DATE, keep(...DETAIL_FIELDS)] },
  },
  {
    topic: 'Install details as JSON',
    baseline: 'a list; each has `rspUrl`, `bundle` and `reference`',
    variant: 'an object with `profileStatus`, `pin`, `puk` and date of installation; a list only of several',
    answers: { getInstallDetails: [WHOLE_DETAILS] },
  },
  {
    topic: 'Columns of the install details as CSV, also of the CSV in the ZIP',
    baseline: 'five, with a bare host name',
    variant: 'three: ICCID, matching id and SM-DP+ address, with `http://` before it',
    texts: { getInstallDetails: documentedColumns, getInstallCsv: documentedColumns, getQrCodes: documentedColumns },
  },
  {
    topic: 'Location',
    until: '2.4',
    baseline: '`networkBrandName`; `lastSeen` is absent before the first attachment',
    variant: 'no `networkBrandName`; `lastSeen` is empty then',
    descriptions: {
      getLocation: 'Assumption (location-nowhere): before the first attachment all texts are empty, `lastSeen` too.',
    },
    answers: { getLocation: [drop('networkBrandName'), put('lastSeen', ({ lastSeen }) => lastSeen ?? '', TEXT)] },
  },
  {
    topic: 'History fields',
    until: '2.4',
    baseline: '`bundleName` and `bundle`; state and alert where there is one',
    variant: '`bundle`, `bundleState` and `alertType`, always',
    answers: {
      listHistory: [
        within(
          'actions[]',
          put('bundleState', ({ bundleState }) => bundleState ?? '', mapEnum(String, '')),
          put('alertType', ({ alertType }) => alertType ?? '', TEXT),
          keep(...HISTORY_FIELDS),
        ),
      ],
    },
  },
  {
    topic: 'History fields',
    since: '2.5',
    baseline: '`bundleName` and `bundle`; state and alert where there is one',
    variant: '`name`, `bundleName` and `date`',
    answers: { listHistory: [within('actions[]', keep('name', 'bundleName', 'date'))] },
  },
  {
    topic: 'Answers of refresh, SMS, update and inventory refund',
    until: '2.4',
    baseline: '`status`',
    variant: '`message`',
    answers: forEach(STATUS_ANSWERS, rename('status', 'message')),
  },
  {
    topic: 'Compatibility',
    until: '2.4',
    baseline: '`compatible`, and `status` with the same in words',
    variant: '`message`',
    answers: { checkCompatibility: [rename('status', 'message'), keep('message')] },
  },
  {
    topic: 'Compatibility',
    since: '2.5',
    baseline: '`compatible`, and `status` with the same in words',
    variant: '`compatible`',
    answers: { checkCompatibility: [keep('compatible')] },
  },
  {
    topic: 'List of the catalogue',
    baseline: 'an object with `pageCount`, `rows` and `pageSize`',
    variant: 'a bare array',
    answers: { listCatalogue: [unwrap('bundles')] },
  },
  {
    topic: 'History',
    baseline: 'an object with `pageCount`, `rows` and `pageSize`',
    variant: 'a bare array',
    answers: { listHistory: [unwrap('actions')] },
  },
  {
    topic: 'List of orders',
    until: '2.4',
    baseline: 'an object with `pageCount`, `rows` and `pageSize`',
    variant: 'a bare array',
    answers: { listOrders: [unwrap('orders')] },
  },
  {
    topic: 'Lists of eSIMs and of the inventory',
    until: '2.4',
    baseline: 'with `pageCount`, `rows` and `pageSize`',
    variant: 'without',
    answers: { listEsims: [keep('esims')], listInventory: [keep('bundles')] },
  },
  {
    topic: 'Groups',
    until: '2.4',
    baseline: '`{"groups":[...]}`, each with a price list, a description and an icon',
    variant: 'a bare array of names in objects',
    answers: { listGroups: [unwrap('groups'), within('[]', keep('name'))] },
  },
  {
    topic: 'Organisation',
    since: '2.5',
    baseline: '`{"organisations":[...]}`',
    variant: 'the object alone',
    answers: { getOrganisation: [unwrap('organisations'), first] },
  },
  ...BEHAVIOUR_DIFFERENCES,
]
