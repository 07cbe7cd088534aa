import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { startCli } from '../support/cli.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { holdTimers } from '../support/timers.ts'

async function listening() {
  const { emulator, close } = await openTestEmulator()
  const { port } = await emulator.listen()
  const dial = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }
  return { emulator, close, dial }
}

/** Waits until the server has answered something on another connection, and so has seen what was sent before. */
async function settle(dial: () => Promise<Socket>): Promise<void> {
  const socket = await dial()
  socket.write('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')
  socket.resume()
  await once(socket, 'close')
}

/** Lets everything that is on its way in this process arrive. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

const HEAD = 'POST /v2.4/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: test-key\r\n'

test.each([
  ['nothing', ''],
  ['half a line', 'GET /v2.4/or'],
  ['half its headers', HEAD],
])('a connection that has sent %s does not keep a server that is closed', async (_, sent) => {
  const { close, dial } = await listening()
  const socket = await dial()
  if (sent !== '') socket.write(sent)
  await settle(dial)
  holdTimers()
  const closed = once(socket, 'close')
  await close()
  await closed
})

test('a connection that waits for its next request does not either', async () => {
  const { close, dial } = await listening()
  const socket = await dial()
  socket.write('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  await once(socket, 'data')
  const closed = once(socket, 'close')
  await close()
  await closed
})

test('a request of which the body never comes holds it up for a few seconds at most', async () => {
  const { close, dial } = await listening()
  const socket = await dial()
  socket.write(`${HEAD}Content-Length: 100\r\n\r\n{"type":`)
  await settle(dial)
  const timers = holdTimers()
  let closed = false
  const closing = close().then(() => {
    closed = true
  })
  // One for each address that it listens on.
  await vi.waitFor(() => expect(timers.length).toBeGreaterThan(0))
  await settled()
  expect(closed).toBe(false)
  for (const grace of timers) {
    expect(grace.delayMs).toBeLessThanOrEqual(5_000)
    grace.fire()
  }
  await closing
  await once(socket, 'close')
})

test.each(['/_emulator/stream', '/_emulator/callbacks?wait=1m&count=1'])('%s does not hold it up', async (path) => {
  const { close, dial } = await listening()
  const socket = await dial()
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  await settle(dial)
  holdTimers()
  await close()
})

test('a command is stopped although a browser keeps a connection open', async () => {
  const { url, stop } = await startCli([])
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  await vi.waitFor(async () => expect((await fetch(`${url}/health`)).status).toBe(200))
  expect(await stop('SIGTERM')).toEqual({ code: 0, signal: null })
}, 30_000)
