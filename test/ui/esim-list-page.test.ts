import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { findElements, listAttribute, look, region } from '../support/page.ts'
import { BUNDLES } from '../support/trade.ts'

const LIST = '/_emulator/ui/esims'

const ESIMS = [
  { customerRef: 'new' },
  { customerRef: 'queued', bundles: [{ bundle: BUNDLES.france }] },
  { customerRef: 'paris', location: 'FR', bundles: [{ bundle: BUNDLES.france, state: 'active' as const }] },
  { customerRef: 'london', location: 'GB', bundles: [{ bundle: BUNDLES.uk, state: 'active' as const }] },
]

async function openList() {
  const { emulator } = await createTestEmulator({ scenario: { esims: ESIMS } })
  const names = new Map((await emulator.esims.list()).map(({ iccid, customerRef }) => [iccid, customerRef]))
  const rowsOf = async (query: string) => {
    const { html } = await look(emulator, `${LIST}${query}`)
    return listAttribute(region(html, 'esims'), 'data-item', 'tr').map((iccid) => names.get(iccid))
  }
  const newestFirst = [...names.values()].reverse()
  return { emulator, rowsOf, newestFirst }
}

test.each([
  ['', ['london', 'paris', 'queued', 'new']],
  ['?find=pa', ['paris']],
  ['?state=active', ['london', 'paris']],
  ['?state=active&country=FR', ['paris']],
  ['?installed=false', ['queued', 'new']],
  ['?installed=false&find=NEW', ['new']],
  ['?sort=unheard-of', ['london', 'paris', 'queued', 'new']],
])('the list of eSIMs with "%s" has those that match, the newest first', async (query, rows) => {
  const { rowsOf, newestFirst } = await openList()
  expect(await rowsOf(query)).toEqual(newestFirst.filter((name) => rows.includes(name)))
})

test.each([
  ['?sort=customerRef', ['london', 'new', 'paris', 'queued']],
  ['?sort=-customerRef', ['queued', 'paris', 'new', 'london']],
  ['?sort=-customerRef&installed=true', ['paris', 'london']],
])('the list of eSIMs with %s is in this order', async (query, rows) => {
  const { rowsOf } = await openList()
  expect(await rowsOf(query)).toEqual(rows)
})

test('a header sorts by its column, keeps the filters, and turns the order round at the second press', async () => {
  const { emulator } = await openList()
  const headersOf = async (query: string) =>
    findElements((await look(emulator, `${LIST}${query}`)).html, 'th').flatMap((header) => {
      const link = header.querySelector('a')
      return link ? [[link.textContent, link.getAttribute('href'), header.getAttribute('aria-sort')]] : []
    })
  expect(await headersOf('?state=active&page=1')).toEqual([
    ['ICCID', '?state=active&sort=iccid', null],
    ['Reference', '?state=active&sort=customerRef', null],
    ['Last action', '?state=active&sort=actionDate', null],
  ])
  expect((await headersOf('?sort=iccid'))[0]).toEqual(['ICCID', '?sort=-iccid', 'ascending'])
  expect((await headersOf('?sort=-iccid'))[0]).toEqual(['ICCID', '?sort=iccid', 'descending'])
})

test('a filter keeps the order', async () => {
  const { emulator } = await openList()
  const { html } = await look(emulator, `${LIST}?sort=-iccid`)
  expect(listAttribute(html, 'value', 'form.filter input[name=sort]')).toEqual(['-iccid'])
})

test('an act on all that match has the conditions of the list, and their number', async () => {
  const { emulator } = await openList()
  const { html } = await look(emulator, `${LIST}?state=active&country=FR&installed=true`)
  const fields = findElements(html, '[data-conditions] input').map((field) => [
    field.getAttribute('name'),
    field.getAttribute('value'),
  ])
  expect(fields).toEqual([
    ['match', '{}'],
    ['match.country', 'FR'],
    ['match.installed', 'true'],
    ['match.bundleState', 'active'],
  ])
  expect(findElements(html, '[data-rows-shown]').map((each) => each.textContent)).toEqual(['1'])
})

test.each([
  ['price', 'ascending'],
  ['-price', 'descending'],
  ['-dataAmount', 'descending'],
  ['name', 'ascending'],
])('the catalogue is sorted by %s, and keeps its filter', async (sort, direction) => {
  const { emulator, api } = await createTestEmulator()
  const { html } = await look(emulator, `/_emulator/ui/catalogue?country=FR&sort=${sort}`)
  const orderBy = sort.replace('-', '')
  const order = direction === 'ascending' ? 'asc' : 'desc'
  const { json } = await api.get(`/catalogue?countries=FR&perPage=25&orderBy=${orderBy}&direction=${order}`)
  const expected = (json.bundles as { name: string }[]).map(({ name }) => name)
  expect(listAttribute(region(html, 'catalogue'), 'data-item', 'tr')).toEqual(expected.slice(0, 25))
  expect(findElements(html, 'th[aria-sort]').map((header) => header.getAttribute('aria-sort'))).toEqual([direction])
  expect(listAttribute(html, 'href', 'th a')[0]).toContain('country=FR')
})
