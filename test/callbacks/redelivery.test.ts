import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'

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
