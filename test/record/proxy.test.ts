import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { serve } from '../support/altered-service.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { record, serveRaw } from './support/recorder.ts'

const KEY = 'a-secret-of-mine'
const ICCID = '8943108167000000019'
const order = (type: string, more = '') =>
  `{"type":"${type}"${more},"assign":true,"order":[{"type":"bundle","item":"esim_1GB_7D_FR_V2","quantity":1}]}`

/** A service that answers `{}` to everything, and what it was asked. */
async function serveAnything() {
  const asked: { readonly line: string; readonly raw: readonly string[]; readonly body: string }[] = []
  const url = await serveRaw(async (incoming, outgoing) => {
    const body = (await buffer(incoming)).toString()
    asked.push({ line: `${incoming.method} ${incoming.url}`, raw: incoming.rawHeaders, body })
    outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
  })
  return { url, asked }
}

const post = (body: string) => ({
  method: 'POST',
  headers: { 'X-API-Key': KEY, 'Content-Type': 'application/json' },
  body,
})

const withoutIccids = (text: string) => text.replace(/\d{19}/, 'ICCID')

const JSON_TYPE = { 'Content-Type': 'application/json' }

test.each<[method: string, path: string, body?: string, headers?: Record<string, string>]>([
  ['POST', '/v2.4/orders', order('transaction')],
  ['POST', '/v2.4/orders', order('validate', ',"Type":"transaction"')],
  ['POST', '/v2.4/orders', order('validate', ',"type":"transaction"')],
  ['POST', '/v2.4/orders', `{"type":"transaction",${order('validate').slice(1)}`],
  ['POST', '/v2.4/orders', `{"\\u0074ype":"transaction",${order('validate').slice(1)}`],
  ['POST', '/v2.4/orders', '{"type":"validate"'],
  ['POST', '/v2.4/orders', ''],
  ['POST', '/v2.4/esims/apply', order('validate')],
  ['POST', '/v2.4/organisation/balance?amount=1000'],
  ['POST', '/v2.4/inventory/refund', order('validate')],
  ['PUT', '/v2.4/esims', '{}'],
  ['PATCH', '/v2.4/orders', order('validate')],
  ['DELETE', `/v2.4/esims/${ICCID}/bundles/esim_1GB_7D_FR_V2`],
  ['GET', `/v2.4/esims/${ICCID}/refresh`],
  ['GET', `/v2.4/esims/${ICCID}%2Frefresh`],
  ['GET', `/v2.4/esims/${ICCID}/bundles/%2e%2e/refresh`],
  ['GET', '/v2.4/anything'],
  ['GET', '/v3/esims'],
  ['GET', '/'],
  ['GET', '/v2.4/esims', '', { 'X-HTTP-Method-Override': 'DELETE' }],
  ['POST', '/v2.4/orders?type=transaction', order('validate'), JSON_TYPE],
  ['POST', '/v2.4/orders', order('validate'), { 'Content-Type': 'application/x-www-form-urlencoded' }],
  ['POST', '/v2.4/orders', order('validate'), { 'Content-Type': 'text/plain' }],
  ['POST', '/v2.4/orders', order('validate'), { ...JSON_TYPE, 'Content-Encoding': 'gzip' }],
])('%s %s %s is not passed on', async (method, path, body, headers = {}) => {
  const { url, asked } = await serveAnything()
  const recorder = await record(url)
  const answer = await fetch(recorder.url + path, {
    method,
    headers: { 'X-API-Key': KEY, ...(body ? JSON_TYPE : {}), ...headers },
    ...(body ? { body } : {}),
  })
  expect(answer.status).toBe(403)
  const { error, message } = await answer.json()
  expect(error).toBe('not_passed_on')
  expect(recorder.refused.join()).not.toContain(ICCID)
  expect(message).toContain('--allow-writes and --yes-spend-money')
  expect(recorder.refused.map(withoutIccids)).toEqual([withoutIccids(message)])
  await recorder.close()
  expect([asked, recorder.kept]).toEqual([[], []])
})

