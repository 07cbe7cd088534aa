import { expect, test } from 'vitest'
import type { Emulator, EmulatorOptions } from '../../src/emulator.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { listAttribute, look, PAGES, textOf } from '../support/page.ts'
import { buy } from '../support/trade.ts'
import { TestSystemClock } from '../support/wall.ts'

const SANDBOX = 'https://sandbox.example.com/esim'
const LOCAL = 'http://127.0.0.1:8080/esim'

const emulatorAt = async (publicUrl: string, options: EmulatorOptions = {}) =>
  createTestEmulator({ publicUrl, ...options })

const getJson = async (emulator: Emulator, path: string) =>
  (await emulator.fetch(new Request(`http://emulator${path}`, { headers: { 'X-API-Key': emulator.apiKey } }))).json()

test.each<[string, string, string]>([
  [SANDBOX, `${SANDBOX}/v2.4`, SANDBOX],
  [`${SANDBOX}/`, `${SANDBOX}/v2.4`, SANDBOX],
  ['HTTPS://Sandbox.Example.com:443/esim//', `${SANDBOX}/v2.4`, SANDBOX],
  ['https://sandbox.example.com', 'https://sandbox.example.com/v2.4', 'https://sandbox.example.com'],
  [
    'http://sandbox.example.com:8080/a/b',
    'http://sandbox.example.com:8080/a/b/v2.4',
    'http://sandbox.example.com:8080/a/b',
  ],
])('with the public URL %s the documents name the servers %s and %s', async (publicUrl, vendor, control) => {
  const { emulator } = await emulatorAt(publicUrl)
  expect((await getJson(emulator, '/openapi.json')).servers).toEqual([{ url: vendor }])
  expect((await getJson(emulator, '/v2.2/openapi.json')).servers).toEqual([{ url: vendor.replace('2.4', '2.2') }])
  const documented = vendor.replace('/v2.4', '/documented/v2.4')
  expect((await getJson(emulator, '/documented/v2.4/openapi.json')).servers).toEqual([{ url: documented }])
  expect((await getJson(emulator, '/openapi.json?dialect=documented')).servers).toEqual([{ url: documented }])
  expect((await getJson(emulator, '/_emulator/openapi.json')).servers).toEqual([{ url: control }])
})

test.each([
  'sandbox.example.com',
  '//sandbox.example.com',
  'ftp://sandbox.example.com',
  'https://me:secret@sandbox.example.com',
  'https://sandbox.example.com/esim?x=1',
  'https://sandbox.example.com/esim?',
  'https://sandbox.example.com/#top',
  'https://sandbox.example.com/a;b',
  'https://sandbox.example.com/a b',
  'https://sandbox.example.com/v2.4',
  'https://sandbox.example.com/_emulator/',
  'https://sandbox.example.com/documented/v2.4',
  'https://',
  '',
])('%s is no public URL', async (publicUrl) => {
  await expect(emulatorAt(publicUrl)).rejects.toThrow(/^publicUrl must be an absolute URL(?!.*secret)/)
})

