import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import {
  BUNDLES,
  buy,
  buyEsim,
  countStock,
  getAssignments,
  getBalance,
  getInventory,
  orderBody,
} from '../support/trade.ts'

const { uk, france } = BUNDLES

const priceIn = async (api: Awaited<ReturnType<typeof createTestEmulator>>['api'], bundle: string) =>
  (await api.get(`/catalogue/bundle/${bundle}`)).json?.price

test('the price rises between listing and ordering', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.catalogue.change(uk, { price: 1.75, at: '+3d' })
  const listed = (await api.get('/catalogue?countries=GB')).json.bundles.find(
    ({ name }: { name: string }) => name === uk,
  )
  expect(listed.price).toBe(1.36)
  await emulator.clock.advance('3d')
  const quoted = await api.post('/orders', { body: orderBody({ item: uk, quantity: 2 }, 'validate') })
  expect(quoted.json.total).toBe(3.5)
  const { total } = await buy(api, { item: uk, quantity: 2 })
  expect(total).toBe(3.5)
  expect(await getBalance(api)).toBe(996.5)
})

test('a bundle is withdrawn while it is in the basket', async () => {
  const { emulator, api } = await createTestEmulator()
  const body = orderBody({ item: uk })
  expect((await api.post('/orders', { body: { ...body, type: 'validate' } })).status).toBe(200)
  await emulator.catalogue.withdraw(uk)
  const refused = await api.post('/orders', { body })
  expect([refused.status, refused.json]).toEqual([400, { message: `bundle not found: ${uk}` }])
  expect(refused.headers.get('Emulator-Reason')).toBe('bundle-withdrawn')
  const [call] = await emulator.requests.list({ limit: 1 })
  expect(call).toMatchObject({ reason: 'bundle-withdrawn' })
  expect(await getBalance(api)).toBe(1_000)
  const detail = await api.get(`/catalogue/bundle/${uk}`)
  expect([detail.status, detail.json.message]).toEqual([400, 'bundle not found'])
  expect((await api.get('/catalogue?description=United Kingdom')).text).not.toContain(`"${uk}"`)
})

test('what was bought stays as it was bought, and is refunded for what it cost', async () => {
  const { emulator, api } = await createTestEmulator()
  await buy(api, { item: uk, quantity: 2 })
  const iccid = await buyEsim(api, uk)
  await emulator.catalogue.change(uk, {
    price: 9,
    dataAmount: 5_000,
    duration: 30,
    countries: ['FR'],
    description: 'new',
  })
  await emulator.catalogue.withdraw(uk)
  expect(await getInventory(api)).toMatchObject([{ name: uk, data: 1_000, duration: 7, countries: ['GB'] }])
  const applied = await api.post('/esims/apply', { body: { name: uk, bundle: uk, iccid } })
  expect(applied.status).toBe(200)
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  const [first] = (await getAssignments(api, iccid)).filter(({ bundleState }) => bundleState === 'active')
  expect(first?.initialQuantity).toBe(1_000_000_000)
  const days = (Date.parse(String(first?.endTime)) - Date.parse(String(first?.startTime))) / 86_400_000
  expect(days).toBe(7)
  const [{ available: [purchase] = [] } = { available: [] }] = await getInventory(api)
  await api.post('/inventory/refund', { body: { usageId: purchase?.id, quantity: 1 } })
  expect(await getBalance(api)).toBe(1_000 - 2 * 1.36)
  expect(await countStock(api, uk)).toBe(0)
})

test('what is bought after a change is what the change made of it', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.catalogue.change(france, { dataAmount: 3_000, duration: 2, countries: ['Germany'], autostart: true })
  const iccid = await buyEsim(api, france)
  await emulator.catalogue.reset()
  expect((await emulator.esims.use(iccid, { megabytes: 1, country: 'FR' })).consumed).toBe(0)
  expect((await emulator.esims.use(iccid, { megabytes: 1, country: 'DE' })).consumed).toBe(1_000_000)
  const [assignment] = await getAssignments(api, iccid)
  expect(assignment?.initialQuantity).toBe(3_000_000_000)
  expect(Date.parse(String(assignment?.endTime)) - Date.parse(String(assignment?.startTime))).toBe(2 * 86_400_000)
})

