import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import { callRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { buyEsim } from '../support/trade.ts'

const NOT_FOUND = { message: 'Not Found' }

test.each([
  ['GET', '', '/orders'],
  ['GET', '', '/'],
  ['GET', '/v2.4', '/balance'],
  ['GET', '/v2.4', '/account/balance'],
  ['GET', '/v2.4', '/plans'],
  ['GET', '/v2.4', '/catalogue/esim_1GB_7D_GB_V2'],
  ['GET', '/v2.4', '/catalogue/bundle'],
  ['GET', '/v2.4', '/ORDERS'],
  ['GET', '/v2.4', '/esimsassignments/7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10'],
  ['POST', '/v2.4', '/esims'],
  ['DELETE', '/v2.4', '/orders'],
  ['PUT', '/v2.4', '/esims/8943108167000000019'],
  ['GET', '/v2.4', '/inventory/refund'],
  ['POST', '/v2.4', '/catalogue'],
])('%s %s%s is not found, whatever the key', async (method, prefix, path) => {
  const { api } = await createTestEmulator({ apiKeys: ['the-key'] })
  for (const key of ['the-key', 'wrong-key', null]) {
    const answer = await api.call(method, path, { prefix, key })
    expect([answer.status, answer.json]).toEqual([404, NOT_FOUND])
  }
})

test.each(['/v1', '/v2.6', '/v2.9', '/v2.44', '/v3', '/V2.4'])(
  'the prefix %s, which is not known, is told the known ones',
  async (prefix) => {
    const { api } = await createTestEmulator({ apiKeys: ['the-key'] })
    const message = `unknown API version ${prefix}: use one of /v2, /v2.0, /v2.1, /v2.2, /v2.3, /v2.4, /v2.5`
    for (const key of ['the-key', 'wrong-key', null]) {
      for (const path of ['', '/', '/orders', '/nowhere/at/all']) {
        const answer = await api.get(path, { prefix, key })
        expect([answer.status, answer.json]).toEqual([404, { message }])
        expect(answer.headers.get('emulator-reason')).toBe('unknown-version')
      }
    }
  },
)

test.each(['/v', '/vendor', '/v2a', '/v2.4x'])('%s is no version at all', async (prefix) => {
  const { api } = await createTestEmulator()
  expect((await api.get('/orders', { prefix })).json).toEqual(NOT_FOUND)
})

test.each(['/v2', '/v2.0', '/v2.1', '/v2.2', '/v2.3', '/v2.4', '/v2.5'])(
  'the prefix %s leads to the same organisation',
  async (prefix) => {
    const { api } = await createTestEmulator()
    const iccid = await buyEsim(api)
    const answer = await api.get(`/esims/${iccid}`, { prefix })
    expect(answer.json).toMatchObject((await api.get(`/esims/${iccid}`)).json)
  },
)

test.each(['/organisation/', '/catalogue/', '/networks/?isos=GB', '/orders/', '/esims/', '/inventory/'])(
  '%s answers as without its trailing slash',
  async (path) => {
    const { api } = await createTestEmulator()
    const plain = await api.get(path.replace('/?', '?').replace(/\/$/, ''))
    expect(plain.status).toBe(200)
    expect((await api.get(path)).json).toEqual(plain.json)
  },
)

test('the root lists the paths of the operations', async () => {
  const { api } = await createTestEmulator()
  const { json } = await api.get('/')
  expect(json).toEqual(expect.arrayContaining(['/', '/catalogue', '/orders', '/esims/{iccid}']))
  expect(new Set(json).size).toBe(json.length)
  expect((await api.get('')).json).toEqual(json)
})

test('parts of a path are decoded once', async () => {
  const { api } = await createTestEmulator()
  const encoded = await api.get('/catalogue/bundle/esim%5F1GB%5F7D%5FUS%2DHI%5FV2')
  expect(encoded.json.name).toBe('esim_1GB_7D_US-HI_V2')
  expect((await api.get('/catalogue/bundle/esim%255F1GB_7D_US-HI_V2')).status).toBe(400)
})

test.each(['/catalogue/bundle/%ZZ', '/catalogue/bundle/%', '/catalogue/bundle/a%2Fb', '/catalogue/bundle/%00'])(
  'the strange path %s is answered in the form of the vendor',
  async (path) => {
    const { api } = await createTestEmulator()
    const answer = await api.get(path)
    expect([answer.status, answer.json]).toEqual([400, { message: 'bundle not found' }])
  },
)

test('HEAD is answered as GET without its body, and OPTIONS not at all', async () => {
  const { emulator } = await createTestEmulator()
  const [get, head, options] = await Promise.all(
    ['GET', 'HEAD', 'OPTIONS'].map((method) => callRaw(emulator, method, '/v2.4/organisation')),
  )
  expect(get?.status).toBe(200)
  expect([head?.status, head?.text]).toEqual([200, ''])
  expect([options?.status, options?.text]).toEqual([404, JSON.stringify(NOT_FOUND)])
})

test('HEAD on a GET that does something answers as that would, and changes nothing', async () => {
  const { emulator, api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const state = async () => {
    const { organisation, ...tables } = await emulator.state.export()
    // Where the numbers of the journal stand moves with every call.
    return { ...tables, organisation: { ...(organisation as object), request_sequence: 0 } }
  }
  const before = await state()
  for (const path of [`/esims/${iccid}/refresh`, `/esims/${iccid}`, '/esims', '/organisation']) {
    expect((await callRaw(emulator, 'HEAD', `/v2.4${path}`)).status).toBe(200)
  }
  expect((await callRaw(emulator, 'HEAD', '/v2.4/esims/8943108167999999999/refresh')).status).toBe(403)
  expect(await state()).toEqual(before)
  expect((await api.get(`/esims/${iccid}/history`)).json.rows).toBe(1)
  expect((await api.get(`/esims/${iccid}/refresh`)).status).toBe(200)
  expect((await api.get(`/esims/${iccid}/history`)).json.rows).toBe(2)
})

test('a page of another origin is told nothing about CORS', async () => {
  const { api } = await createTestEmulator()
  const headers = { Origin: 'https://example.com', 'Access-Control-Request-Method': 'POST' }
  for (const [method, path] of [
    ['GET', '/catalogue?perPage=1'],
    ['OPTIONS', '/orders'],
  ] as const) {
    const answer = await api.call(method, path, { headers })
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

const visit = (emulator: Emulator, path: string, accept: string) =>
  emulator.fetch(new Request(`http://emulator${path}`, { headers: { Accept: accept } }))

test.each(['application/json', '*/*', 'application/json, text/plain, */*'])(
  'GET / of a client that accepts %s is not found',
  async (accept) => {
    const { emulator } = await createTestEmulator()
    const response = await visit(emulator, '/', accept)
    expect([response.status, await response.json()]).toEqual([404, NOT_FOUND])
  },
)

test.each([
  ['', {}],
  ['/esim', { publicUrl: 'https://sandbox.example.com/esim' }],
])('GET %s/ of a browser leads to the dashboard', async (basePath, options) => {
  const { emulator } = await createTestEmulator(options)
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
  const response = await visit(emulator, `${basePath}/`, accept)
  expect([response.status, response.headers.get('location')]).toEqual([302, `${basePath}/_emulator/`])
  expect((await visit(emulator, `${basePath}/v2.4/orders`, accept)).status).toBe(403)
})
