import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { createApi } from '../support/api.ts'
import { runCli, startCli } from '../support/cli.ts'
import { buy, getBalance, orderBody } from '../support/trade.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

test('it says where it answers, answers there, and stops as asked', async () => {
  const { line, url, stop } = await startCli([])
  expect(line).toMatch(
    /^esim-go-emulator \S+ answers at (http:\/\/127\.0\.0\.1:[1-9]\d*)\/v2\.4; dashboard: \1\/_emulator\/; as documented: \1\/documented\/v2\.4$/,
  )
  const response = await fetch(`${url}/v2.4/organisation`, { headers: { 'X-API-Key': 'some-key' } })
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ organisations: [{ apiKey: 'some-key', balance: 1000 }] })
  expect(await stop('SIGTERM')).toEqual({ code: 0, signal: null })
})

test('an interrupt stops it too', async () => {
  const { stop } = await startCli([])
  expect(await stop('SIGINT')).toEqual({ code: 0, signal: null })
})

test('the address of the caller is in its orders', async () => {
  const { url } = await startCli([])
  const fetchFrom = (request: Request) => fetch(new Request(request.url.replace('http://emulator', url), request))
  const api = createApi(fetchFrom, 'some-key')
  expect(await buy(api, { assign: true })).toMatchObject({ sourceIP: '127.0.0.1', total: 1.36 })
  expect(await getBalance(api)).toBe(998.64)
})

test('a request that has begun is finished before it ends', async () => {
  const { url, stop } = await startCli([])
  const body = JSON.stringify(orderBody({ assign: true }))
  const headers = { 'X-API-Key': 'some-key', 'Content-Length': body.length, Expect: '100-continue' }
  const call = request(`${url}/v2.4/orders`, { method: 'POST', headers })
  call.flushHeaders()
  await once(call, 'continue')
  const stopped = stop('SIGTERM')
  call.end(body)
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  expect(JSON.parse(await text(response))).toMatchObject({ status: 'completed', total: 1.36 })
  expect(await stopped).toEqual({ code: 0, signal: null })
})

test('with --log json the start line is one JSON object', async () => {
  const { line } = await startCli(['--log', 'json'])
  expect(JSON.parse(line)).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) })
})

test('keys can be configured by flags and by the environment', async () => {
  const statuses = async (url: string) =>
    Promise.all(
      ['key-one', 'key-two', 'key-three'].map(
        async (key) => (await fetch(`${url}/v2.4/orders`, { headers: { 'X-API-Key': key } })).status,
      ),
    )
  const { url } = await startCli(['--api-key', 'key-one', '--api-key', 'key-two'])
  expect(await statuses(url)).toEqual([200, 200, 403])
  const { url: other } = await startCli([], { ESIM_EMULATOR_API_KEYS: 'key-two,key-three' })
  expect(await statuses(other)).toEqual([403, 200, 200])
})

test('a body over a socket that never says its length is limited as well', async () => {
  const { url } = await startCli([])
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let part = 0; part < 17; part++) controller.enqueue(new Uint8Array(65_536).fill(0x20))
      controller.close()
    },
  })
  const init = { method: 'POST', headers: { 'X-API-Key': 'some-key' }, body, duplex: 'half' }
  const response = await fetch(`${url}/v2.4/orders`, init as RequestInit)
  expect(response.status).toBe(413)
  expect(await response.json()).toEqual({ message: 'Request Too Long' })
})

test.each([
  [['--port', 'many']],
  [['--port', '65536']],
  [['--colour', 'blue']],
  [['fly']],
  [['--clock', 'sideways']],
  [['--rate', '0']],
  [['--start', 'yesterday']],
  [['--seed', '-1']],
  [['--api-key', 'two words']],
  [['--log', 'loud']],
])('%j is wrong usage', async (args) => {
  const { code, stdout, stderr } = await runCli(args)
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^esim-go-emulator: .+\n$/)
})

test.each([
  ['--version', /^\d+\.\d+\.\d+\n$/],
  ['--help', /^Usage: esim-go-emulator/],
])('%s tells and ends', async (flag, output) => {
  const { code, stdout } = await runCli([flag])
  expect(code).toBe(0)
  expect(stdout).toMatch(output)
})

test('a port that is taken is one clear line', async () => {
  const { url } = await startCli([])
  const port = new URL(url).port
  const { code, stdout, stderr } = await runCli(['--port', port])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toBe(
    `esim-go-emulator: port ${port} is taken: stop what listens there, or choose another with --port\n`,
  )
})
