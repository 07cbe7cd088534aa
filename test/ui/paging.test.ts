import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { findElements, listAttribute, look, region } from '../support/page.ts'
import { buy } from '../support/trade.ts'

/** Lists the rows of a table by their names, without the letter that these begin with. */
const listRows = (html: string, prefix = ''): string[] =>
  listAttribute(html, 'data-item', 'tr').map((name) => name.slice(prefix.length))

/** Follows a table from page to page; what each row of them is known by, in order. */
async function follow(emulator: Parameters<typeof look>[0], start: string, prefix = '') {
  const pages: string[][] = []
  for (let path: string | undefined = start; path !== undefined && pages.length < 50; ) {
    const { html } = await look(emulator, path)
    pages.push(listRows(html, prefix))
    const [next] = listAttribute(html, 'href', '[rel=next]')
    path = next && `${start.split('?')[0]}${next}`
  }
  return pages
}

test('eSIMs are shown once each, the newest first', async () => {
  const { emulator } = await createTestEmulator()
  const esims = await emulator.esims.create({ count: 60 })
  const pages = await follow(emulator, '/_emulator/ui/esims')
  expect(pages.map((rows) => rows.length)).toEqual([25, 25, 10])
  expect(pages.flat()).toEqual(esims.map(({ iccid }) => iccid).reverse())
})

test('requests are shown once each, also when others come meanwhile', async () => {
  const { emulator, api } = await createTestEmulator()
  for (let count = 0; count < 30; count += 1) await api.get('/organisation')
  const first = listRows((await look(emulator, '/_emulator/ui/journal')).html, 'r')
  await api.get('/organisation')
  const pages = await follow(emulator, `/_emulator/ui/journal?before=${first.at(-1)}`, 'r')
  expect([first, ...pages].flat().map(Number)).toEqual(Array.from({ length: 30 }, (_, index) => 30 - index))
})

test('callbacks are shown once each, the newest first', async () => {
  const { emulator } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(),
  })
  const ids: string[] = []
  for (let count = 0; count < 30; count += 1) {
    ids.unshift(String((await emulator.callbacks.test({ alertType: 'LowBalance' })).id))
  }
  const pages = await follow(emulator, '/_emulator/ui/callbacks', 'c')
  expect(pages.map((rows) => rows.length)).toEqual([25, 5])
  expect(pages.flat()).toEqual(ids)
})

test('orders are shown once each, the newest first', async () => {
  const { emulator, api } = await createTestEmulator()
  const references: string[] = []
  for (let count = 0; count < 26; count += 1) {
    references.unshift((await buy(api)).orderReference)
  }
  const pages = await follow(emulator, '/_emulator/ui/orders')
  const isOrder = (name: string) => references.includes(name)
  expect(pages.flat().filter(isOrder)).toEqual(references)
  expect(pages.flat().filter((name) => !isOrder(name))).toEqual([
    'd2026-01-01',
    'd2026-01-01',
    expect.stringMatching(/^opening/),
  ])
})

test.each(['0', '-1', 'x', '1.5', '99999999999999999999'])(
  'page %s of a table is a page all the same',
  async (page) => {
    const { emulator } = await createTestEmulator()
    expect((await look(emulator, `/_emulator/ui/esims?page=${page}`)).status).toBe(200)
  },
)

test.each([
  ['find=Germany', /Germany/, true],
  ['country=FR', /_FR_/, true],
  ['group=Standard+Unlimited+Plus', /_ULP_/, true],
  ['size=5000', /_5GB_/, true],
  ['country=FR&size=5000&group=Standard+Fixed', /_5GB_30D_FR_/, true],
  ['find=%25', /./, false],
])('the catalogue narrows to %s', async (query, shown, some) => {
  const { emulator } = await createTestEmulator()
  const { html } = await look(emulator, `/_emulator/ui/catalogue?${query}`)
  const rows = findElements(html, 'tr[data-item]').map(({ outerHTML }) => outerHTML)
  expect(rows.length > 0).toBe(some)
  expect(rows.filter((row) => !shown.test(row))).toEqual([])
})

test('eSIMs are found by their reference and by their number', async () => {
  const { emulator, api } = await createTestEmulator()
  const [first, second] = await emulator.esims.create({ count: 2 })
  await api.put('/esims', { body: { iccid: first?.iccid, customerRef: 'Anna' } })
  const found = async (text: string) =>
    listAttribute(region((await look(emulator, `/_emulator/ui/esims?find=${text}`)).html, 'esims'), 'data-item')
  expect(await found('ann')).toEqual([first?.iccid])
  expect(await found(String(second?.iccid))).toEqual([second?.iccid])
  expect(await found('nobody')).toEqual([])
})
