import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

/** The ways in which a callback came to be where it is before it is sent again, by what its receiver answers first. */
const BEFORE = {
  delivered: { url: RECEIVER_URL, first: 200, retries: 3 },
  failed: { url: RECEIVER_URL, first: 500, retries: 0 },
  pending: { url: RECEIVER_URL, first: 500, retries: 3 },
  unsent: { url: '', first: 200, retries: 3 },
} as const

/** An emulator with one callback of this status, and the receiver that answers 200 from now on. */
async function createCallback(status: keyof typeof BEFORE) {
  const { url, first, retries } = BEFORE[status]
  const answers: number[] = [first]
  const receiver = createReceiver(() => answers.shift() ?? 200)
  const { emulator } = await createTestEmulator({ callbackUrl: url, callbackFetch: receiver.fetch })
  await emulator.settings.change({ callbackRetries: retries })
  const [{ iccid } = { iccid: '' }] = await emulator.esims.create()
  await emulator.esims.attach(iccid, 'FR')
  answers.length = 0
  await emulator.settings.change({ callbackUrl: RECEIVER_URL })
  const [callback] = await emulator.callbacks.list()
  expect(callback?.status).toBe(status)
  return { emulator, receiver, id: callback?.id ?? 0, attempts: callback?.attempts.length ?? 0 }
}

const STATUSES = Object.keys(BEFORE) as (keyof typeof BEFORE)[]
const PUT_OFF = [{ type: 'delay', delay: '10m' }, { type: 'reorder' }] as const

test.each(STATUSES.flatMap((status) => PUT_OFF.map((fault) => [status, fault] as const)))(
  'one that is %s is sent again at once, although a fault puts callbacks off: %j',
  async (status, fault) => {
    const { emulator, receiver, id, attempts } = await createCallback(status)
    await emulator.faults.add({ match: { callback: '*' }, fault })
    const sent = await emulator.callbacks.redeliver(id)
    expect([sent.status, sent.attempts.length, sent.reason]).toEqual(['delivered', attempts + 1, undefined])
    expect(receiver.received).toHaveLength(attempts + 1)
    expect(await emulator.faults.list()).toMatchObject([{ hits: 0 }])
    await emulator.clock.advance('2d')
    expect(receiver.received).toHaveLength(attempts + 1)
  },
)

test.each(STATUSES)('one that is %s is sent again at once, although callbacks are in disorder', async (status) => {
  for (let seed = 0; seed < 6; seed += 1) {
    const { emulator, receiver, id, attempts } = await createCallback(status)
    await emulator.settings.change({ callbackDisorder: 1 })
    expect((await emulator.callbacks.redeliver(id)).status).toBe('delivered')
    expect(receiver.received.length).toBeGreaterThan(attempts)
  }
})

test('a fault that changes the attempt still hits one that is sent again', async () => {
  const { emulator, id } = await createCallback('unsent')
  await emulator.faults.add({ match: { callback: '*' }, fault: { type: 'delay', delay: '10m' } })
  const drop = await emulator.faults.add({ match: { callback: '*' }, fault: { type: 'drop' } })
  const { status, reason } = await emulator.callbacks.redeliver(id)
  expect([status, reason]).toEqual(['failed', `fault:${drop.id}`])
})

test('those that match are sent again, and no others', async () => {
  let answer = 500
  const receiver = createReceiver(() => answer)
  const { emulator, api } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.settings.change({ callbackRetries: 0 })
  const [french, global] = [await buyEsim(api, BUNDLES.france), await buyEsim(api, BUNDLES.europe)]
  for (const iccid of [french, global]) await emulator.esims.use(iccid, { megabytes: 600, country: 'FR' })
  answer = 200
  const bundle = BUNDLES.france
  const iccidsOf = async (query: object) => (await emulator.callbacks.list(query)).map(({ iccid }) => iccid)
  expect(new Set(await iccidsOf({ bundle }))).toEqual(new Set([french]))
  const before = receiver.received.length
  expect(await emulator.callbacks.redeliverMatching({ bundle, alertType: 'FirstUse' })).toEqual({
    sent: 1,
    delivered: 1,
    failed: 0,
  })
  expect(receiver.bodies.slice(before)).toMatchObject([{ alertType: 'FirstUse', bundle: { name: bundle } }])
  await emulator.callbacks.redeliverMatching({ status: 'failed', iccid: global })
  expect(new Set(await iccidsOf({ status: 'failed' }))).toEqual(new Set([french]))
})

test('a callback that is to be sent again says when', async () => {
  const receiver = createReceiver(() => 500)
  const { emulator, api } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  const next = async () => (await emulator.callbacks.list())[0]?.nextAttemptAt
  expect(await next()).toBe('2026-01-01T00:01:00Z')
  await emulator.clock.advance('1m')
  expect(await next()).toBe('2026-01-01T00:11:00Z')
  await emulator.clock.advance('1d')
  expect(await next()).toBeUndefined()
})
