import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { refuseRows, watchDatabase } from '../support/tables.ts'
import { buyEsim } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

const START = '2026-01-01T00:00:00Z'

type Reply = Parameters<typeof createReceiver>[0]

/** An eSIM that registers for the first time, which is told to a receiver that answers as it is told. */
async function attachOne(reply: Reply, callbackRetries?: number) {
  const receiver = createReceiver(reply)
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  if (callbackRetries !== undefined) await emulator.settings.change({ callbackRetries })
  const iccid = await buyEsim(api)
  await emulator.esims.attach(iccid, 'GB')
  const [first] = await emulator.callbacks.list({ wait: '5s' })
  const id = first?.id ?? 0
  const read = async () => {
    const callback = (await emulator.callbacks.list()).find((each) => each.id === id)
    return { status: callback?.status, attempts: callback?.attempts ?? [] }
  }
  return { api, emulator, iccid, id, receiver, read }
}

test('a failed delivery is tried again after one minute and after ten, with the same bytes', async () => {
  const { emulator, receiver, read } = await attachOne((_, tries) => (tries < 3 ? 503 : 200))
  expect(await read()).toMatchObject({ status: 'pending', attempts: [{ at: START, status: 503 }] })
  expect((await emulator.clock.get()).nextEvent).toEqual({ at: '2026-01-01T00:01:00Z', kind: 'callback.retry' })
  await emulator.clock.advance(60_000 - 1)
  expect(receiver.received.length).toBe(1)
  await emulator.clock.advance(1)
  expect(receiver.received.length).toBe(2)
  await emulator.clock.advance('1h')
  expect(await read()).toMatchObject({
    status: 'delivered',
    attempts: [
      { at: START, status: 503 },
      { at: '2026-01-01T00:01:00Z', status: 503 },
      { at: '2026-01-01T00:11:00Z', status: 200 },
    ],
  })
  expect(new Set(receiver.received.map(({ body, headers }) => JSON.stringify([body, headers]))).size).toBe(1)
})

test('after the third failure it is given up', async () => {
  const { emulator, receiver, read } = await attachOne(() => 500)
  await emulator.clock.advance('30d')
  expect(receiver.received.length).toBe(3)
  expect((await read()).status).toBe('failed')
})

test.each([
  [0, ['00:00']],
  [1, ['00:00', '00:01']],
  [5, ['00:00', '00:01', '00:11', '01:11', '07:11', '13:11']],
])('with %i retries it is tried at %j', async (retries, times) => {
  const { emulator, read } = await attachOne(() => 500, retries)
  await emulator.clock.advance('5d')
  const { status, attempts } = await read()
  expect(status).toBe('failed')
  expect(attempts.map(({ at }) => at)).toEqual(times.map((time) => `2026-01-01T${time}:00Z`))
})

test.each([
  [200, 'delivered'],
  [204, 'delivered'],
  [299, 'delivered'],
  [301, 'failed'],
  [400, 'failed'],
  [404, 'failed'],
  [500, 'failed'],
])('a receiver that answers %i: %s', async (status, outcome) => {
  const { read } = await attachOne(() => new Response(null, { status }), 0)
  expect(await read()).toMatchObject({ status: outcome, attempts: [{ status }] })
})

test('an attempt without an answer says why, one with an answer what was answered', async () => {
  const refused = await attachOne(() => {
    throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
  }, 0)
  expect((await refused.read()).attempts).toEqual([
    { at: START, status: null, durationMs: expect.any(Number), error: 'ECONNREFUSED' },
  ])
  const answered = await attachOne(() => new Response('no such hook', { status: 404 }), 0)
  expect((await answered.read()).attempts).toEqual([
    { at: START, status: 404, durationMs: expect.any(Number), responseBody: 'no such hook' },
  ])
})

test('what comes later for the same eSIM waits, for others and for the organisation it does not', async () => {
  const { api, emulator, iccid, receiver } = await attachOne(({ body }, tries) =>
    body.includes('FirstAttachment') && tries < 2 ? 500 : 200,
  )
  await emulator.settings.change({ balance: 100.5 })
  const other = await buyEsim(api)
  await emulator.esims.use(iccid, { megabytes: 600 })
  await emulator.esims.attach(other, 'GB')
  await emulator.clock.advance(0)
  const told = () => receiver.bodies.map((body) => [body.iccid, body.alertType])
  expect(told()).toEqual([
    [iccid, 'FirstAttachment'],
    [undefined, 'LowBalance'],
    [other, 'FirstAttachment'],
  ])
  await emulator.clock.advance('1m')
  expect(told().slice(3)).toEqual([
    [iccid, 'FirstAttachment'],
    [iccid, 'FirstUse'],
    [iccid, 'Utilisation'],
    [other, 'FirstAttachment'],
  ])
})

test('what waits for one that is given up is sent after it', async () => {
  const { emulator, iccid, receiver } = await attachOne(({ body }) => (body.includes('FirstAttachment') ? 500 : 200))
  await emulator.esims.use(iccid, { megabytes: 1 })
  await emulator.clock.advance('11m')
  expect(receiver.bodies.map(({ alertType }) => alertType)).toEqual([...Array(3).fill('FirstAttachment'), 'FirstUse'])
  const [callback] = await emulator.callbacks.list({ alertType: 'FirstUse' })
  expect(callback?.attempts).toMatchObject([{ at: '2026-01-01T00:11:00Z', status: 200 }])
})