test('a new bundle is listed last, found by each of its groups and countries, and can be bought', async () => {
  const { emulator, api } = await createTestEmulator()
  const fields = {
    price: 4,
    dataAmount: -1,
    duration: 10,
    countries: ['AT', 'CH'],
    groups: ['Ski', 'Winter'],
    speed: ['5G'],
  }
  await emulator.catalogue.change('alps', fields)
  const { rows } = (await api.get('/catalogue')).json
  expect(rows).toBe(5_331)
  const last = (await api.get('/catalogue?perPage=1&page=5331')).json.bundles[0]
  expect(last).toMatchObject({ name: 'alps', unlimited: true, groups: ['Ski', 'Winter'], duration: 10, price: 4 })
  expect(last.countries.map(({ name }: { name: string }) => name)).toEqual(['Austria', 'Switzerland'])
  for (const filter of ['group=Winter', 'group=Ski']) {
    expect((await api.get(`/catalogue?${filter}`)).json.bundles, filter).toEqual([last])
  }
  const swiss = (await api.get('/catalogue?countries=Switzerland&perPage=1000')).json.bundles
  expect(swiss.at(-1)).toEqual(last)
  expect((await api.get('/organisation/groups/Winter/countries', { prefix: '/v2.1' })).json.countries).toEqual(
    last.countries,
  )
  const iccid = await buyEsim(api, 'alps')
  expect((await emulator.esims.use(iccid, { megabytes: 5, country: 'CH' })).consumed).toBe(5_000_000)
})

test('changes are listed, in force and to come, and a reset ends all or one bundle of them', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.catalogue.change(uk, { price: 2 })
  await emulator.catalogue.change(uk, { duration: 9 })
  await emulator.catalogue.change(france, { price: 3, at: '2026-01-05T00:00:00Z' })
  await emulator.catalogue.withdraw(france, { at: '+1d' })
  const at = '2026-01-01T00:00:00Z'
  expect(await emulator.catalogue.changes()).toEqual([
    { bundle: uk, status: 'in force', at, withdrawn: false, fields: { price: 2, duration: 9 } },
    { bundle: france, status: 'scheduled', at: '2026-01-02T00:00:00Z', withdrawn: true, fields: {} },
    { bundle: france, status: 'scheduled', at: '2026-01-05T00:00:00Z', withdrawn: false, fields: { price: 3 } },
  ])
  await emulator.clock.advance('2d')
  expect(await priceIn(api, france)).toBeUndefined()
  await emulator.clock.advance('3d')
  expect(await priceIn(api, france)).toBe(3)
  await emulator.catalogue.reset(uk)
  expect([await priceIn(api, uk), await priceIn(api, france)]).toEqual([1.36, 3])
  await emulator.catalogue.withdraw(uk, { at: '+1d' })
  expect(await emulator.catalogue.reset()).toEqual({ changes: [] })
  await emulator.clock.advance('3d')
  expect([await priceIn(api, uk), await priceIn(api, france)]).toEqual([1.36, 1.17])
})

test('snapshots and documents bring changes and editions with them; other organisations see none', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.catalogue.change(uk, { duration: 3 })
  const iccid = await buyEsim(api, uk)
  await emulator.catalogue.change(uk, { price: 5 })
  await emulator.catalogue.withdraw(france, { at: '+2d' })
  await emulator.snapshots.take('changed')
  const document = await emulator.state.export()
  await emulator.reset()
  expect([await priceIn(api, uk), (await emulator.catalogue.changes()).length]).toEqual([1.36, 0])
  await emulator.snapshots.restore('changed')
  expect(await priceIn(api, uk)).toBe(5)
  const other = emulator.organisation('other')
  expect(await priceIn(api.as('other'), uk)).toBe(1.36)
  await other.state.import(document)
  await other.clock.advance('3d')
  expect([await priceIn(api.as('other'), uk), await priceIn(api.as('other'), france)]).toEqual([5, undefined])
  await other.esims.use(iccid, { megabytes: 1, country: 'GB' })
  const [assignment] = await getAssignments(api.as('other'), iccid)
  expect(Date.parse(String(assignment?.endTime)) - Date.parse(String(assignment?.startTime))).toBe(3 * 86_400_000)
})

test('a failed import leaves the catalogue as it was', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.catalogue.change(uk, { price: 2 })
  const document = (await emulator.state.export()) as Record<string, unknown>
  const bad = { ...document, catalogue_changes: [], purchases: [{}] }
  await expect(emulator.state.import(bad as never)).rejects.toMatchObject({ code: 'invalid_state' })
  expect(await priceIn(api, uk)).toBe(2)
})

