import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { buy, buyEsim } from '../support/trade.ts'

interface List {
  readonly path: string
  readonly key: string
  readonly size: string
  readonly sizes: fc.Arbitrary<number>
}

const anySize = (max: number) => fc.integer({ min: 1, max })

/** Follows the pages as a client does, until the last that `pageCount` tells of. */
async function readPages(api: Api, { path, key, size }: List, perPage: number) {
  const rows: unknown[] = []
  let pageCount = 1
  for (let page = 1; page <= pageCount; page++) {
    const { json } = await api.get(`${path}${path.includes('?') ? '&' : '?'}${size}=${perPage}&page=${page}`)
    expect(json[key].length).toBeGreaterThan(0)
    expect(json.pageSize).toBe(perPage)
    rows.push(...json[key])
    pageCount = json.pageCount
  }
  return rows
}

async function expectEachRowOnce(api: Api, list: List, whole: readonly unknown[], numRuns = 8): Promise<void> {
  expect(new Set(whole.map((row) => JSON.stringify(row))).size).toBe(whole.length)
  const property = fc.asyncProperty(list.sizes, async (perPage) => {
    expect(await readPages(api, list, perPage)).toEqual(whole)
  })
  await fc.assert(property, { numRuns })
}

const CATALOGUE: readonly string[] = [
  'countries=GB,US,FR',
  'group=Standard%20Long%20Duration',
  'countries=GB,US&orderBy=speed&direction=desc',
  'countries=GB,US&orderBy=autostart',
  'countries=GB,US&orderBy=groups&direction=desc',
]

test.each(CATALOGUE)('pages of /catalogue?%s have each bundle once', async (query) => {
  const { api } = await createTestEmulator()
  const list: List = { path: `/catalogue?${query}`, key: 'bundles', size: 'perPage', sizes: anySize(100) }
  await expectEachRowOnce(api, list, (await api.get(`/catalogue?${query}&perPage=10000`)).json.bundles)
})

test('pages of the whole catalogue have each bundle once', async () => {
  const { api } = await createTestEmulator()
  const list: List = {
    path: '/catalogue',
    key: 'bundles',
    size: 'perPage',
    sizes: fc.integer({ min: 1500, max: 6000 }),
  }
  await expectEachRowOnce(api, list, (await api.get('/catalogue?perPage=10000')).json.bundles, 2)
}, 30_000)

test('pages of orders, inventory, eSIMs and history have each row once', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  for (const country of ['GB', 'FR', 'US', 'DE', 'ES', 'IT'])
    await buy(api, { item: `esim_1GB_7D_${country}_V2`, quantity: 2 })
  for (let time = 0; time < 15; time++) {
    await emulator.clock.advance(1)
    await api.get(`/esims/${iccid}/refresh`)
  }
  await buy(api, { assign: true, quantity: 35 })
  const lists: readonly (readonly [List, string])[] = [
    [{ path: '/orders', key: 'orders', size: 'limit', sizes: anySize(10) }, 'limit=10000'],
    [{ path: '/inventory', key: 'bundles', size: 'perPage', sizes: anySize(8) }, 'perPage=10000'],
    [{ path: '/esims', key: 'esims', size: 'perPage', sizes: fc.constantFrom(10, 25, 50, 100) }, 'perPage=100'],
    [
      { path: '/esims?orderBy=lastAction', key: 'esims', size: 'perPage', sizes: fc.constantFrom(10, 25) },
      'perPage=100',
    ],
    [{ path: `/esims/${iccid}/history`, key: 'actions', size: 'perPage', sizes: anySize(20) }, 'perPage=1000'],
  ]
  for (const [list, all] of lists) {
    const { json } = await api.get(`${list.path}${list.path.includes('?') ? '&' : '?'}${all}`)
    expect(json.rows).toBe(json[list.key].length)
    await expectEachRowOnce(api, list, json[list.key])
  }
}, 30_000)
