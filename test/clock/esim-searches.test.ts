import { expect, test } from 'vitest'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { buyEsim } from '../support/trade.ts'
import { SlowSystemClock, settle, watch } from '../support/wall.ts'

/** More eSIMs than a search looks at in one piece, twice over. */
const ESIMS = 4_200

interface Row {
  readonly iccid: string
  readonly customerRef: string
  readonly assignedDate: string
}

/** An organisation with many eSIMs, of which some have a reference. One with a reference has left the account. */
async function openMany(systemClock = new SlowSystemClock(60_000)) {
  const opened = await openTestEmulator({ systemClock })
  const { api, emulator } = opened
  const gone = await buyEsim(api)
  await emulator.esims.create({ count: ESIMS })
  const iccids = (await emulator.esims.list({ limit: 10_000 })).map(({ iccid }) => iccid)
  for (let at = 0; at < iccids.length; at += 97) {
    await api.put('/esims', { body: { iccid: iccids[at], customerRef: `Ångström ${at % 10} of ${at}` } })
  }
  await api.put('/esims', { body: { iccid: gone, customerRef: 'Ångström 0 too' } })
  const { json } = await api.get(`/esims/${gone}/bundles`)
  await api.delete(`/esims/${gone}/bundles/${json.bundles[0].name}`)
  await emulator.clock.advance('1d')
  return { ...opened, iccids }
}

type Api = Awaited<ReturnType<typeof openMany>>['api']

const PAGE = 100

/** Lists some pages of a list: the first, the one in the middle and the last, or all. */
async function listPages(api: Api, query: string, whole = false): Promise<{ rows: number; pages: [number, Row[]][] }> {
  const read = async (page: number) => (await api.get(`/esims?perPage=${PAGE}&page=${page}&${query}`)).json
  const { rows, pageCount } = await read(1)
  const numbers = whole
    ? Array.from({ length: pageCount }, (_, at) => at + 1)
    : [1, pageCount >> 1 || 1, pageCount || 1]
  const pages: [number, Row[]][] = []
  for (const number of numbers) pages.push([number, (await read(number)).esims])
  return { rows, pages }
}

test('a search of many eSIMs finds what a look at each of them finds, in every order', async () => {
  const { api, close } = await openMany()
  const all = (await listPages(api, 'direction=asc', true)).pages.flatMap(([, rows]) => rows)
  const oldestFirst = new Map(all.map(({ iccid }, at) => [iccid, at]))
  const age = (a: Row, b: Row) => (oldestFirst.get(a.iccid) ?? 0) - (oldestFirst.get(b.iccid) ?? 0)
  const searches: [string, (row: Row) => boolean][] = [
    ['filterBy=customerRef&filter=ångström', (row) => row.customerRef !== ''],
    ['filterBy=customerRef&filter=STRÖM 3', (row) => row.customerRef.includes('ström 3')],
    ['filterBy=customerRef&filter=nobody', () => false],
    ['filterBy=iccid&filter=77', (row) => row.iccid.includes('77')],
    ['filterBy=iccid&filter=89', () => true],
    ['filterBy=lastAction&filter=updated', (row) => row.customerRef !== ''],
    ['filterBy=customerRef&filter=eq:', (row) => row.customerRef === ''],
    ['filterBy=assignedDate&filter=gte:2026-01-01', () => true],
  ]
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  const orders: [string, (a: Row, b: Row) => number][] = [
    ['', age],
    ['orderBy=iccid&', (a, b) => text(a.iccid, b.iccid)],
    [
      'orderBy=customerRef&',
      (a, b) => Buffer.compare(Buffer.from(a.customerRef), Buffer.from(b.customerRef)) || age(a, b),
    ],
    ['orderBy=assignedDate&', age],
  ]
  for (const [search, matches] of searches) {
    for (const [order, compare] of orders) {
      const expected = all.filter(matches).toSorted(compare)
      for (const direction of ['asc', 'desc'] as const) {
        const { rows, pages } = await listPages(api, `${order}direction=${direction}&${search}`)
        const iccids = (direction === 'asc' ? expected : expected.toReversed()).map(({ iccid }) => iccid)
        expect(rows).toBe(iccids.length)
        for (const [page, listed] of pages) {
          expect(listed.map(({ iccid }) => iccid)).toEqual(iccids.slice((page - 1) * PAGE, page * PAGE))
        }
      }
    }
  }
  await close()
}, 60_000)

test('others are answered while the eSIMs of an organisation are searched', async () => {
  const { api, emulator } = await createTestEmulator({ systemClock: new SlowSystemClock(60_000) })
  await emulator.esims.create({ count: ESIMS })
  const other = api.as('another-key')
  await buyEsim(other)
  const searched = api.get('/esims?filterBy=iccid&filter=89')
  const search = watch(searched)
  await settle()
  await other.get('/esims')
  expect(search.isOver()).toBe(false)
  expect((await searched).json.rows).toBe(ESIMS)
})
