import { expect, test } from 'vitest'
import type { Facts } from '../../bench/scale/facts.ts'
import { listReads, UNREAD } from '../../bench/scale/reads.ts'
import { UNMEASURED } from '../../bench/scale/variants.ts'
import { CONTROL_OPERATIONS } from '../../src/contract/control/operations.ts'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { ITEM_PAGES } from '../../src/ui/app.tsx'
import { MENU } from '../../src/ui/layout.tsx'
import { readSources } from '../support/source.ts'

const FACTS: Facts = {
  apiKey: 'bench',
  esims: 1_000,
  iccid: '8943108165000000001',
  matchingId: '4CDZ0-OI12K-DSWE5-G3XM5',
  orderReference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10',
  assignmentId: '1',
  bundle: 'esim_1GB_7D_FR_V2',
  stocked: 'esim_1GB_7D_GB_V2',
  usageId: '1',
  callbackId: '1',
  requestId: '1',
  faultId: '1',
  middle: '2026-01-01T00:00:00Z',
}

const READS = listReads().map((read) => ({ ...read, url: new URL(read.path(FACTS, 2), 'http://emulator') }))

/** The parameters that reads of an operation or a page have. */
const measuredOf = (path: string): Set<string> =>
  new Set(READS.filter(({ of }) => of === path).flatMap(({ url }) => [...url.searchParams.keys()]))

const LOOKS = [...ALL_OPERATIONS, ...CONTROL_OPERATIONS].filter(
  ({ method, path, operationId }) => method === 'GET' && !UNREAD.has(operationId) && path !== '',
)

test('the scale bench reads every operation that answers with rows', () => {
  const measured = new Set(READS.map(({ of }) => of))
  expect(LOOKS.map(({ path }) => path).filter((path) => !measured.has(path))).toEqual([])
})

test('the scale bench has a row for each parameter of these operations, or says why not', () => {
  const missing = LOOKS.map(({ path, queryFields }) => {
    const measured = measuredOf(path)
    const fields = Object.keys(queryFields.shape).filter((field) => !measured.has(field))
    return [path, fields.sort()] as const
  }).filter(([, fields]) => fields.length > 0)
  const excused = Object.entries(UNMEASURED).map(([path, fields]) => [path, Object.keys(fields).sort()])
  expect(Object.fromEntries(missing)).toEqual(Object.fromEntries(excused))
})

test('the scale bench opens every page of the dashboard, and that of one item', () => {
  for (const { id, href } of MENU) {
    const paths = READS.filter(({ of }) => of === href).map(({ url }) => url.pathname)
    expect(paths, id).toContain(href)
    if (ITEM_PAGES[id])
      expect(
        paths.some((path) => path.startsWith(`${href.replace(/\/$/, '')}/`)),
        id,
      ).toBe(true)
  }
})

/** Filters of the catalogue, which is of one size in every world. */
const OF_THE_CATALOGUE: readonly string[] = ['find', 'country', 'group', 'size']

test('the scale bench filters each list of the dashboard by everything that it can be filtered by', () => {
  const lists = readSources().flatMap(({ path, code }) => {
    const [, names] = /readFilters\(query, ([^)]*)\)/.exec(code) ?? []
    const id = /^ui\/pages\/(\w+)\.tsx$/.exec(path)?.[1]
    const page = MENU.find((each) => each.id === id)
    return names && page ? [{ page, names: [...names.matchAll(/'(\w+)'/g)].map(([, name = '']) => name) }] : []
  })
  expect(lists.length).toBeGreaterThan(5)
  for (const { page, names } of lists) {
    const measured = measuredOf(page.href)
    const missing = names.filter((name) => !measured.has(name))
    expect(missing, page.id).toEqual(page.id === 'catalogue' ? OF_THE_CATALOGUE : [])
  }
})
