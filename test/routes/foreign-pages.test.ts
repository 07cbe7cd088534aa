import { request as httpRequest } from 'node:http'
import { expect, test } from 'vitest'
import { balanceOf } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { orderBody } from '../support/trade.ts'

interface Answered {
  readonly status: number | undefined
  readonly reason: unknown
  readonly body: unknown
}

/** Calls as a page's simple request would, which its browser sends without asking first. */
const call = (port: number, method: string, path: string, headers: Record<string, string>) =>
  new Promise<Answered>((resolve, reject) => {
    const sent = { 'Content-Type': 'text/plain', ...headers }
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers: sent, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => {
        const { statusCode: status, headers } = response
        resolve({ status, reason: headers['emulator-reason'], body: JSON.parse(text) })
      })
    })
    request.on('error', reject)
    request.end(method === 'GET' ? undefined : JSON.stringify(orderBody({})))
  })

const ORDER = '/v2/orders?api_key=test-key'

async function listen(host = '127.0.0.1') {
  const { emulator } = await createTestEmulator()
  const { port } = await emulator.listen({ host })
  const withPort = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(port))]))
  return {
    emulator,
    send: (method: string, headers: Record<string, string>) => call(port, method, ORDER, withPort(headers)),
  }
}

test.each<[Record<string, string>, boolean]>([
  [{}, true],
  [{ Host: 'emulator.example' }, true],
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
  [{ Host: 'rebound.example:PORT', Origin: 'http://rebound.example:PORT' }, false],
])('with %j, whether an order is placed: %j', async (headers, placed) => {
  const { emulator, send } = await listen()
  const { status, reason, body } = await send('POST', headers)
  expect([status, reason]).toEqual(placed ? [200, undefined] : [403, 'foreign-origin'])
  if (!placed) expect(body).toEqual({ message: expect.stringMatching(/^a page of .* may not write to this emulator/) })
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
  const { emulator } = await createTestEmulator()
  const { port } = await emulator.listen()
  await call(port, 'POST', '/v2/orders?api_key=a-key-of-a-page', { Origin: 'http://evil.example' })
  const response = await emulator.fetch(new Request('http://emulator/_emulator/organisations'))
  expect(JSON.stringify(await response.json())).not.toContain('a-key-of-a-page')
})
