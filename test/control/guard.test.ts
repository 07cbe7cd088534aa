import { request as httpRequest } from 'node:http'
import { expect, test } from 'vitest'
import { isLoopback } from '../../src/domain/host.ts'
import { createTestEmulator } from '../support/emulator.ts'

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request with any headers, `Host` too, to a port of this machine. */
const send = (port: number, { method = 'GET', path = '/_emulator/clock', headers = {} }: Sent = {}) =>
  new Promise<{ status: number; code: string | undefined }>((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, code: JSON.parse(text || '{}').error?.code }),
      )
    })
    request.on('error', reject)
    request.end(method === 'GET' ? undefined : '{}')
  })

async function listen(host: string) {
  const { emulator } = await createTestEmulator()
  const { port } = await emulator.listen({ host })
  return { emulator, port }
}

test('on loopback a call without a key acts on the default organisation', async () => {
  const { emulator, port } = await listen('127.0.0.1')
  await emulator.clock.advance('1d')
  const response = await fetch(`http://127.0.0.1:${port}/_emulator/clock`)
  expect((await response.json()).now).toBe('2026-01-02T00:00:00Z')
})

test('where other machines can call, a key is asked for', async () => {
  const { port } = await listen('0.0.0.0')
  expect(await send(port)).toEqual({ status: 401, code: 'api_key_required' })
  expect(await send(port, { headers: { 'X-API-Key': 'test-key' } })).toMatchObject({ status: 200 })
  expect(await send(port, { path: '/_emulator/health' })).toMatchObject({ status: 200 })
})

const PUT = { method: 'PUT', path: '/_emulator/clock' }

test.each([
  ['127.0.0.1', undefined, 200, undefined],
  ['localhost', undefined, 200, undefined],
  ['LOCALHOST:PORT', undefined, 200, undefined],
  ['[::1]:PORT', undefined, 200, undefined],
  ['127.0.0.1:PORT', 'http://127.0.0.1:PORT', 200, undefined],
  ['rebound.example', undefined, 403, 'unexpected_host'],
  ['rebound.example:PORT', 'http://rebound.example:PORT', 403, 'unexpected_host'],
  ['localhost.example', undefined, 403, 'unexpected_host'],
  ['127.0.0.1.example', undefined, 403, 'unexpected_host'],
  ['127.0.0.1:PORT', 'https://shop.example', 403, 'foreign_origin'],
  ['127.0.0.1:PORT', 'http://127.0.0.1:1', 403, 'foreign_origin'],
  ['127.0.0.1:PORT', 'http://localhost:PORT', 403, 'foreign_origin'],
  ['127.0.0.1:PORT', 'null', 403, 'foreign_origin'],
])('a write to %s from a page of %s is answered %i', async (host, origin, status, code) => {
  const { port } = await listen('127.0.0.1')
  const withPort = (text: string) => text.replace('PORT', String(port))
  const headers = { Host: withPort(host), ...(origin === undefined ? {} : { Origin: withPort(origin) }) }
  expect(await send(port, { ...PUT, headers })).toEqual({ status, code })
  // A page of another origin may ask, since its browser keeps the answer from it; one under a name of its own may not.
  const reads = code === 'unexpected_host' ? { status, code } : { status: 200 }
  expect(await send(port, { headers })).toMatchObject(reads)
})

test.each<[string, Record<string, string>, number]>([
  ['a program', {}, 200],
  ['its own page', { 'Sec-Fetch-Site': 'same-origin' }, 200],
  ['a page of another place that hides its origin', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['a page of another port', { 'Sec-Fetch-Site': 'same-site' }, 403],
  ['a page of another place in an old browser', { Referer: 'http://evil.example/' }, 403],
])('a write of %s, by %j, is answered %i', async (_, headers, status) => {
  const { port } = await listen('127.0.0.1')
  expect((await send(port, { ...PUT, headers })).status).toBe(status)
  // A link may lead here from anywhere.
  expect((await send(port, { headers })).status).toBe(200)
})

test.each([
  ['/_emulator/state', 403],
  ['/_emulator/requests', 403],
  ['/_emulator/organisations', 403],
  ['/_emulator/stream', 403],
  ['/_emulator/openapi.json', 200],
  ['/_emulator/health', 200],
  ['/health', 200],
  ['/livez', 200],
  ['/readyz', 200],
])('under a name that is not of this machine, %s is answered %i', async (path, status) => {
  const { port } = await listen('127.0.0.1')
  expect(await send(port, { path, headers: { Host: `rebound.example:${port}` } })).toMatchObject({ status })
})

test('where other machines can call, any name is right, and another origin still is not', async () => {
  const { port } = await listen('0.0.0.0')
  const headers = { 'X-API-Key': 'test-key', Host: 'emulator.example:4024' }
  expect(await send(port, { ...PUT, headers })).toMatchObject({ status: 200 })
  expect(await send(port, { ...PUT, headers: { ...headers, Origin: 'http://shop.example' } })).toEqual({
    status: 403,
    code: 'foreign_origin',
  })
})

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.2', false],
  ['emulator.example', false],
])('to listen on %s is to listen on loopback: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback)
})