test('a delivery on demand is one more attempt with the same bytes, whatever came of the others', async () => {
  let status = 200
  const { emulator, id, receiver, read } = await attachOne(() => status)
  await emulator.clock.advance('1d')
  expect(await emulator.callbacks.redeliver(id)).toMatchObject({ status: 'delivered', attempts: [{}, {}] })
  status = 500
  expect(await emulator.callbacks.redeliver(id)).toMatchObject({ status: 'delivered', attempts: [{}, {}, {}] })
  await emulator.clock.advance('1d')
  expect((await read()).attempts.map((attempt) => [attempt.at, attempt.status])).toEqual([
    [START, 200],
    ['2026-01-02T00:00:00Z', 200],
    ['2026-01-02T00:00:00Z', 500],
  ])
  expect(new Set(receiver.received.map((received) => JSON.stringify(received))).size).toBe(1)
})

test('a delivery on demand that succeeds ends the retries', async () => {
  const { emulator, id, receiver } = await attachOne((_, tries) => (tries < 2 ? 500 : 200))
  expect(await emulator.callbacks.redeliver(id)).toMatchObject({ status: 'delivered' })
  await emulator.clock.advance('1d')
  expect(receiver.received.length).toBe(2)
  expect(await emulator.clock.events()).not.toContainEqual(expect.objectContaining({ kind: 'callback.retry' }))
})

test('one that had nowhere to go is tried again where it went then', async () => {
  const receiver = createReceiver((_, tries) => (tries === 1 ? 500 : 200))
  const { api, emulator } = await createTestEmulator({ callbackFetch: receiver.fetch })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  const [unsent] = await emulator.callbacks.list()
  await emulator.settings.change({ callbackUrl: RECEIVER_URL })
  expect(await emulator.callbacks.redeliver(unsent?.id ?? 0)).toMatchObject({ status: 'pending', url: RECEIVER_URL })
  await emulator.settings.change({ callbackUrl: '' })
  await emulator.clock.advance('1m')
  expect(await emulator.callbacks.list()).toMatchObject([{ status: 'delivered', attempts: [{ status: 500 }, {}] }])
})

test('two deliveries on demand at one time are two attempts', async () => {
  const { emulator, id, read } = await attachOne(() => 200)
  await Promise.all([emulator.callbacks.redeliver(id), emulator.callbacks.redeliver(id)])
  expect((await read()).attempts.length).toBe(3)
})

test('there is nothing to deliver again that was never there', async () => {
  const { emulator } = await createTestEmulator()
  await expect(emulator.callbacks.redeliver(7)).rejects.toMatchObject({ status: 404, code: 'callback_not_found' })
})

test('an outcome that cannot be written is reported, written when it can be, and the callback is not sent again', async () => {
  const failures: unknown[] = []
  const receiver = createReceiver()
  const wall = new TestSystemClock()
  const { opened, database } = await watchDatabase(() =>
    createTestEmulator({
      wall,
      callbackUrl: RECEIVER_URL,
      callbackFetch: receiver.fetch,
      onFailure: (error) => failures.push(String(error)),
    }),
  )
  const { emulator, api } = opened
  const iccid = await buyEsim(api)
  const { mend } = refuseRows(database, 'attempts')
  await emulator.esims.attach(iccid, 'GB')
  for (let turn = 0; turn < 20; turn++) await settle()
  expect(failures).toEqual([expect.stringContaining('the disk is full')])
  await wall.pass(1_000)
  expect(failures).toHaveLength(2)
  expect(await emulator.callbacks.list()).toMatchObject([{ status: 'pending', attempts: [] }])
  mend()
  await wall.pass(1_000)
  expect(await emulator.callbacks.list()).toMatchObject([{ status: 'delivered', attempts: [{ status: 200 }] }])
  expect(receiver.received.length).toBe(1)
})

test('an outcome that cannot be written holds up no callback of a state that was restored meanwhile', async () => {
  const receiver = createReceiver()
  const wall = new TestSystemClock()
  const { opened, database } = await watchDatabase(() =>
    createTestEmulator({
      wall,
      callbackUrl: RECEIVER_URL,
      callbackFetch: receiver.fetch,
      onFailure: () => undefined,
    }),
  )
  const { emulator, api } = opened
  const iccid = await buyEsim(api)
  await emulator.snapshots.take('before')
  const { mend } = refuseRows(database, 'attempts')
  await emulator.esims.attach(iccid, 'GB')
  for (let turn = 0; turn < 20; turn++) await settle()
  mend()
  await emulator.snapshots.restore('before')
  // The same number is given to a callback again.
  await emulator.esims.attach(iccid, 'GB')
  await wall.pass(1_000)
  for (let turn = 0; turn < 20; turn++) await settle()
  expect(await emulator.callbacks.list()).toMatchObject([{ status: 'delivered', attempts: [{ status: 200 }] }])
  expect(receiver.received.length).toBe(2)
})