test.each([...PAGES, '/_emulator/docs'])(
  'under a sub-path every link, form and file of %s is below it',
  async (path) => {
    const { emulator, api } = await emulatorAt(LOCAL, { scenario: 'busy-reseller' })
    await buy(api, { assign: true })
    for (const asked of [path, `/esim${path}`]) {
      const { status, html } = await look(emulator, asked)
      expect([asked, status]).toEqual([asked, 200])
      const places = ['src', 'href', 'action', 'data-then'].flatMap((name) => listAttribute(html, name))
      expect(
        places.filter((place) => !/^(?:\/esim\/(?:_emulator\/|v2\.4\/|documented\/v2\.4\/)|[?#]|data:,$)/.test(place)),
      ).toEqual([])
      expect(places.length).toBeGreaterThan(10)
      expect(html).toContain(`data-public-url="${LOCAL}"`)
    }
  },
)

test('the files of the pages are there, below the sub-path and where a proxy has stripped it', async () => {
  const { emulator } = await emulatorAt(LOCAL)
  const { html } = await look(emulator, '/_emulator/')
  const [style = ''] = listAttribute(html, 'href', 'link[rel=stylesheet]')
  expect(style).toMatch(/^\/esim\/_emulator\/assets\//)
  for (const path of [style, style.replace('/esim', '')]) expect((await look(emulator, path)).status).toBe(200)
})

test('what looks like a link in a text of somebody stays as it is', async () => {
  const { emulator } = await emulatorAt(LOCAL)
  await emulator.settings.change({ name: ' href="/_emulator/" src="/x' })
  const { html } = await look(emulator, '/_emulator/')
  expect(textOf(html)).toContain('href="/_emulator/" src="/x')
})

test('the first calls to paste go to the public URL', async () => {
  const { emulator, api } = await emulatorAt(LOCAL)
  await api.get('/orders?limit=2')
  expect((await look(emulator, '/_emulator/')).text).toContain(`curl '${LOCAL}/v2.4/organisation'`)
  expect((await look(emulator, '/_emulator/ui/journal/1?as=curl')).text).toContain(
    `curl -X GET '${LOCAL}/v2.4/orders?limit=2'`,
  )
})

test.each([
  ['/v2.4/organisation', 200],
  ['/esim/v2.4/organisation', 200],
  ['/esim/v2.4/organisation?x=1', 200],
  ['/esim/documented/v2.4/organisation', 200],
  ['/esim/_emulator/clock', 200],
  ['/esim/health', 200],
  ['/esim/openapi.json', 200],
  ['/esim/esim/v2.4/organisation', 404],
  ['/esimulator/v2.4/organisation', 404],
  ['/other/v2.4/organisation', 404],
  ['/esim', 404],
  ['/esim?x', 404],
])('%s is answered %i', async (path, status) => {
  const { emulator } = await emulatorAt(SANDBOX)
  const request = new Request(`http://emulator${path}`, { headers: { 'X-API-Key': 'test-key' } })
  expect((await emulator.fetch(request)).status).toBe(status)
})

test('a call below the sub-path is in the journal as any other, with its body', async () => {
  const { emulator } = await emulatorAt(SANDBOX)
  const body = '{"type":"validate","order":[]}'
  const headers = { 'X-API-Key': 'test-key', 'Content-Type': 'application/json' }
  await emulator.fetch(new Request('http://emulator/esim/v2.4/orders?a=1', { method: 'POST', headers, body }))
  expect(await emulator.requests.list()).toMatchObject([{ path: '/v2.4/orders', query: { a: '1' }, requestBody: body }])
})

const PUBLIC = 'https://sandbox.example.com'

const choose = (emulator: Emulator, headers: Record<string, string>, key = 'theirs') =>
  emulator.fetch(
    new Request('http://127.0.0.1:4024/_emulator/ui/session', {
      method: 'POST',
      body: new URLSearchParams({ key }),
      headers,
    }),
  )

test.each<[string, string, string, string]>([
  [
    SANDBOX,
    PUBLIC,
    '/esim/_emulator/',
    'emulator_key_443=theirs; Path=/esim/_emulator; HttpOnly; Secure; SameSite=Strict',
  ],
  [PUBLIC, PUBLIC, '/_emulator/', 'emulator_key_443=theirs; Path=/_emulator; HttpOnly; Secure; SameSite=Strict'],
  [
    LOCAL,
    'http://127.0.0.1:8080',
    '/esim/_emulator/',
    'emulator_key_8080=theirs; Path=/esim/_emulator; HttpOnly; SameSite=Strict',
  ],
])('to sign in at %s sets a cookie for its pages alone', async (publicUrl, origin, location, cookie) => {
  const { emulator } = await emulatorAt(publicUrl)
  await emulator.organisation('theirs').settings.change({ name: 'Theirs' })
  // By whatever name the proxy calls the emulator.
  for (const host of ['127.0.0.1:4024', new URL(publicUrl).host]) {
    const { status, headers } = await choose(emulator, { host, origin })
    expect([status, headers.get('location')]).toEqual([303, location])
    expect(headers.get('set-cookie')).toBe(cookie)
    const sent = { host, cookie: cookie.split(';')[0] ?? '' }
    expect((await look(emulator, '/esim/_emulator/'.slice(publicUrl === PUBLIC ? 5 : 0), sent)).text).toContain(
      'Theirs',
    )
  }
  const forgotten = await choose(emulator, { host: '127.0.0.1:4024', origin }, '')
  expect(forgotten.headers.get('set-cookie')).toMatch(
    new RegExp(`^emulator_key_\\d+=; Max-Age=0; Path=${location.slice(0, -1)}`),
  )
  const moved = await emulator.fetch(new Request(`http://emulator${location.slice(0, -1)}`))
  expect([moved.status, moved.headers.get('location')]).toEqual([302, location])
})

test.each<[string, Record<string, string>, number]>([
  ['its own page behind the proxy', { host: 'sandbox.example.com', origin: PUBLIC }, 200],
  ['its own page, where the proxy passes no host on', { host: '127.0.0.1:4024', origin: PUBLIC }, 200],
  ['its own page on another port of the host', { host: 'sandbox.example.com:8443', origin: PUBLIC }, 200],
  ['a program, at the public name', { host: 'sandbox.example.com' }, 200],
  ['a program, at its address', { host: '127.0.0.1:4024' }, 200],
  ['a page of the public host without TLS', { host: '127.0.0.1:4024', origin: 'http://sandbox.example.com' }, 403],
  ['a page beside it', { host: 'sandbox.example.com', origin: 'https://shop.example.com' }, 403],
  ['a page beside it that hides its name', { host: 'sandbox.example.com', 'sec-fetch-site': 'same-site' }, 403],
  ['a page of another place', { host: '127.0.0.1:4024', origin: 'https://evil.example' }, 403],
  ['a name that was made to lead here', { host: 'rebound.example', origin: 'http://rebound.example' }, 403],
])('behind a proxy %s may write or not: %j, %i', async (_, headers, status) => {
  const { emulator } = await emulatorAt(SANDBOX)
  const write = { method: 'PUT', body: '{}', headers: { 'X-API-Key': 'test-key', ...headers } }
  expect((await emulator.fetch(new Request('http://emulator/_emulator/clock', write))).status).toBe(status)
  const order = { method: 'POST', body: '{"type":"validate","order":[]}', headers: write.headers }
  const vendor = await emulator.fetch(new Request('http://emulator/v2.4/orders', order))
  expect(vendor.status === 403).toBe(status === 403)
})

test.each([
  ['/_emulator/clock', 401],
  ['/_emulator/organisations', 403],
  ['/_emulator/callers', 403],
  ['/_emulator/', 401],
])(
  'a public URL of another host means that others call: %s without a key or a token is answered %i',
  async (path, status) => {
    const behindProxy = { host: '127.0.0.1:4024' }
    const statusOf = async (emulator: Emulator, headers: Record<string, string>) =>
      (await emulator.fetch(new Request(`http://emulator${path}`, { headers }))).status
    const { emulator } = await emulatorAt(SANDBOX)
    expect(await statusOf(emulator, behindProxy)).toBe(status)
    // The program that made the emulator is no proxy.
    expect(await statusOf(emulator, {})).toBe(200)
    expect(await emulator.callers.list()).toHaveLength(path === '/_emulator/clock' ? 1 : 0)
    const local = await emulatorAt(LOCAL)
    expect(await statusOf(local.emulator, behindProxy)).toBe(200)
  },
)

test('behind a proxy a page tells nobody of the server without the token', async () => {
  const { emulator } = await emulatorAt(SANDBOX)
  await emulator.organisation('theirs').settings.change({ name: 'Theirs' })
  const { status, text } = await look(emulator, '/_emulator/ui/organisation', {
    host: 'sandbox.example.com',
    cookie: `emulator_key_443=${emulator.apiKey}`,
  })
  expect(status).toBe(200)
  expect(text).not.toContain('Theirs')
})

test.each<[string | undefined, string | undefined, string]>([
  [SANDBOX, '203.0.113.9', '203.0.113.9'],
  // What stands before the last one came with the call.
  [SANDBOX, '6.6.6.6, 203.0.113.9', '203.0.113.9'],
  [SANDBOX, '203.0.113.9:51234', '203.0.113.9'],
  [SANDBOX, '2001:db8::1', '2001:db8::1'],
  [SANDBOX, '"[2001:db8::1]:51234"', '2001:db8::1'],
  [SANDBOX, '::ffff:203.0.113.9', '203.0.113.9'],
  [SANDBOX, '::1', '127.0.0.1'],
  [SANDBOX, '6.6.6.6, unknown', '127.0.0.1'],
  [SANDBOX, '', '127.0.0.1'],
  [SANDBOX, undefined, '127.0.0.1'],
  [undefined, '203.0.113.9', '127.0.0.1'],
])('with the public URL %s a call with X-Forwarded-For %j came from %s', async (publicUrl, forwarded, sourceIP) => {
  const { api } = await createTestEmulator(publicUrl === undefined ? {} : { publicUrl })
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
  const body = { type: 'transaction', order: [{ type: 'bundle', item: 'esim_1GB_7D_GB_V2', quantity: 1 }] }
  const { orderReference } = (await api.post('/orders', { body, headers })).json
  expect((await api.get(`/orders/${orderReference}`)).json.sourceIP).toBe(sourceIP)
})

test('calls of several callers behind one proxy are counted apart', async () => {
  const { api } = await emulatorAt(SANDBOX, { rateLimit: 1, wall: new TestSystemClock() })
  const from = async (address: string) =>
    (await api.get('/orders', { headers: { 'X-Forwarded-For': `${address}, ${address}` } })).status
  expect([await from('203.0.113.9'), await from('203.0.113.10'), await from('203.0.113.9')]).toEqual([200, 200, 429])
})
