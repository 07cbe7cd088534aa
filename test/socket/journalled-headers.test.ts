import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'

test('the journal has the headers of a call over a socket as those of a call in the process: odd ones too', async () => {
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const head = [
    'GET /v2.4/inventory HTTP/1.1',
    'Host: localhost',
    'x-api-KEY: test-key',
    'X-Trace: a',
    'x-trace: b \xe9\tc',
    'X-Empty:',
    'Connection: close',
  ]
  socket.end(Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'))
  expect(await text(socket)).toContain('200 OK')
  const [call] = await emulator.requests.list()
  expect(call?.requestHeaders).toEqual({
    connection: 'close',
    host: 'localhost',
    'x-api-key': '***',
    'x-empty': '',
    'x-trace': 'a, b \xe9\tc',
  })
})