test('with writes allowed every call is passed on, as it is', async () => {
  const { url, asked } = await serveAnything()
  const recorder = await record(`${url}/esims`, { allowWrites: true })
  const body = order('transaction')
  expect((await fetch(`${recorder.url}/v2.4/orders?a=%2F&b`, post(body))).status).toBe(200)
  expect((await fetch(`${recorder.url}/v2.4/esims/${ICCID}/refresh`)).status).toBe(200)
  expect(asked.map(({ line, body }) => [line, body])).toEqual([
    ['POST /esims/v2.4/orders?a=%2F&b', body],
    [`GET /esims/v2.4/esims/${ICCID}/refresh`, ''],
  ])
})

test('headers are passed on in their order and spelling, those of the connection are not, and only Via is added', async () => {
  const { url, asked } = await serveAnything()
  const recorder = await record(url)
  const socket = connect(recorder.port, '127.0.0.1')
  socket.write(
    [
      'GET /v2.4/catalogue HTTP/1.1',
      `Host: 127.0.0.1:${recorder.port}`,
      'x-ApI-kEy: a-secret-of-mine',
      'X-Twice: 1',
      'Keep-Alive: 5',
      'X-Mine: 1',
      'x-twice: 2',
      'Connection: close, X-Mine',
      '',
      '',
    ].join('\r\n'),
  )
  await buffer(socket)
  const [{ raw = [] } = {}] = asked
  const via = ['Via', `1.1 127.0.0.1:${recorder.port} (esim-go-emulator record)`]
  const host = ['Host', new URL(url).host]
  expect(raw.slice(0, -2)).toEqual([...host, 'x-ApI-kEy', KEY, 'X-Twice', '1', 'x-twice', '2', ...via])
  expect(raw.slice(-2)).toEqual(['Connection', 'keep-alive'])
})

test('the answer comes as the service wrote it, and is recorded in plain', async () => {
  const body = gzipSync('{"bundles":[]}')
  const url = await serveRaw((_, outgoing) => {
    outgoing.sendDate = false
    outgoing.writeHead(200, 'Fine', [
      'content-TYPE',
      'application/json',
      'Content-Encoding',
      'gzip',
      'X-A',
      '1',
      'X-A',
      '2',
    ])
    outgoing.write(body.subarray(0, 10))
    outgoing.end(body.subarray(10))
  })
  const recorder = await record(url)
  const asking = request(`${recorder.url}/v2.4/catalogue`, { headers: { 'X-API-Key': KEY } }).end()
  const [answer] = await once(asking, 'response')
  expect([answer.statusCode, answer.statusMessage]).toEqual([200, 'Fine'])
  expect(answer.rawHeaders.slice(0, 8)).toEqual([
    'content-TYPE',
    'application/json',
    'Content-Encoding',
    'gzip',
    'X-A',
    '1',
    'X-A',
    '2',
  ])
  expect(answer.rawHeaders).not.toContain('Date')
  expect(await buffer(answer)).toEqual(body)
  await recorder.close()
  expect(recorder.kept[0]?.response?.body).toEqual({ json: { bundles: [] } })
})

test('HEAD has no body, and a ZIP is recorded by its digest', async () => {
  const { emulator } = await createTestEmulator({ scenario: 'refund-window', apiKeys: [KEY] })
  const recorder = await record(await serve(emulator.fetch))
  const headers = { 'X-API-Key': KEY }
  const head = await fetch(`${recorder.url}/v2.4/catalogue`, { method: 'HEAD', headers })
  expect([head.status, await head.text()]).toEqual([200, ''])
  const { orders } = await (await fetch(`${recorder.url}/v2.4/orders`, { headers })).json()
  const reference = orders.find((each: { assigned: boolean }) => each.assigned).orderReference
  const zip = await fetch(`${recorder.url}/v2.4/esims/assignments?reference=${reference}`, {
    headers: { ...headers, Accept: 'application/zip' },
  })
  expect(zip.headers.get('content-type')).toBe('application/zip')
  const bytes = Buffer.from(await zip.arrayBuffer())
  expect(bytes.subarray(0, 2).toString()).toBe('PK')
  await recorder.close()
  expect(recorder.kept.map(({ method, response }) => [method, Object.keys(response?.body ?? {})])).toEqual([
    ['HEAD', []],
    ['GET', ['json']],
    ['GET', ['bytes', 'sha256']],
  ])
})