test.each<[what: string, bundle: string, fields: object, status: number, message: string]>([
  ['nothing', uk, {}, 422, 'must change a field'],
  ['only a time', uk, { at: '+3d' }, 422, 'must change a field'],
  ['a price below 0', uk, { price: -1 }, 422, 'price: '],
  ['a price of four decimals', uk, { price: 1.0001 }, 422, 'price: must have at most three decimals'],
  ['no data', uk, { dataAmount: 0 }, 422, 'dataAmount: must be megabytes from 1, or -1 for unlimited'],
  ['no days', uk, { duration: 0 }, 422, 'duration: '],
  ['no country', uk, { countries: [] }, 422, 'countries: '],
  ['a country that is none', uk, { countries: ['Atlantis'] }, 422, 'countries: Atlantis is no country'],
  ['a roamed country that is none', uk, { roamingEnabled: ['ZZ'] }, 422, 'roamingEnabled: ZZ is no country'],
  [
    'a region without countries',
    uk,
    { countries: ['Europe+'] },
    422,
    'Europe+ is no country: a region goes there where',
  ],
  ['an unknown field', uk, { prize: 1 }, 422, 'unknown field prize'],
  [
    'a past instant',
    uk,
    { price: 1, at: '2025-12-31T00:00:00Z' },
    422,
    'at: 2025-12-31T00:00:00Z must be a time from now',
  ],
  ['a time that is none', uk, { price: 1, at: 'soon' }, 422, 'at: must be a time from now'],
  ['a part of a new bundle', 'mine', { price: 1 }, 422, 'a new one needs price, dataAmount, duration and countries'],
])('a change of %s is refused and changes nothing', async (_, bundle, fields, status, message) => {
  const { emulator } = await createTestEmulator()
  await expect(emulator.catalogue.change(bundle, fields as never)).rejects.toMatchObject({
    status,
    message: expect.stringContaining(message),
  })
  expect(await emulator.catalogue.changes()).toEqual([])
})

test('what is not in the catalogue cannot be withdrawn or reset', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.settings.change({})
  const refused = { status: 404, code: 'bundle_unknown' }
  await expect(emulator.catalogue.withdraw('none')).rejects.toMatchObject(refused)
  await expect(emulator.catalogue.reset('none')).rejects.toMatchObject(refused)
})

test('a scenario starts with a catalogue of its own, from which its past was bought', async () => {
  const scenario = {
    clock: { now: '2026-02-01T00:00:00Z' },
    organisation: { balance: 50 },
    catalogue: [
      { bundle: uk, price: 4, dataAmount: 2_000 },
      { bundle: 'mine', price: 1, dataAmount: 500, duration: 3, countries: ['France'] },
      { bundle: 'mine', withdrawn: true },
      { bundle: france, withdrawn: true, at: '+1d' },
    ],
    inventory: [{ bundle: 'mine', quantity: 2, purchased: '3d ago' }],
    esims: [{ bundles: [{ bundle: uk, state: 'active', used: '1500MB' }] }],
  } as const
  const { emulator, api } = await createTestEmulator({ scenario: scenario as never })
  expect(await getBalance(api)).toBe(50)
  expect((await emulator.ledger()).movements.map(({ amount }) => amount)).toEqual([56, -2, -4])
  expect(await countStock(api, 'mine')).toBe(2)
  expect((await api.post('/orders', { body: orderBody({ item: 'mine' }) })).status).toBe(400)
  expect((await api.post('/esims/apply', { body: { bundle: 'mine' } })).status).toBe(200)
  expect(await priceIn(api, france)).toBe(1.17)
  await emulator.clock.advance('1d')
  expect(await priceIn(api, france)).toBeUndefined()
})

test.each<[change: object, message: string]>([
  [
    { bundle: 'none', price: 1 },
    'catalogue[0].bundle: found "none", expected a bundle that GET /catalogue lists, or price',
  ],
  [
    { bundle: 'none', withdrawn: true },
    'catalogue[0].bundle: found "none", expected a bundle that GET /catalogue lists',
  ],
  [{ bundle: uk, countries: ['Atlantis'] }, 'catalogue[0].countries: found "Atlantis", expected a country'],
  [
    { bundle: uk, price: 1, at: '2020-01-01T00:00:00Z' },
    'catalogue[0].at: found 2020-01-01T00:00:00Z, expected a time from now',
  ],
  [{ bundle: uk }, 'catalogue[0]: found bundle, expected a field that changes, such as price, or withdrawn'],
  [{ bundle: uk, withdrawn: true, price: 1 }, 'catalogue[0].price: found 1, expected nothing here beside withdrawn'],
])('a scenario whose catalogue has %j cannot be', async (change, message) => {
  await expect(createTestEmulator({ scenario: { catalogue: [change] } as never })).rejects.toThrow(message)
})

test('the inventory shows a bundle of two editions once, as the next unit has it', async () => {
  const { emulator, api } = await createTestEmulator()
  await buy(api, { item: uk })
  await emulator.clock.advance('1d')
  await emulator.catalogue.change(uk, { dataAmount: 2_000 })
  await buy(api, { item: uk, quantity: 2 })
  const shown = async () => (await getInventory(api)).map(({ name, data, available }) => [name, data, available.length])
  expect(await shown()).toEqual([[uk, 1_000, 2]])
  const applied = await api.post('/esims/apply', { body: { bundle: uk, repeat: 2 } })
  const quantities = []
  for (const { iccid } of applied.json.esims) quantities.push((await getAssignments(api, iccid))[0]?.initialQuantity)
  expect(quantities).toEqual([1_000_000_000, 2_000_000_000])
  expect(await shown()).toEqual([[uk, 2_000, 1]])
})
