import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createApi } from '../support/api.ts'
import { startCli } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { HAS_IPV6, LOOPBACK } from '../support/loopback.ts'
import { buy } from '../support/trade.ts'

vi.setConfig({ testTimeout: 30_000 })

/** Which of the addresses of this machine answer on a port. */
async function answering(port: number): Promise<string[]> {
  const asked = LOOPBACK.map((address) =>
    fetch(`http://${address}:${port}/livez`).then(
      ({ status }) => (status === 200 ? [address] : []),
      () => [],
    ),
  )
  return (await Promise.all(asked)).flat()
}

async function take(host: string, port = 0): Promise<Server> {
  const server = createServer()
  await once(server.listen(port, host), 'listening')
  onTestFinished(() => void server.close())
  return server
}

test.each<[host: string | undefined, answers: readonly string[], name: string]>([
  [undefined, LOOPBACK, '127.0.0.1'],
  ['localhost', LOOPBACK, '127.0.0.1'],
  ['LOCALHOST', LOOPBACK, '127.0.0.1'],
  ['127.0.0.1', ['127.0.0.1'], '127.0.0.1'],
  ...(HAS_IPV6 ? [['::1', ['[::1]'], '[::1]'] as [string, readonly string[], string]] : []),
  ['0.0.0.0', ['127.0.0.1'], '127.0.0.1'],
  ['::', LOOPBACK, '127.0.0.1'],
  ['0:0:0:0:0:0:0:0', LOOPBACK, '127.0.0.1'],
  ['::ffff:0.0.0.0', ['127.0.0.1'], '127.0.0.1'],
])('on %s it answers at %j, and says an address that can be opened', async (host, answers, name) => {
  const { emulator } = await createTestEmulator()
  const { url, port } = await emulator.listen(host === undefined ? {} : { host })
  expect(url).toBe(`http://${name}:${port}`)
  expect(await answering(port)).toEqual(answers)
  expect((await fetch(`${url}/livez`)).status).toBe(200)
})

test('both addresses are let go of when it is closed', async () => {
  const { emulator } = await createTestEmulator()
  const { port } = await emulator.listen()
  await emulator.close()
  for (const host of LOOPBACK) await take(host.replace(/[[\]]/g, ''), port)
})

test.skipIf(!HAS_IPV6)(
  'a port that another has on one address of localhost is taken, and the other address is let go of',
  async () => {
    const { port } = (await take('::1')).address() as AddressInfo
    const { emulator } = await createTestEmulator()
    await expect(emulator.listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE', port })
    await take('127.0.0.1', port)
  },
)

test.each(LOOPBACK)('a caller on this machine is the same at %s', async (address) => {
  const { emulator } = await createTestEmulator()
  const { port } = await emulator.listen()
  const fetchFrom = (request: Request) =>
    fetch(new Request(request.url.replace('http://emulator', `http://${address}:${port}`), request))
  expect(await buy(createApi(fetchFrom, 'some-key'), { assign: true })).toMatchObject({ sourceIP: '127.0.0.1' })
})

test('its own machine alone is not exposed by a name', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen({ host: 'localhost' })
  expect((await fetch(`${url}/_emulator/organisations`)).status).toBe(200)
})

test('an idle connection is kept for longer than the pools of clients keep it', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const { headers } = await fetch(`${url}/v2.4/organisation`, { headers: { 'X-API-Key': 'test-key' } })
  const [, seconds] = /timeout=(\d+)/.exec(headers.get('keep-alive') ?? '') ?? []
  // OkHttp keeps them for five minutes, load balancers for up to ten.
  expect(Number(seconds)).toBeGreaterThan(600)
})

test.each(['0.0.0.0', '::', 'localhost'])(
  'the line of a command on %s says an address that can be opened',
  async (host) => {
    const { line, url } = await startCli(['--host', host])
    expect(line).toMatch(/answers at (http:\/\/127\.0\.0\.1:\d+)\/v2\.4; dashboard: \1\/_emulator\/(?:$|;)/)
    expect((await fetch(`${url}/livez`)).status).toBe(200)
  },
)