test('a service that cannot be reached is a 502, and recorded', async () => {
  const recorder = await record('http://127.0.0.1:1')
  const answer = await fetch(`${recorder.url}/v2.4/catalogue`)
  expect([answer.status, (await answer.json()).message]).toEqual([502, 'the service cannot be reached: ECONNREFUSED'])
  await recorder.close()
  expect(recorder.kept).toMatchObject([{ failure: 'the service cannot be reached: ECONNREFUSED' }])
  expect(recorder.kept[0]).not.toHaveProperty('response')
})

test('a service that is silent is a 504, and recorded', async () => {
  const url = await serveRaw(() => undefined)
  const recorder = await record(url, { timeoutMs: 20 })
  expect((await fetch(`${recorder.url}/v2.4/catalogue`)).status).toBe(504)
  await recorder.close()
  expect(recorder.kept).toMatchObject([{ failure: 'the service was silent for 0.02 s' }])
})

test('an answer that breaks off breaks off for the client, and is recorded as such', async () => {
  const url = await serveRaw((_, outgoing) => {
    outgoing.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' })
    outgoing.write('{"bundles":', () => outgoing.destroy())
  })
  const recorder = await record(url)
  await expect(fetch(`${recorder.url}/v2.4/catalogue`).then((answer) => answer.text())).rejects.toThrow()
  await recorder.close()
  const failure = 'the answer broke off after 11 bytes'
  expect(recorder.kept).toMatchObject([{ failure, response: { status: 200, body: { missing: failure } } }])
})

test('a client that leaves is recorded, and its call of the service ended', async () => {
  let ended: Promise<unknown> | undefined
  let arrived: () => void = () => undefined
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const url = await serveRaw((_, outgoing) => {
    ended = once(outgoing, 'close')
    arrived()
  })
  const recorder = await record(url)
  const leaving = new AbortController()
  const call = fetch(`${recorder.url}/v2.4/catalogue`, { signal: leaving.signal })
  await arrival
  leaving.abort()
  await expect(call).rejects.toThrow()
  await ended
  await recorder.close()
  expect(recorder.kept).toMatchObject([{ failure: 'the client left before the answer was complete' }])
})

test('HTML and a refused key are answers like others', async () => {
  const url = await serveRaw(({ url: path }, outgoing) => {
    if (path?.includes('catalogue'))
      outgoing.writeHead(401, { 'Content-Type': 'application/json' }).end('{"message":"no"}')
    else outgoing.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>Bad gateway</h1>')
  })
  const recorder = await record(url)
  expect((await fetch(`${recorder.url}/v2.4/catalogue`)).status).toBe(401)
  expect(await (await fetch(`${recorder.url}/v2.4/orders`)).text()).toBe('<h1>Bad gateway</h1>')
  await recorder.close()
  expect(recorder.kept.map(({ response }) => [response?.status, response?.body])).toEqual([
    [401, { json: { message: 'no' } }],
    [502, { text: '<h1>Bad gateway</h1>' }],
  ])
})

test.each<[what: string, headers: Record<string, string>, error: string]>([
  ['a page of another site', { Origin: 'https://evil.example' }, 'foreign_origin'],
  ['a name that was made to lead here', { Host: 'evil.example' }, 'unexpected_host'],
])('%s is refused', async (_, headers, error) => {
  const { url, asked } = await serveAnything()
  const recorder = await record(url, { allowWrites: true })
  const asking = request(`${recorder.url}/v2.4/catalogue`, { headers }).end()
  const [answer] = await once(asking, 'response')
  expect([answer.statusCode, JSON.parse((await buffer(answer)).toString()).error]).toEqual([403, error])
  expect(asked).toEqual([])
})

