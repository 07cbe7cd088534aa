import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { buyEsim } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

/** What a receiver does with each callback that it has read whole, the `nth` of a connection and of all, from 1. */
type Answer = (socket: Socket, nth: { readonly ofConnection: number; readonly ofAll: number }) => void

/** A receiver that writes raw bytes. Closed when the test is over. */
async function listenRaw(answer: Answer): Promise<{ readonly url: string; readonly received: string[] }> {
  const received: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let text = ''
    let ofConnection = 0
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      text += chunk
      const head = text.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1])
      if (head < 0 || text.length < head + 4 + length) return
      received.push(text.slice(head + 4))
      text = ''
      ofConnection += 1
      answer(socket, { ofConnection, ofAll: received.length })
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received }
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const ANSWERS: readonly (readonly [name: string, bytes: string, ends: boolean, attempt: object, outcome: string])[] = [
  ['200', OK, false, { status: 200, responseBody: 'ok' }, 'delivered'],
  [
    '200 with a body that never ends',
    'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nsome',
    false,
    { status: 200, responseBody: 'some' },
    'delivered',
  ],
  [
    '200 with a chunked body that breaks off',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n',
    true,
    { status: 200, responseBody: 'some' },
    'delivered',
  ],
  ['200 with no body and no end', 'HTTP/1.1 200 OK\r\n\r\n', false, { status: 200, responseBody: '' }, 'delivered'],
  [
    '500 with a body that never ends',
    'HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\nno',
    false,
    { status: 500, responseBody: 'no' },
    'failed',
  ],
  [
    '101, which is an answer that is no success',
    'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    false,
    { status: 101, responseBody: '' },
    'failed',
  ],
  [
    '103 and then 200',
    `HTTP/1.1 103 Early Hints\r\n\r\n${OK}`,
    false,
    { status: 200, responseBody: 'ok' },
    'delivered',
  ],
  ['204', 'HTTP/1.1 204 No Content\r\n\r\n', false, { status: 204, responseBody: '' }, 'delivered'],
  [
    '301, which is not followed',
    'HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n',
    false,
    { status: 301, error: 'redirects are not followed' },
    'failed',
  ],
  ['nothing, and the end of the connection', '', true, { status: null, error: 'ECONNRESET' }, 'failed'],
  ['half a head, and the end of the connection', 'HTTP/1.1 20', true, { status: null }, 'failed'],
]

test.concurrent.each(ANSWERS)('a receiver that answers %s is understood', async (_, bytes, ends, attempt, status) => {
  const receiver = await listenRaw((socket) => {
    socket.write(bytes)
    if (ends) socket.end()
  })
  const { emulator, close } = await openTestEmulator({ callbackUrl: receiver.url })
  await emulator.settings.change({ callbackRetries: 0 })
  await emulator.callbacks.test({ alertType: 'LowBalance' })
  expect(await emulator.callbacks.list()).toMatchObject([{ status, attempts: [attempt] }])
  expect(receiver.received).toHaveLength(1)
  await close()
})

test('a kept connection that ends after the receiver has read a callback is an attempt, and so is the next', async () => {
  const receiver = await listenRaw((socket, { ofAll }) => {
    if (ofAll === 2) socket.destroy()
    else socket.write(OK)
  })
  const { emulator } = await createTestEmulator({ callbackUrl: receiver.url })
  await emulator.settings.change({ callbackRetries: 0 })
  await emulator.callbacks.test({ alertType: 'LowBalance' })
  await emulator.callbacks.test({ alertType: 'LowBalance' })
  const [second, first] = await emulator.callbacks.list()
  expect(first).toMatchObject({ status: 'delivered', attempts: [{ status: 200 }] })
  expect(second).toMatchObject({
    status: 'delivered',
    attempts: [{ status: null, error: expect.any(String) }, { status: 200 }],
  })
  expect(receiver.received).toHaveLength(3)
  expect(receiver.received[2]).toBe(receiver.received[1])
})

/** A file whose emulator is closed while a callback is on its way; the receiver answers when it is told to. */
async function closeDuringDelivery(answers: boolean) {
  const db = join(createFolder(), 'state.db')
  let answer = (_: Response): void => undefined
  const open = () =>
    openTestEmulator({
      db,
      callbackUrl: RECEIVER_URL,
      callbackFetch: () => new Promise((resolve) => (answer = resolve)),
    })
  const first = await open()
  const iccid = await buyEsim(first.api)
  const attached = first.emulator.esims.attach(iccid, 'GB').catch(() => undefined)
  await settle()
  const closed = first.close()
  if (answers) answer(new Response())
  await Promise.all([attached, closed])
  const second = await open()
  onTestFinished(second.close)
  return { emulator: second.emulator, answer: (response: Response) => answer(response) }
}

