import { ITEM_PAGES } from '../../src/ui/app.tsx'
import { MENU, type PageId } from '../../src/ui/layout.tsx'
import { type Facts, PART_OF_REFERENCE } from './facts.ts'
import { FILTERED, flat, type Goal, ORDERED, SEARCH } from './goals.ts'
import type { Read } from './read.ts'
import { olderThan } from './variants.ts'

/** The item that a page of one shows, by the page of the list that it belongs to. */
const ITEMS: Readonly<Partial<Record<PageId, (facts: Facts) => string>>> = {
  esims: ({ iccid }) => iccid,
  orders: ({ orderReference }) => orderReference,
  catalogue: ({ bundle }) => bundle,
  callbacks: ({ callbackId }) => callbackId,
  journal: ({ requestId }) => requestId,
}

/** A list of the dashboard by a query. */
interface PageVariant {
  readonly what: string
  readonly query: (facts: Facts) => Readonly<Record<string, string>>
  readonly goal?: Goal
}

const ESIM_ORDERS = ['iccid', 'customerRef', 'actionDate'].flatMap((column) => [column, `-${column}`])

const VARIANTS: Readonly<Partial<Record<PageId, readonly PageVariant[]>>> = {
  esims: [
    { what: 'page 3', query: () => ({ page: '3' }) },
    { what: 'of a whole ICCID', query: ({ iccid }) => ({ find: iccid }) },
    { what: 'of a part of a reference', query: () => ({ find: PART_OF_REFERENCE }), goal: SEARCH },
    { what: 'with a bundle in a state', query: () => ({ state: 'queued' }), goal: FILTERED },
    { what: 'in a country', query: () => ({ country: 'DE' }), goal: FILTERED },
    { what: 'that are installed', query: () => ({ installed: 'true' }), goal: FILTERED },
    ...ESIM_ORDERS.map((sort) => ({ what: `by ${sort}`, query: () => ({ sort }), goal: ORDERED })),
  ],
  orders: [
    { what: 'of one eSIM', query: ({ iccid }) => ({ who: iccid }) },
    { what: 'of a customer', query: () => ({ who: PART_OF_REFERENCE }), goal: SEARCH },
    { what: 'of a kind', query: () => ({ kind: 'topup' }), goal: SEARCH },
    { what: 'of a bundle', query: ({ bundle }) => ({ bundle }), goal: SEARCH },
    { what: 'of a reference', query: ({ orderReference }) => ({ reference: orderReference }) },
    { what: 'an older page', query: ({ middle }) => ({ before: olderThan(middle) }) },
  ],
  inventory: [{ what: 'a later page', query: ({ stocked, usageId }) => ({ bundle: stocked, after: usageId }) }],
  catalogue: [{ what: 'page 3', query: () => ({ page: '3' }) }],
  callbacks: [
    { what: 'of one eSIM', query: ({ iccid }) => ({ iccid }) },
    { what: 'of a kind and a result', query: () => ({ alertType: 'FirstAttachment', status: 'delivered' }) },
    { what: 'of a bundle', query: ({ bundle }) => ({ bundle }) },
    { what: 'an older page', query: ({ callbackId }) => ({ before: callbackId }) },
  ],
  journal: [
    { what: 'with a text', query: () => ({ search: 'no such text' }) },
    { what: 'of one order', query: ({ orderReference }) => ({ order: orderReference }) },
    { what: 'of one eSIM', query: ({ iccid }) => ({ iccid, before: '1000000' }) },
    {
      what: 'of an operation',
      query: () => ({ operationId: 'refreshEsim', status: 'refused', path: '/esims/*/none', method: 'GET' }),
    },
  ],
}

/** Every page of the dashboard: of the menu, with its lists in parts, and of one item. */
export const listPages = (): Read[] =>
  MENU.flatMap(({ id, href }): Read[] => {
    const read = (what: string, path: Read['path'], goal = flat): Read => ({
      what: `dashboard ${id}${what === '' ? '' : `, ${what}`}`,
      of: href,
      path,
      goal,
    })
    const item = ITEMS[id]
    if (ITEM_PAGES[id] && !item)
      throw new Error(`say in bench/scale/pages.ts which item the page of one of ${id} shows`)
    return [
      read('', () => href),
      ...(VARIANTS[id] ?? []).map(({ what, query, goal }) =>
        read(what, (facts) => `${href}?${new URLSearchParams(query(facts))}`, goal),
      ),
      ...(item ? [read('one of them', (facts) => `${href}/${item(facts)}`)] : []),
    ]
  })
