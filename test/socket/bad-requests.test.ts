import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'

/** What comes back for these bytes, when the connection has ended. */
async function send(port: number, bytes: string): Promise<{ status: number; type: string | undefined; body: string }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(bytes)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  return {
    status: Number(head.split(' ')[1]),
    type: /^content-type: (.*)$/im.exec(head)?.[1]?.trim(),
    body,
  }
}

const CLOSE = 'Connection: close\r\n\r\n'

test.each<[string, string, number]>([
  [
    'a header that is too long',
    `GET /v2.4/orders HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
  ],
  ['what is no HTTP', 'hello\r\n\r\n', 400],
  ['a header that is none', `GET /v2.4/orders HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n`, 400],
  [
    'two lengths',
    'POST /v2.4/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
  ],
  ['no host', `GET /v2.4/orders HTTP/1.1\r\n${CLOSE}`, 400],
  ['a host that is none', `GET /v2.4/orders HTTP/1.1\r\nHost: a b\r\n${CLOSE}`, 400],
  ['a host that is a path', `GET /v2.4/orders HTTP/1.1\r\nHost: localhost/x\r\n${CLOSE}`, 400],
  ['a port that is none', `GET /v2.4/orders HTTP/1.1\r\nHost: localhost:99999\r\n${CLOSE}`, 400],
  ['no path', `OPTIONS * HTTP/1.1\r\nHost: localhost\r\n${CLOSE}`, 400],
])('a request with %s is refused in the form of all errors', async (_, bytes, status) => {
  const { emulator } = await createTestEmulator()
  const { port } = await emulator.listen()
  const answer = await send(port, bytes)
  expect([answer.status, answer.type]).toEqual([status, 'application/json'])
  expect(JSON.parse(answer.body)).toEqual({ message: expect.any(String) })
})

test.each(['/health', '/_emulator/health', '/livez', '/readyz'])(
  '%s answers in HTTP/1.0, which has no host',
  async (path) => {
    const { emulator } = await createTestEmulator()
    const { port } = await emulator.listen()
    const answer = await send(port, `GET ${path} HTTP/1.0\r\n\r\n`)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'ok' })
  },
)

test.each<[string, string]>([
  ['DELETE', '/_emulator/snapshots/..'],
  ['DELETE', '/_emulator/snapshots/.'],
  ['DELETE', '/_emulator/faults/..'],
  ['PUT', '/_emulator/docs'],
  ['PATCH', '/_emulator/ui/esims'],
  ['DELETE', '/_emulator/organisations/%2e%2e'],
  ['DELETE', '/_emulator/assets/app.js'],
])('%s %s is no page: it is refused as a control call', async (method, path) => {
  const { emulator } = await createTestEmulator()
  const { port } = await emulator.listen()
  const answer = await send(port, `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: test-key\r\n${CLOSE}`)
  expect([answer.status, answer.type]).toEqual([404, 'application/json'])
  expect(JSON.parse(answer.body).error.code).toEqual(expect.any(String))
})
