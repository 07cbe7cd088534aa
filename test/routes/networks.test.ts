import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'

interface CountryNetworks {
  name: string
  networks: { name: string; brandName: string; mcc: string; mnc: string; tagid: string; speed: string[] }[]
}

const list = async (api: Api, query: string): Promise<CountryNetworks[]> =>
  (await api.get(`/networks?${query}`)).json.countryNetworks

test('a country is named by its ISO code, and its networks have the documented fields in their order', async () => {
  const { api } = await createTestEmulator()
  const [country] = await list(api, 'isos=GB')
  expect(country && Object.keys(country)).toEqual(['name', 'networks'])
  expect(country?.name).toBe('GB')
  const vodafone = country?.networks.find(({ tagid }) => tagid === 'GBRVF')
  expect(JSON.stringify(vodafone)).toBe(
    '{"name":"Vodafone United Kingdom","brandName":"Vodafone","mcc":"234","mnc":"15","tagid":"GBRVF",' +
      '"speed":["2G","3G","4G","5G"]}',
  )
})

test.each([
  ['isos=GB', ['GB']],
  ['isos=gb,%20us', ['GB', 'US']],
  ['countries=United%20Kingdom', ['GB']],
  ['countries=united%20kingdom,%20United%20States', ['GB', 'US']],
  ['isos=GB&countries=France', ['FR', 'GB']],
  ['isos=US-HI', ['US-HI']],
  ['isos=GB,XX', ['GB']],
  ['isos=XX', []],
  ['countries=Bonaire,%20Sint%20Eustatius%20And%20Saba', ['BQ']],
  ['countries=France,Bonaire,%20Sint%20Eustatius%20And%20Saba,United%20Kingdom', ['BQ', 'FR', 'GB']],
  ['countries=Guinea-Bissau', ['GW']],
  ['countries=Atlantis', []],
  ['countries=GB', ['GB']],
  ['countries=UK,%20USA', ['GB', 'US']],
  ['isos=UK&isos=usa', ['GB', 'US']],
  ['countries=Hong%20Kong&countries=South%20Korea', ['HK', 'KR']],
  ['countries[]=Russia&countries[]=Viet%20Nam', ['RU', 'VN']],
  ['isos[]=GB&isos[]=US', ['GB', 'US']],
  ['isos%5B0%5D=GB&isos%5B1%5D=US,FR', ['FR', 'GB', 'US']],
  ['isos=GB&isos=US', ['GB', 'US']],
  ['countries=The%20Netherlands,C%C3%B4te%20d%27Ivoire,Cura%C3%A7ao', ['CI', 'CW', 'NL']],
  ['countries=U.S.A.,U.K.,St.%20Lucia,Trinidad%20%26%20Tobago', ['GB', 'LC', 'TT', 'US']],
  ['countries=Korea,%20Republic%20of', ['KR']],
  ['countries=Iran,Laos,Macao,Taiwan,Tanzania,Moldova', ['IR', 'LA', 'MD', 'MO', 'TW', 'TZ']],
  ['countries=CYP', ['CYP']],
  ['isos=GB&returnAll=false', ['GB']],
])('?%s lists %j', async (query, isos) => {
  const { api } = await createTestEmulator()
  expect((await list(api, query)).map(({ name }) => name)).toEqual(isos)
})

test('returnAll lists every country, each with at least one network', async () => {
  const { api } = await createTestEmulator()
  const all = await list(api, 'returnAll=true')
  const names = all.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['GB', 'IC', 'CYP', 'US-HI', 'XK']))
  expect(new Set(names).size).toBe(names.length)
  expect(all.every(({ networks }) => networks.length > 0)).toBe(true)
  expect(await list(api, 'returnAll=true&isos=GB')).toEqual(all)
})

test.each(['', 'returnAll=false', 'isos=', 'countries=&isos='])(
  '?%s asks for nothing and is refused',
  async (query) => {
    const { api } = await createTestEmulator()
    const answer = await api.get(`/networks?${query}`)
    expect([answer.status, answer.json]).toEqual([400, { message: 'countries, isos or returnAll is required' }])
  },
)
