import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'

interface Row {
  name: string
  description: string
  countries: { name: string; region: string; iso: string }[]
  roamingEnabled: { name: string; region: string; iso: string }[]
  dataAmount: number
  speed: string[] | null
  price: number
  groups: string[]
  unlimited: boolean
}

const list = async (
  api: Api,
  query = '',
): Promise<{ bundles: Row[]; pageCount: number; rows: number; pageSize: number }> =>
  (await api.get(`/catalogue?${query}`)).json

test('a bundle has the fields that were recorded, in their order', async () => {
  const { api } = await createTestEmulator()
  const answer = await list(api, 'perPage=5')
  expect(Object.keys(answer)).toEqual(['bundles', 'pageCount', 'rows', 'pageSize'])
  const [first] = answer.bundles
  expect(JSON.stringify({ ...first, imageUrl: '' })).toBe(
    '{"name":"esim_1GB_7D_AD_V2","description":"eSIM, 1GB, 7 Days, Andorra, V2",' +
      '"countries":[{"name":"Andorra","region":"Europe","iso":"AD"}],' +
      '"dataAmount":1000,"duration":7,"speed":["2G","3G","4G","5G"],' +
      '"autostart":true,"unlimited":false,"roamingEnabled":[],"imageUrl":"",' +
      '"price":6.9,"groups":["Standard Fixed"],"billingType":"FixedCost",' +
      '"allowances":[{"type":"DATA","service":"ROAMING","description":"ESIM_1GB_7D_ZONEC_U (data)",' +
      '"amount":1000,"unit":"MB","unlimited":false}]}',
  )
  expect((first as unknown as { imageUrl: string }).imageUrl).toMatch(
    /^https:\/\/esimgo-cms-images-prod\.s3\.eu-west-1\.amazonaws\.com\/Andorra_[0-9a-f]{10}\.jpg$/,
  )
})

test('a regional bundle has one pseudo country, and the real ones to roam in', async () => {
  const { api } = await createTestEmulator()
  const { bundles } = await list(api, 'countries=Europe%2B&perPage=1')
  expect(bundles[0]?.countries).toEqual([{ name: 'Europe+', region: 'Europe', iso: 'Europe+' }])
  expect(bundles[0]?.roamingEnabled[0]).toEqual({ name: 'Austria', region: 'Europe', iso: 'AT' })
  expect(bundles[0]?.roamingEnabled.map(({ iso }) => iso).join(' ')).toBe(
    'AT BE BG CH CY CYP CZ DE DK EE ES FI FR GB GR HR HU IC IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK TR VA',
  )
})

test('an unlimited bundle has a data amount of -1, a price can have three decimals, and speeds can be unknown', async () => {
  const { api } = await createTestEmulator()
  const { bundles } = await list(api, 'perPage=10000')
  const named = (name: string) => bundles.find((bundle) => bundle.name === name)
  expect(named('esim_UL_1D_GB_V2')).toMatchObject({
    dataAmount: -1,
    unlimited: true,
    groups: ['Standard Unlimited Lite'],
  })
  expect(named('esim_50GB_90D_RAS_V2')?.price).toBe(93.067)
  expect(named('esim_1GB_7D_AG_V2')?.speed).toBeNull()
})

test('the allowance of an unlimited bundle is unlimited, too', async () => {
  const { api } = await createTestEmulator()
  const { json } = await api.get('/catalogue/bundle/esim_UL_1D_GB_V2')
  expect(json.allowances).toEqual([
    {
      type: 'DATA',
      service: 'ROAMING',
      description: 'esim_UL_1D_GB_V2 (data)',
      amount: -1,
      unit: 'MB',
      unlimited: true,
    },
  ])
})

test('the vendor orders by size and then by country, not by name', async () => {
  const { api } = await createTestEmulator()
  const { bundles } = await list(api, 'countries=GB,AD&perPage=8')
  expect(bundles.map(({ name }) => name)).toEqual([
    'esim_1GB_7D_AD_V2',
    'esim_1GB_7D_GB_V2',
    'esim_UL_1D_AD_V2',
    'esim_UL_1D_GB_V2',
    'esim_ULE_1D_AD_V2',
    'esim_ULE_1D_GB_V2',
    'esim_ULP_1D_AD_V2',
    'esim_ULP_1D_GB_V2',
  ])
})

test.each([
  ['', 1, 50],
  ['perPage=5', 1, 5],
  ['perPage=1', 1, 1],
  ['perPage=5000', 1, 5000],
  ['page=0', 1, 50],
  ['page=-3&perPage=7', 1, 7],
  ['page=&perPage=', 1, 50],
  ['pageSize=10&limit=3', 1, 50],
  ['page=3&perPage=100', 3, 100],
])('?%s is page %i of %i rows', async (query, page, size) => {
  const { api } = await createTestEmulator()
  const all = await list(api, 'perPage=10000')
  expect(await list(api, query)).toEqual({
    bundles: all.bundles.slice((page - 1) * size, page * size),
    pageCount: Math.ceil(all.rows / size),
    rows: all.rows,
    pageSize: size,
  })
})

test('a page past the end is empty, with the same numbers', async () => {
  const { api } = await createTestEmulator()
  const { rows, pageCount } = await list(api)
  expect((await list(api, `page=${pageCount}`)).bundles).toHaveLength(rows - 50 * (pageCount - 1))
  expect(await list(api, `page=${pageCount + 1}`)).toEqual({ bundles: [], rows, pageCount, pageSize: 50 })
  expect(await list(api, 'page=999999999')).toEqual({ bundles: [], rows, pageCount, pageSize: 50 })
})

test.each([
  ['page=one', 'page'],
  ['page=1.5', 'page'],
  ['page=99999999999999999999', 'page'],
  ['perPage=-1', 'perPage'],
  ['perPage=all', 'perPage'],
  ['direction=sideways', 'direction'],
])('?%s is refused', async (query, name) => {
  const { api } = await createTestEmulator()
  const answer = await api.get(`/catalogue?${query}`)
  expect([answer.status, answer.json]).toEqual([400, { message: `invalid ${name}` }])
})
