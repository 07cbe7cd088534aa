import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import { ask } from '../support/ask.ts'
import { balanceOf } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { orderBody } from '../support/trade.ts'

const ORDER = '/v2/orders?api_key=test-key'

async function listen(host = '127.0.0.1') {
  const { emulator } = await createTestEmulator()
  const { port } = await emulator.listen({ host })
  const withPort = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(port))]))
  return {
    emulator,
    /** As a page's simple request would, which its browser sends without asking first. */
    send: (method: string, headers: Record<string, string>, path = ORDER) =>
      ask(port, {
        method,
        path,
        headers: { 'Content-Type': 'text/plain', ...withPort(headers) },
        body: method === 'POST' ? JSON.stringify(orderBody({})) : '',
      }),
  }
}

test.each<[Record<string, string>, boolean]>([
  [{}, true],
  [{ Origin: 'http://127.0.0.1:PORT' }, true],
  [{ Origin: 'http://localhost:3000' }, true],
  [{ Origin: 'https://LOCALHOST' }, true],
  [{ Origin: 'http://[::1]:5173' }, true],
  [{ Origin: 'capacitor://localhost' }, true],
  [{ Origin: 'http://evil.example' }, false],
  [{ Origin: 'http://localhost.evil.example' }, false],
  [{ Origin: 'http://localhost@evil.example' }, false],
  [{ Origin: 'http://127.0.0.1.evil.example:PORT' }, false],
  [{ Origin: 'http://192.168.1.2:3000' }, false],
  [{ Origin: 'null' }, false],
  [{ Origin: 'no origin' }, false],
  [{ Origin: '' }, false],
  [{ 'Sec-Fetch-Site': 'cross-site' }, false],
  [{ 'Sec-Fetch-Site': 'same-site' }, true],
  [{ 'Sec-Fetch-Site': 'same-origin' }, true],
  [{ 'Sec-Fetch-Site': 'cross-site', Referer: 'http://localhost:3000/shop' }, true],
  [{ Referer: 'http://evil.example/' }, false],
  [{ 'User-Agent': 'Mozilla/5.0 (X11)', 'Accept-Language': 'en' }, true],
])('with %j, whether an order is placed: %j', async (headers, placed) => {
  const { emulator, send } = await listen()
  const { status, reason, text } = await send('POST', headers)
  expect([status, reason]).toEqual(placed ? [200, undefined] : [403, 'foreign-origin'])
  if (!placed)
    expect(JSON.parse(text)).toEqual({ message: expect.stringMatching(/^a page of .* may not write to this emulator/) })
  expect(await balanceOf(emulator)).toBe(placed ? 998.64 : 1000)
  // Of what is only read, a browser keeps the answer from the page.
  expect((await send('GET', headers)).status).toBe(200)
})

test('where other machines can call, pages of other places can too', async () => {
  const { emulator, send } = await listen('0.0.0.0')
  expect((await send('POST', { Origin: 'http://shop.example' })).status).toBe(200)
  expect(await balanceOf(emulator)).toBe(998.64)
})

test('without a socket there is no page', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: orderBody({}), headers: { Origin: 'http://shop.example' } })
  expect(await balanceOf(emulator)).toBe(998.64)
})

test('a page that may not write opens no organisation', async () => {
  const { emulator, send } = await listen()
  await send('POST', { Origin: 'http://evil.example' }, '/v2/orders?api_key=a-key-of-a-page')
  await send('POST', { Origin: 'http://evil.example' }, '/v2/nowhere?api_key=a-key-of-a-page')
  const response = await emulator.fetch(new Request('http://emulator/_emulator/organisations'))
  expect(JSON.stringify(await response.json())).not.toContain('a-key-of-a-page')
})

/** What may have sent a call, and whether that is let change anything. */
const SENDERS: readonly (readonly [string, Record<string, string>, boolean])[] = [
  ['a program', {}, true],
  ['a program that names a browser', { 'User-Agent': 'Mozilla/5.0 (compatible; WindowsPowerShell/5.1)' }, true],
  ['what a person types', { 'Sec-Fetch-Site': 'none', 'User-Agent': 'Mozilla/5.0', 'Accept-Language': 'en' }, true],
  ['a page of this machine', { Origin: 'http://localhost:3000' }, true],
  ['an image on a page of this machine', { 'Sec-Fetch-Site': 'cross-site', Referer: 'http://localhost:3000/' }, true],
  ['an image on another page', { 'Sec-Fetch-Site': 'cross-site' }, false],
  ['a link on another page', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' }, false],
  ['a script of another page', { Origin: 'http://evil.example' }, false],
  ['a page of no origin', { Origin: 'null' }, false],
  ['another page in an old browser', { Referer: 'http://evil.example/page' }, false],
  ['an old browser that says nothing', { 'User-Agent': 'Mozilla/5.0 (Macintosh)', 'Accept-Language': 'en' }, false],
]

const EFFECTS = [
  ['GET', 'refreshes an eSIM'],
  ['HEAD', 'refreshes an eSIM'],
  ['GET', 'opens an organisation'],
  ['HEAD', 'opens an organisation'],
  ['GET', 'uses up a fault'],
] as const

test.each(EFFECTS.flatMap(([method, effect]) => SENDERS.map((sender) => [method, effect, ...sender] as const)))(
  'a %s with its key in the query that %s, of %s',
  async (method, effect, _, headers, mayWrite) => {
    const { emulator, send } = await listen()
    const [esim] = await emulator.esims.create()
    if (effect === 'uses up a fault') await emulator.faults.add({ fault: { type: 'status', status: 503 }, times: 1 })
    const path = {
      'refreshes an eSIM': `/v2.2/esims/${esim?.iccid}/refresh?api_key=test-key`,
      'opens an organisation': '/v2/organisation?api_key=of-a-page',
      'uses up a fault': '/v2/organisation?api_key=test-key',
    }[effect]
    const before = await stateOf(emulator)
    const { status, reason } = await send(method, headers, path)
    if (mayWrite) expect(status).toBe(effect === 'uses up a fault' ? 503 : 200)
    else expect([status, reason]).toEqual([403, 'foreign-origin'])
    // HEAD does nothing of what GET would do; any call opens its organisation.
    const changes = mayWrite && !(method === 'HEAD' && effect === 'refreshes an eSIM')
    expect((await stateOf(emulator)) === before).toBe(!changes)
  },
)

/** Everything that a call may change, but for the number that it has in the journal. */
const stateOf = async (emulator: Emulator): Promise<string> =>
  JSON.stringify([
    await emulator.state.export(),
    await emulator.organisations.list(),
    await emulator.faults.list(),
  ]).replace(/"request_sequence":\d+/, '')

test('a page of another place may be what reads, since its browser keeps the answer from it', async () => {
  const { emulator, send } = await listen()
  await emulator.settings.get()
  const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.example' }
  expect((await send('GET', headers, '/v2.2/orders?api_key=test-key')).status).toBe(200)
})

test('a key in the header is nothing that a page can send: who sends one may refresh', async () => {
  const { emulator, send } = await listen()
  const [esim] = await emulator.esims.create()
  const headers = { 'X-API-Key': 'test-key', Referer: 'https://wiki.example/' }
  expect((await send('GET', headers, `/v2.2/esims/${esim?.iccid}/refresh`)).status).toBe(200)
})
