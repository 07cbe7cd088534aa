import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { ask } from '../support/ask.ts'
import { createTestEmulator } from '../support/emulator.ts'

/** Any call with any headers, `Host` too; PORT in them is the emulator's. */
async function listening(options: EmulatorOptions = {}) {
  const { emulator } = await createTestEmulator(options)
  const { port } = await emulator.listen({ host: '127.0.0.1' })
  return {
    emulator,
    call: (method: string, path: string, headers: Record<string, string>) =>
      ask(port, {
        method,
        path,
        headers: { ...headers, Host: (headers.Host ?? '127.0.0.1:PORT').replace('PORT', String(port)) },
      }),
  }
}

test.each<[string, boolean]>([
  ['127.0.0.1:PORT', true],
  ['127.0.0.1', true],
  ['LocalHost:PORT', true],
  ['localhost.:PORT', true],
  ['app.localhost:PORT', true],
  ['[::1]:PORT', true],
  ['0.0.0.0:PORT', true],
  ['api.esim-go.com', true],
  ['API.ESIM-GO.COM:443', true],
  ['host.docker.internal:PORT', true],
  ['host.containers.internal:PORT', true],
  ['10.0.2.2:PORT', true],
  ['rebound.example:PORT', false],
  ['localhost.rebound.example', false],
  ['127.0.0.1.rebound.example:PORT', false],
  ['notlocalhost', false],
  ['api.esim-go.com.rebound.example', false],
  ['host.docker.internal.rebound.example', false],
  ['esim-emulator:PORT', false],
  ['dev.test:PORT', false],
])('to listen on loopback and be called %s: every call is answered: %j', async (host, answered) => {
  const { emulator, call } = await listening()
  const esim = await emulator.esims.create()
  const key = { 'X-API-Key': 'test-key', Host: host }
  const calls = [
    ['GET', '/v2.4/organisation', { 'X-API-Key': 'test-key' }],
    ['GET', '/v2.2/orders?api_key=test-key', {}],
    ['HEAD', `/v2.4/esims/${esim[0]?.iccid}`, key],
    ['GET', '/_emulator/esims', key],
    ['GET', '/_emulator/', {}],
    ['PUT', '/_emulator/clock', key],
  ] as const
  for (const [method, path, headers] of calls) {
    const { status } = await call(method, path, { ...headers, Host: host })
    expect([method, path, status]).toEqual([method, path, answered ? 200 : 403])
  }
  const { status, reason } = await call('GET', '/v2.4/nowhere', key)
  expect([status, reason]).toEqual(answered ? [404, 'unknown-route'] : [403, 'unexpected-host'])
})

test('a name that is not of this machine is told what makes it one', async () => {
  const { call } = await listening()
  const { status, reason, text } = await call('GET', '/v2.4/organisation', {
    Host: 'dev.test:PORT',
    'X-API-Key': 'test-key',
  })
  expect([status, reason]).toEqual([403, 'unexpected-host'])
  expect(JSON.parse(text).message).toMatch(
    /^this emulator does not answer to the host dev\.test:\d+: use its address, 127\.0\.0\.1, or start it with --allow-host dev\.test:\d+$/,
  )
})

test.each<[string, string, boolean]>([
  ['dev.test', 'dev.test:PORT', true],
  ['DEV.test', 'dev.TEST', true],
  ['dev.test:80', 'dev.test:80', true],
  ['dev.test:80', 'dev.test:PORT', false],
  ['dev.test', 'sub.dev.test', false],
  ['fd00::2', '[fd00::2]:PORT', true],
  ['192.168.1.7', '192.168.1.7:PORT', true],
])('with --allow-host %s, whether %s is answered: %j', async (allowed, host, answered) => {
  const { call } = await listening({ allowHosts: ['other.test', allowed] })
  const { status } = await call('GET', '/v2.4/organisation', { Host: host, 'X-API-Key': 'test-key' })
  expect(status).toBe(answered ? 200 : 403)
  expect((await call('GET', '/_emulator/clock', { Host: host })).status).toBe(answered ? 200 : 403)
})

test('where other machines can call, every name is right: that of a container, too', async () => {
  const { emulator } = await createTestEmulator()
  const { port } = await emulator.listen({ host: '0.0.0.0' })
  const headers = { Host: 'esim-emulator:4024', 'X-API-Key': 'test-key' }
  expect((await ask(port, { method: 'GET', path: '/v2.4/organisation', headers })).status).toBe(200)
})