test('an answer that arrives while the emulator is being closed is kept', async () => {
  const { emulator } = await closeDuringDelivery(true)
  expect(await emulator.callbacks.list()).toMatchObject([{ status: 'delivered', attempts: [{ status: 200 }] }])
})

test('a sending that closing the emulator cut off is an attempt, and the callback is sent again', async () => {
  const { emulator, answer } = await closeDuringDelivery(false)
  await settle()
  answer(new Response())
  expect(await emulator.callbacks.list({ status: 'delivered', wait: '5s' })).toMatchObject([
    { status: 'delivered', attempts: [{ status: null, error: 'the emulator was closed' }, { status: 200 }] },
  ])
})

/** A receiver that answers one callback after the other, and makes a call of its own while it answers the first. */
async function createCaller() {
  const wall = new TestSystemClock()
  let makeCall = async (): Promise<void> => undefined
  let turn: Promise<unknown> = Promise.resolve()
  const receiver = createReceiver((_, __) => {
    const nth = receiver.received.length
    const answered = turn.then(() => (nth === 1 ? makeCall() : undefined)).then(() => 200)
    turn = answered
    return answered
  })
  const { api, emulator } = await createTestEmulator({ wall, callbackFetch: receiver.fetch })
  const [one, other] = [await buyEsim(api), await buyEsim(api)]
  for (const iccid of [one, other]) await emulator.esims.attach(iccid, 'GB')
  await emulator.settings.change({ callbackUrl: RECEIVER_URL })
  return { wall, emulator, one, other, onFirst: (call: () => Promise<void>) => (makeCall = call) }
}

/** Passes the time that a call waits for callbacks, as soon as it waits. */
async function waited(wall: TestSystemClock): Promise<void> {
  while (wall.waits.length === 0) await settle()
  await wall.pass(5_000)
}

const pendingAndDelivered = [{ attempts: [{ status: 200 }] }, { attempts: [{ status: 200 }] }]

test('a receiver that causes another callback while it is called is answered before that is', async () => {
  const { wall, emulator, one, other, onFirst } = await createCaller()
  let said: unknown
  onFirst(async () => {
    const used = emulator.esims.use(other, { megabytes: 1 })
    await waited(wall)
    said = (await used).callbacks
  })
  await emulator.esims.use(one, { megabytes: 1 })
  expect(said).toMatchObject([{ alertType: 'FirstUse', status: 'pending' }])
  expect(await emulator.callbacks.list({ status: 'delivered', wait: '5s', count: 2 })).toMatchObject(
    pendingAndDelivered,
  )
})

test('a receiver that moves the clock while it is called is told that it waits for itself', async () => {
  const { wall, emulator, one, onFirst } = await createCaller()
  let refused: unknown
  onFirst(async () => {
    const advanced = emulator.clock.advance('1d').catch((error) => error)
    await waited(wall)
    refused = await advanced
  })
  await emulator.esims.use(one, { megabytes: 1 })
  expect(refused).toMatchObject({ status: 409, code: 'callback_unanswered' })
  expect(await emulator.callbacks.list({ limit: 1 })).toMatchObject([
    { status: 'delivered', attempts: [{ status: 200 }] },
  ])
  expect((await emulator.clock.get()).now).toBe('2026-01-01T00:00:00Z')
})

test('of a long answer the beginning is kept', async () => {
  const callbackFetch = async () => new Response(`begin ${'x'.repeat(10_000)}`)
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  const [callback] = await emulator.callbacks.list({ wait: '5s' })
  const kept = callback?.attempts[0]?.responseBody ?? ''
  expect([kept.length, kept.slice(0, 8)]).toEqual([2_000, 'begin xx'])
})

test('the answer to a callback of a state that was replaced says nothing of the one that has its number now', async () => {
  const answers: ((answer: Response) => void)[] = []
  const callbackFetch = () => new Promise<Response>((resolve) => answers.push(resolve))
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch })
  const attach = async () => {
    void emulator.esims.attach(await buyEsim(api), 'GB')
    await settle()
    return (await emulator.callbacks.list())[0]
  }
  const state = await emulator.state.export()
  const before = await attach()
  await emulator.state.import(state)
  const after = await attach()
  expect(after?.id).toBe(before?.id)
  answers[0]?.(new Response('late'))
  await expect.poll(() => answers.length).toBe(2)
  expect(await emulator.callbacks.list()).toMatchObject([{ id: after?.id, status: 'pending', attempts: [] }])
  answers[1]?.(new Response('in time'))
  await settle()
  expect(await emulator.callbacks.list()).toMatchObject([
    { status: 'delivered', attempts: [{ responseBody: 'in time' }] },
  ])
})