test('a body that is too long is refused before it is read whole', async () => {
  const { url, asked } = await serveAnything()
  const recorder = await record(url, { allowWrites: true })
  const answer = await fetch(`${recorder.url}/v2.4/orders`, post('x'.repeat(11 * 1_048_576)))
  expect([answer.status, asked]).toEqual([413, []])
})

test('a client that takes the recorder for a proxy of every host is told', async () => {
  const { url, asked } = await serveAnything()
  const recorder = await record(url)
  const asking = request({ port: recorder.port, host: '127.0.0.1', path: 'http://api.example/v2.4/catalogue' }).end()
  const [answer] = await once(asking, 'response')
  expect([answer.statusCode, JSON.parse((await buffer(answer)).toString()).error]).toEqual([400, 'not_a_path'])
  await recorder.close()
  expect([asked, recorder.kept, recorder.failures]).toEqual([[], [], []])
})

test('a connection that the service closed while it was kept open is no failure', async () => {
  let calls = 0
  const url = await serveRaw((incoming, outgoing) => {
    calls += 1
    // The second call arrives on a connection that ends as soon as it is used.
    if (calls === 2) incoming.socket.destroy()
    else outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
  })
  const recorder = await record(url)
  for (let call = 0; call < 2; call++) expect((await fetch(`${recorder.url}/v2.4/catalogue`)).status).toBe(200)
  expect(calls).toBe(3)
})

test('a write whose connection breaks is not sent again', async () => {
  const calls: string[] = []
  const url = await serveRaw((incoming, outgoing) => {
    calls.push(incoming.method ?? '')
    if (incoming.method === 'POST') incoming.socket.destroy()
    else outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
  })
  const recorder = await record(url, { allowWrites: true })
  expect((await fetch(`${recorder.url}/v2.4/catalogue`)).status).toBe(200)
  expect((await fetch(`${recorder.url}/v2.4/orders`, post(order('transaction')))).status).toBe(502)
  expect(calls).toEqual(['GET', 'POST'])
})

test('the recorder does not ask itself', async () => {
  const { port, close } = await record('http://127.0.0.1:1')
  await close()
  await expect(record(`http://localhost:${port}`, { port })).rejects.toThrow('is the recorder itself')
  // A hosts file leads clients here that know no other name.
  const findAddresses = async () => ['10.0.0.1', '127.0.0.1']
  const alias = `http://api.esim-go.com:${port}`
  await expect(record(alias, { port, findAddresses })).rejects.toThrow('is the recorder itself')
  await record(alias, { port, findAddresses: async () => ['10.0.0.1'] })
})

test('recorders that ask each other refuse the call that comes back', async () => {
  const first = await record('http://127.0.0.1:1')
  const { port } = first
  await first.close()
  const second = await record(`http://127.0.0.1:${port}`)
  const again = await record(`http://127.0.0.1:${second.port}`, { port })
  const answer = await fetch(`${again.url}/v2.4/catalogue`)
  expect([answer.status, await answer.json()]).toEqual([
    508,
    { error: 'loop', message: expect.stringContaining('--upstream leads back to it') },
  ])
  expect(again.refused).toHaveLength(1)
})

test('recorders in a row pass a call on', async () => {
  const { url, asked } = await serveAnything()
  const behind = await record(url)
  const before = await record(behind.url)
  expect((await fetch(`${before.url}/v2.4/catalogue`)).status).toBe(200)
  expect(asked.map(({ raw }) => raw.filter((_, index) => raw[index - 1]?.toLowerCase() === 'via'))).toEqual([
    [before.port, behind.port].map((port) => `1.1 127.0.0.1:${port} (esim-go-emulator record)`),
  ])
})

test.each(['application/json', 'Application/JSON; charset=utf-8'])('a validation as %s is passed on', async (type) => {
  const { url, asked } = await serveAnything()
  const recorder = await record(url)
  const call = { ...post(order('validate')), headers: { 'Content-Type': type } }
  expect((await fetch(`${recorder.url}/v2.4/orders`, call)).status).toBe(200)
  expect(asked).toHaveLength(1)
})
