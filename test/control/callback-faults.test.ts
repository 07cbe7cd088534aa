import { expect, test } from 'vitest'
import { callRaw } from '../support/call.ts'
import { createTold, TOLD, typesOf, useUp } from '../support/told.ts'
import { buyEsim } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

test('without a fault everything is told, in order', async () => {
  const { receiver, ...started } = await createTold()
  await useUp(started)
  expect(typesOf(receiver.bodies)).toEqual(TOLD)
})

test('drop: it never comes, and what follows does', async () => {
  const { receiver, ...started } = await createTold()
  const { id } = await started.emulator.faults.add({ match: { callback: 'FirstUse' }, fault: { type: 'drop' } })
  await useUp(started)
  await started.emulator.clock.advance('1d')
  expect(typesOf(receiver.bodies)).toEqual(TOLD.filter((type) => type !== 'FirstUse'))
  const [dropped] = await started.emulator.callbacks.list({ alertType: 'FirstUse' })
  expect(dropped).toMatchObject({ status: 'failed', attempts: [{ status: null, error: 'dropped by a fault' }] })
  expect(await started.emulator.faults.list()).toMatchObject([{ id, hits: 1 }])
})

test.each([
  [{}, 2],
  [{ count: 1 }, 2],
  [{ count: 3 }, 4],
])('duplicate %j: it comes %i times, with the same bytes', async (fault, times) => {
  const { receiver, ...started } = await createTold()
  await started.emulator.faults.add({ match: { callback: 'FirstUse' }, fault: { type: 'duplicate', ...fault } })
  await useUp(started)
  const copies = receiver.received.filter(({ body }) => body.includes('"FirstUse"'))
  expect(copies).toEqual(Array(times).fill(copies[0]))
  expect(receiver.received).toHaveLength(TOLD.length - 1 + times)
  const [told] = await started.emulator.callbacks.list({ alertType: 'FirstUse' })
  expect([told?.status, told?.attempts.length]).toEqual(['delivered', times])
})

test('delay: it comes later on the clock, what follows it waits, and other eSIMs do not', async () => {
  const { receiver, ...started } = await createTold()
  const { emulator } = started
  await emulator.faults.add({ match: { callback: 'FirstUse' }, fault: { type: 'delay', delay: '10m' }, times: 1 })
  const late = await useUp(started)
  const other = await useUp(started)
  const receivedOf = (iccid: string) => typesOf(receiver.bodies.filter((body) => JSON.stringify(body).includes(iccid)))
  expect([receivedOf(late), receivedOf(other)]).toEqual([['FirstAttachment'], TOLD])
  await emulator.clock.advance('9m59s')
  expect(receivedOf(late)).toEqual(['FirstAttachment'])
  await emulator.clock.advance('1s')
  expect(receivedOf(late)).toEqual(TOLD)
  const [told] = await emulator.callbacks.list({ iccid: late, alertType: 'FirstUse' })
  expect(told?.attempts).toMatchObject([{ at: '2026-01-01T00:10:00Z', status: 200 }])
})

test('delay: a running clock sends it by itself', async () => {
  const wall = new TestSystemClock()
  const { receiver, ...started } = await createTold(undefined, { clock: 'auto', wall })
  await started.emulator.faults.add({ match: { callback: 'FirstUse' }, fault: { type: 'delay', delay: '10m' } })
  await useUp(started)
  await settle()
  expect(typesOf(receiver.bodies)).toEqual(['FirstAttachment'])
  await wall.pass(10 * 60_000)
  await settle()
  expect(typesOf(receiver.bodies)).toEqual(TOLD)
})

test('reorder: it comes after the one that follows it', async () => {
  const { receiver, ...started } = await createTold()
  await started.emulator.faults.add({ match: { callback: 'FirstAttachment' }, fault: { type: 'reorder' } })
  await useUp(started)
  expect(typesOf(receiver.bodies)).toEqual(['FirstUse', 'FirstAttachment', ...TOLD.slice(2)])
})

test('reorder: one that nothing follows comes a day later', async () => {
  const { receiver, ...started } = await createTold()
  const { emulator, api } = started
  await emulator.faults.add({ match: { callback: '*' }, fault: { type: 'reorder' } })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await emulator.clock.advance('23h')
  expect(receiver.received).toEqual([])
  await emulator.clock.advance('1h')
  expect(typesOf(receiver.bodies)).toEqual(['FirstAttachment'])
})

test.each<[object, string]>([
  [{ times: 1 }, 'x....'],
  [{ after: 3 }, '...xx'],
  [{ after: 1, times: 2 }, '.xx..'],
  [{ probability: 0 }, '.....'],
])('%j drops %s', async (pacing, pattern) => {
  const { receiver, ...started } = await createTold()
  await started.emulator.faults.add({ match: { callback: '*' }, fault: { type: 'drop' }, ...pacing })
  await useUp(started)
  const told = (await started.emulator.callbacks.list()).toReversed()
  expect(told.map(({ status }) => (status === 'failed' ? 'x' : '.')).join('')).toBe(pattern)
  expect(receiver.received).toHaveLength(pattern.replaceAll('x', '').length)
})

test('faults of deliveries touch no vendor call, and no other organisation', async () => {
  const { receiver, emulator, api } = await createTold()
  await emulator.faults.add({ match: { callback: '*' }, fault: { type: 'drop' } })
  expect((await callRaw(emulator, 'GET', '/v2.4/organisation')).reason).toBeNull()
  const other = api.as('another-key')
  await emulator.organisation('another-key').esims.use(await buyEsim(other), { megabytes: 1_000 })
  expect(typesOf(receiver.bodies)).toEqual(TOLD)
})
