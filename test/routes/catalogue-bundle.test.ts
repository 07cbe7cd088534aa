import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'

test('a bundle has the fields that were observed, in their order', async () => {
  const { api } = await createTestEmulator()
  const { json } = await api.get('/catalogue/bundle/esim_1GB_7D_REUP_V2')
  expect(Object.keys(json)).toEqual([
    'name',
    'description',
    'countries',
    'dataAmount',
    'duration',
    'speed',
    'autostart',
    'unlimited',
    'roamingEnabled',
    'imageUrl',
    'price',
    'group',
    'billingType',
    'allowances',
  ])
  expect(json).toMatchObject({
    name: 'esim_1GB_7D_REUP_V2',
    description: 'eSIM, 1GB, 7 Days, Europe+, V2',
    dataAmount: 1000,
    duration: 7,
    autostart: true,
    unlimited: false,
    price: 1.59,
    group: ['Standard Fixed'],
    billingType: 'FixedCost',
  })
})

test('countries and roaming countries come with their networks', async () => {
  const { api } = await createTestEmulator()
  const { json } = await api.get('/catalogue/bundle/esim_1GB_7D_REUP_V2')
  expect(json.countries).toEqual([
    { country: { name: 'Europe+', region: 'Europe', iso: 'Europe+' }, networks: [], potentialNetworks: [] },
  ])
  const [austria] = json.roamingEnabled
  expect(Object.keys(austria)).toEqual(['country', 'networks', 'potentialNetworks'])
  expect(austria.country).toEqual({ name: 'Austria', region: 'Europe', iso: 'AT' })
  expect(Object.keys(austria.networks[0])).toEqual(['name', 'brandName', 'speeds'])
  expect(json.roamingEnabled.every(({ networks }: { networks: unknown[] }) => networks.length > 0)).toBe(true)
})

test('speeds are in a list of their own, which is empty when they are not known', async () => {
  const { api } = await createTestEmulator()
  expect((await api.get('/catalogue/bundle/esim_1GB_7D_AD_V2')).json.speed).toEqual({
    speeds: ['2G', '3G', '4G', '5G'],
    potentialSpeeds: [],
  })
  expect((await api.get('/catalogue/bundle/esim_1GB_7D_AG_V2')).json.speed).toEqual({
    speeds: [],
    potentialSpeeds: [],
  })
})

test('a regional bundle has the speeds of its networks, although the list knows none', async () => {
  const { api } = await createTestEmulator()
  expect((await api.get('/catalogue/bundle/esim_1GB_7D_REUP_V2')).json.speed).toEqual({
    speeds: ['2G', '3G', '4G', '5G'],
    potentialSpeeds: [],
  })
})

test.each([
  'esim_1GB_7D_GB_V2',
  'esim_UL_1D_GB_V2',
  'esim_50GB_90D_RAS_V2',
  'esim_12GB_365D_GB_V2',
  'esim_1GB_7D_IM_U',
  'A_BUNDLE_20GB_30D_EU_U',
  'esim_1GB_7D_IM_STARTS_AT_ASSIGNMENT',
])('%s says the same of itself as in the list', async (name) => {
  const { api } = await createTestEmulator()
  const { bundles } = (await api.get('/catalogue?perPage=10000')).json
  const { countries, roamingEnabled, speed, groups, ...facts } = bundles.find(
    (row: { name: string }) => row.name === name,
  )
  const { json } = await api.get(`/catalogue/bundle/${name}`)
  expect(json).toMatchObject(facts)
  expect(json.group).toEqual(groups)
  if (speed !== null) expect(json.speed.speeds).toEqual(speed)
  const plain = (list: { country: unknown }[]) => list.map(({ country }) => country)
  expect([plain(json.countries), plain(json.roamingEnabled)]).toEqual([countries, roamingEnabled])
})

test.each(['esim_1GB_7D_XX_V2', 'ESIM_1GB_7D_GB_V2', 'esim_1gb_7d_gb_v2', 'esim_1GB_7D_GB', '%20'])(
  'the bundle %s is not known',
  async (name) => {
    const { api } = await createTestEmulator()
    const answer = await api.get(`/catalogue/bundle/${name}`)
    expect([answer.status, answer.json]).toEqual([400, { message: 'bundle not found' }])
  },
)
