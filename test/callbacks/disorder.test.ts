import { expect, test } from 'vitest'
import { createTold, TOLD, typesOf, useUp } from '../support/told.ts'

/** The callbacks of some bundles that are used up, all of them in disorder. */
async function play(seed = 1) {
  const { receiver, ...started } = await createTold(undefined, { seed })
  await started.emulator.settings.change({ callbackDisorder: 1 })
  for (let time = 0; time < 8; time++) await useUp(started)
  await started.emulator.clock.advance('2d')
  const callbacks = (await started.emulator.callbacks.list({ limit: 100 })).reverse()
  return { receiver, callbacks, ...started }
}

test('callbacks are late, doubled and out of order, each says why, and all of them arrive', async () => {
  const { callbacks, receiver } = await play()
  expect(callbacks).toHaveLength(8 * TOLD.length)
  expect(new Set(callbacks.map(({ status }) => status))).toEqual(new Set(['delivered']))
  const of = (reason: string) => callbacks.filter((callback) => callback.reason === `realism:callback-${reason}`)
  const [late, doubled, reordered] = [of('late'), of('doubled'), of('reordered')]
  expect(late.length + doubled.length + reordered.length).toBe(callbacks.length)
  for (const each of [late, doubled, reordered]) expect(each.length).toBeGreaterThan(3)

  for (const { attempts } of doubled) expect(attempts.map(({ status }) => status)).toEqual([200, 200])
  for (const { createdAt, attempts } of late) {
    const minutes = (Date.parse(attempts[0]?.at ?? '') - Date.parse(createdAt)) / 60_000
    expect(minutes).toBeGreaterThanOrEqual(1)
  }
  const sent = receiver.received.map(({ body }) => body)
  expect(sent).toHaveLength(callbacks.length + doubled.length)
})

test('the same seed gives the same disorder, another seed another', async () => {
  const [one, same, other] = [await play(3), await play(3), await play(4)]
  const reasonsOf = ({ callbacks }: typeof one) => callbacks.map(({ reason }) => reason)
  expect(typesOf(same.receiver.bodies)).toEqual(typesOf(one.receiver.bodies))
  expect(reasonsOf(same)).toEqual(reasonsOf(one))
  expect(reasonsOf(other)).not.toEqual(reasonsOf(one))
})

test('a share of the callbacks is in disorder, and the others are as usual', async () => {
  const { receiver, ...started } = await createTold()
  await started.emulator.settings.change({ callbackDisorder: 0.3 })
  for (let time = 0; time < 20; time++) await useUp(started)
  await started.emulator.clock.advance('2d')
  const callbacks = await started.emulator.callbacks.list({ limit: 1_000 })
  const usual = callbacks.filter(({ reason }) => reason === undefined)
  expect(usual.length).toBeGreaterThan(callbacks.length / 2)
  expect(usual.length).toBeLessThan(callbacks.length)
})

test('a fault that was set goes before a disorder, and names itself', async () => {
  const { receiver, ...started } = await createTold()
  await started.emulator.settings.change({ callbackDisorder: 1 })
  const { id } = await started.emulator.faults.add({ match: { callback: '*' }, fault: { type: 'bad-signature' } })
  await useUp(started)
  expect(typesOf(receiver.bodies)).toEqual(TOLD)
  const callbacks = await started.emulator.callbacks.list()
  expect(new Set(callbacks.map(({ reason }) => reason))).toEqual(new Set([`fault:${id}`]))
})
