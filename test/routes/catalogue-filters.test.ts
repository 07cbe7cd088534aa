import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'

interface Row {
  name: string
  description: string
  countries: { region: string; iso: string }[]
  dataAmount: number
  duration: number
  price: number
  groups: string[]
}

const listAll = async (api: Api, query = ''): Promise<Row[]> =>
  (await api.get(`/catalogue?perPage=10000&${query}`)).json.bundles

const iso = (row: Row) => row.countries[0]?.iso ?? ''
const region = (row: Row) => row.countries[0]?.region ?? ''
const group = (row: Row) => row.groups[0] ?? ''

test.each<[string, (row: Row) => boolean]>([
  ['countries=GB', (row) => iso(row) === 'GB'],
  ['countries=gb', (row) => iso(row) === 'GB'],
  ['countries=GB,US', (row) => ['GB', 'US'].includes(iso(row))],
  ['countries=GB,%20US,', (row) => ['GB', 'US'].includes(iso(row))],
  ['countries=GB&countries=US', (row) => ['GB', 'US'].includes(iso(row))],
  ['countries[]=GB&countries[]=US', (row) => ['GB', 'US'].includes(iso(row))],
  ['countries=UK,USA', (row) => ['GB', 'US'].includes(iso(row))],
  ['countries=South%20Korea,Hong%20Kong,Austria', (row) => ['AT', 'HK', 'KR'].includes(iso(row))],
  ['countries=Bonaire,%20Sint%20Eustatius%20And%20Saba,%20UK', (row) => ['BQ', 'GB'].includes(iso(row))],
  ['countries=US-HI', (row) => iso(row) === 'US-HI'],
  ['countries=Europe%2B', (row) => iso(row) === 'Europe+'],
  ['countries=Global%20-%20Light', (row) => iso(row) === 'Global - Light'],
  ['region=Oceania', (row) => region(row) === 'Oceania'],
  ['region=middle%20east', (row) => region(row) === 'Middle East'],
  ['group=Standard%20Fixed', (row) => group(row) === 'Standard Fixed'],
  ['group=Standard+Unlimited+Essential', (row) => group(row) === 'Standard Unlimited Essential'],
  ['description=unlimited%20plus', (row) => row.description.includes('Unlimited Plus')],
  ['description=KINGDOM', (row) => row.description.includes('Kingdom')],
  ['description=*', () => true],
  ['description=1GB*Kingdom', (row) => /1GB.*Kingdom/.test(row.description)],
  ['description=*UNLIMITED*30%20days*united*', (row) => /Unlimited.*30 Days.*United/.test(row.description)],
  ['description=1%20Day', (row) => row.description.includes('1 Day')],
  [
    'countries=GB&group=Standard%20Fixed&description=30%20days',
    (row) => iso(row) === 'GB' && group(row) === 'Standard Fixed' && row.description.includes('30 Days'),
  ],
])('?%s finds exactly what it says', async (query, matches) => {
  const { api } = await createTestEmulator()
  const wanted = (await listAll(api)).filter(matches)
  expect(wanted.length).toBeGreaterThan(0)
  expect(await listAll(api, query)).toEqual(wanted)
})

test.each([
  'countries=XX',
  'countries=Atlantis',
  'region=Atlantis',
  'group=Standard',
  'group=standard%20fixed',
  'description=%25',
  'description=eSIM_',
  'description=Kingdom*1GB',
  'description=*%25*',
  'description=%5C',
  'description=%00',
  `description=${'e*'.repeat(600)}zzz`,
  'description=%27%20OR%201%3D1',
])('?%s finds nothing', async (query) => {
  const { api } = await createTestEmulator()
  const answer = await api.get(`/catalogue?${query}`)
  expect(answer.json).toEqual({ bundles: [], pageCount: 0, rows: 0, pageSize: 50 })
})

test('a filtered list is paged by its own rows', async () => {
  const { api } = await createTestEmulator()
  const all = await listAll(api, 'countries=GB')
  const { json } = await api.get('/catalogue?countries=GB&perPage=4&page=2')
  expect(json).toEqual({
    bundles: all.slice(4, 8),
    pageCount: Math.ceil(all.length / 4),
    rows: all.length,
    pageSize: 4,
  })
})

const inOrder = <Value extends string | number>(values: readonly Value[], descending: boolean): boolean =>
  values.every((value, index) => {
    const next = values[index + 1]
    return next === undefined || (descending ? value >= next : value <= next)
  })

test.each<[string, (row: Row) => string | number]>([
  ['price', (row) => row.price],
  ['duration', (row) => row.duration],
  ['dataAmount', (row) => row.dataAmount],
  ['bundleName', (row) => row.name],
  ['name', (row) => row.name],
  ['description', (row) => row.description],
])('orderBy=%s orders both ways', async (column, read) => {
  const { api } = await createTestEmulator()
  for (const direction of ['asc', 'desc']) {
    const values = (await listAll(api, `countries=GB,AD&orderBy=${column}&direction=${direction}`)).map(read)
    expect(new Set(values).size).toBeGreaterThan(1)
    expect([direction, inOrder(values, direction === 'desc')]).toEqual([direction, true])
  }
})

test('rows that are equal in the order keep the order of the vendor', async () => {
  const { api } = await createTestEmulator()
  const names = (rows: Row[]) => rows.map(({ name }) => name)
  const usual = await listAll(api, 'countries=GB')
  expect(names(await listAll(api, 'countries=GB&orderBy=autostart'))).toEqual(names(usual))
  expect(names(await listAll(api, 'countries=GB&orderBy=autostart&direction=desc'))).toEqual(names(usual))
})

test('a direction alone turns the list around, and a column that is not known changes nothing', async () => {
  const { api } = await createTestEmulator()
  const usual = await listAll(api, 'countries=GB')
  expect(await listAll(api, 'countries=GB&direction=DESC')).toEqual(usual.toReversed())
  expect(await listAll(api, 'countries=GB&orderBy=popularity')).toEqual(usual)
})

test('the fastest first is what a client asks with orderBy=speed&direction=desc', async () => {
  const { api } = await createTestEmulator()
  const speeds: (string[] | null)[] = (
    await api.get('/catalogue?orderBy=speed&direction=desc&perPage=10000')
  ).json.bundles.map(({ speed }: { speed: string[] | null }) => speed)
  const highest = speeds.map((speed) => Math.max(0, ...(speed ?? []).map((name) => Number.parseInt(name, 10))))
  const ranks = speeds.map((speed, row) => (highest[row] ?? 0) * 10 + (speed?.length ?? 0))
  expect(speeds[0]).toEqual(['2G', '3G', '4G', '5G'])
  expect(speeds.at(-1)).toBeNull()
  expect(new Set(highest)).toEqual(new Set([5, 4, 3, 2, 0]))
  expect(inOrder(highest, true)).toBe(true)
  expect(inOrder(ranks, true)).toBe(true)
})
