import { expect, test } from 'vitest'
import { CallbackBody } from '../../src/contract/callbacks.ts'
import { ALERT_TYPES } from '../../src/domain/callback.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { strictSchema } from '../support/strict-schema.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

/** An eSIM whose first attachment cannot be told, so that its first use waits, and another one that is told all. */
async function createWorld() {
  const receiver = createReceiver(({ body }) => (body.includes(bad) ? 500 : 200))
  const wall = new TestSystemClock()
  let bad = 'nobody'
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch, wall })
  const [poor, good] = [await buyEsim(api), await buyEsim(api)]
  bad = poor
  for (const iccid of [poor, good]) await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  await settle()
  return { api, emulator, receiver, wall, poor, good }
}

test('callbacks are listed newest first, with what was sent and what came of it', async () => {
  const { emulator, good } = await createWorld()
  const [last] = await emulator.callbacks.list({ status: 'delivered' })
  expect(Object.keys(last ?? {})).toEqual([
    'id',
    'createdAt',
    'alertType',
    'iccid',
    'url',
    'version',
    'status',
    'body',
    'headers',
    'attempts',
  ])
  expect(last).toMatchObject({ alertType: 'FirstUse', iccid: good, url: RECEIVER_URL, version: 'V3' })
  const ids = (await emulator.callbacks.list()).map(({ id }) => id)
  expect(ids).toEqual([...ids].sort((a, b) => b - a))
})

test('they can be limited by eSIM, type, status and number', async () => {
  const { emulator, poor, good } = await createWorld()
  const find = async (query: object) =>
    (await emulator.callbacks.list(query)).map(({ iccid, alertType }) => [iccid === poor ? 'poor' : 'good', alertType])
  const [used, attached] = ['FirstUse', 'FirstAttachment']
  expect(await find({})).toEqual([
    ['good', used],
    ['good', attached],
    ['poor', used],
    ['poor', attached],
  ])
  expect(await find({ iccid: good })).toEqual([
    ['good', used],
    ['good', attached],
  ])
  expect(await find({ alertType: 'FirstUse' })).toEqual([
    ['good', used],
    ['poor', used],
  ])
  expect(await find({ status: 'pending' })).toEqual([
    ['poor', used],
    ['poor', attached],
  ])
  expect(await find({ status: 'pending', alertType: 'FirstUse' })).toEqual([['poor', used]])
  expect(await find({ limit: 1 })).toEqual([['good', used]])
  const [, second] = await emulator.callbacks.list()
  expect(await find({ before: second?.id, limit: 1 })).toEqual([['poor', used]])
  expect(await find({ iccid: '8'.repeat(19) })).toEqual([])
})

test('one that is waited for is answered when it has been tried', async () => {
  const { api, emulator, good } = await createWorld()
  const answered = emulator.callbacks.list({ alertType: 'Utilisation', wait: '30s' })
  await settle()
  await emulator.esims.use(good, { megabytes: 600 })
  expect(await answered).toMatchObject([{ alertType: 'Utilisation', iccid: good, status: 'delivered' }])
  expect((await api.get(`/esims/${good}`)).status).toBe(200)
})

test('several are waited for until all have been tried', async () => {
  const { emulator, good } = await createWorld()
  let answers = 0
  const answered = emulator.callbacks.list({ alertType: 'Utilisation', wait: '30s', count: 2 }).then((list) => {
    answers += 1
    return list
  })
  await emulator.esims.use(good, { megabytes: 500 })
  await settle()
  expect(answers).toBe(0)
  await emulator.esims.use(good, { megabytes: 300 })
  expect((await answered).length).toBe(2)
})

test.each([
  ['5s', 5_000],
  [250, 250],
  ['10m', 60_000],
])('a wait of %s ends after %i real milliseconds, with what there is', async (wait, milliseconds) => {
  const { emulator, wall } = await createWorld()
  let over = false
  const answered = emulator.callbacks.list({ alertType: 'LowBalance', wait }).finally(() => {
    over = true
  })
  await settle()
  await wall.pass(milliseconds - 1)
  expect(over).toBe(false)
  await wall.pass(1)
  expect(await answered).toEqual([])
})

test('what is there already is not waited for', async () => {
  const { emulator, wall } = await createWorld()
  const before = wall.waits
  expect((await emulator.callbacks.list({ status: 'delivered', wait: '1h', count: 2 })).length).toBe(2)
  expect(wall.waits).toEqual(before)
})

const Body = strictSchema(CallbackBody)

test.each(ALERT_TYPES)('an example of %s can be sent, for an eSIM or for none', async (alertType) => {
  const { emulator, receiver, good } = await createWorld()
  for (const example of [{ alertType }, { alertType, iccid: good }]) {
    const callback = await emulator.callbacks.test(example)
    expect(callback).toMatchObject({ alertType, status: 'delivered', attempts: [{ status: 200 }] })
    expect(receiver.received.at(-1)?.body).toBe(callback.body)
    expect(Body.safeParse(JSON.parse(callback.body)).error).toBeUndefined()
  }
})

test('an example about an eSIM is about its newest bundle', async () => {
  const { api, emulator, good } = await createWorld()
  const { body } = await emulator.callbacks.test({ alertType: 'Utilisation', iccid: good })
  const { assignments } = (await api.get(`/esims/${good}/bundles`)).json.bundles[0]
  expect(JSON.parse(body).bundle).toMatchObject({ id: assignments[0].id, remainingQuantity: 999_000_000 })
})

test('an example waits for nothing that is still to be told', async () => {
  const receiver = createReceiver(({ body }) => (body.includes('FirstAttachment') ? 500 : 200))
  const { emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  expect(await emulator.callbacks.test({ alertType: 'FirstAttachment' })).toMatchObject({ status: 'pending' })
  expect(await emulator.callbacks.test({ alertType: 'FirstUse' })).toMatchObject({
    status: 'delivered',
    attempts: [{ status: 200 }],
  })
})

test('an example needs somewhere to go, and an eSIM that is there', async () => {
  const { emulator } = await createTestEmulator()
  const example = (iccid?: string) => emulator.callbacks.test({ alertType: 'FirstAttachment', ...(iccid && { iccid }) })
  await expect(example()).rejects.toMatchObject({ status: 409, code: 'no_callback_url' })
  await emulator.settings.change({ callbackUrl: RECEIVER_URL })
  await expect(example('8'.repeat(19))).rejects.toMatchObject({ status: 404, code: 'esim_not_accessible' })
  await expect(example('8')).rejects.toMatchObject({ status: 400, code: 'malformed_iccid' })
})

test('callbacks that are forgotten are not tried again either', async () => {
  const { emulator, receiver } = await createWorld()
  await emulator.callbacks.clear()
  expect(await emulator.callbacks.list()).toEqual([])
  const before = receiver.received.length
  await emulator.clock.advance('1d')
  expect(receiver.received.length).toBe(before)
})

test('what is forgotten while it is on its way stays forgotten', async () => {
  let answer = (): void => undefined
  const { api, emulator } = await createTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: () => new Promise((resolve) => (answer = () => resolve(new Response(null, { status: 500 })))),
  })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await settle()
  await emulator.callbacks.clear()
  answer()
  await emulator.clock.advance('1d')
  expect(await emulator.callbacks.list()).toEqual([])
})

test('the first attachment of an eSIM is told once, wherever it goes', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.europe)
  for (const country of ['GB', 'FR', 'GB']) await emulator.esims.attach(iccid, country)
  expect((await emulator.callbacks.list()).map(({ alertType }) => alertType)).toEqual(['FirstAttachment'])
})
