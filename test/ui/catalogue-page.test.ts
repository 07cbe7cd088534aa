import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { findElements, look, region, textOf } from '../support/page.ts'
import { BUNDLES } from '../support/trade.ts'

const CATALOGUE = '/_emulator/ui/catalogue'

test.each([
  ['country', 1],
  ['-country', -1],
])('the catalogue sorted by %s has the names of the countries in order, on each page', async (sort, direction) => {
  const { emulator } = await createTestEmulator()
  const names: string[] = []
  for (let page = 1; page <= 3; page += 1) {
    const { html } = await look(emulator, `${CATALOGUE}?sort=${sort}&page=${page}`)
    names.push(...findElements(html, 'tbody [data-label="Where"]').map((cell) => cell.getAttribute('title') ?? ''))
  }
  expect(names).toHaveLength(75)
  expect(names).toEqual(names.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0) * direction))
})

test('the cheapest bundle of those that match is named above the list', async () => {
  const { emulator } = await createTestEmulator()
  const cheapest = async (query: string) => textOf(region((await look(emulator, CATALOGUE + query)).html, 'cheapest'))
  const prices = async (query: string) =>
    findElements((await look(emulator, `${CATALOGUE}${query}&sort=price`)).html, 'tbody [data-label="Price"]')
  for (const query of ['?country=FR', '?size=5000', '?find=japan']) {
    expect(await cheapest(query)).toMatch(new RegExp(` for ${(await prices(query))[0]?.textContent}$`))
  }
  await emulator.catalogue.change(BUNDLES.france, { price: 0 })
  expect(await cheapest('')).toBe('cheapest: eSIM, 1GB, 7 Days, France, V2 for 0.00')
})

test('a page behind the last says so, and leads back to the last', async () => {
  const { emulator } = await createTestEmulator()
  const { text, html } = await look(emulator, `${CATALOGUE}?country=FR&page=900`)
  const [count] = findElements(html, '.pages span')
  const pages = Math.ceil(Number.parseInt(count?.textContent ?? '', 10) / 25)
  expect(text).toContain('page 900 is past the last')
  expect(findElements(html, '.pages a').map((link) => link.getAttribute('href'))).toEqual([`?country=FR&page=${pages}`])
})
