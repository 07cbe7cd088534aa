import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { buyEsim } from '../support/trade.ts'
import { TestSystemClock } from '../support/wall.ts'

const END = '9999-12-31T00:00:00Z'
const DAY = 86_400_000

test('a clock comes to the end of time, and no further', async () => {
  const { emulator } = await createTestEmulator({ start: '9999-12-01T00:00:00Z' })
  await expect(emulator.clock.advance('31d')).rejects.toMatchObject({
    status: 422,
    code: 'after_end_of_time',
    message: `a clock ends at ${END}: advance by less`,
  })
  expect((await emulator.clock.advance({ until: { callbacks: 1 }, atMost: '400d' })).now).toBe(END)
  await expect(emulator.clock.advance(1)).rejects.toMatchObject({ status: 422, code: 'after_end_of_time' })
  expect((await emulator.clock.advance({ toNextEvent: true })).now).toBe(END)
})

test.each([
  ['advanced', (to: string) => ({ path: 'advance' as const, body: { to } })],
  ['set', (now: string) => ({ path: 'set' as const, body: { now } })],
])('a clock is not %s to a moment that could not be written', async (_, call) => {
  const { emulator } = await createTestEmulator()
  const { path, body } = call('9999-12-31T23:59:59Z')
  await expect(emulator.clock[path](body as never)).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('not after 9999-12-31T00:00:00Z'),
  })
})

test('a clock that runs stops there, and waits for nothing', async () => {
  const wall = new TestSystemClock()
  const { api, emulator } = await createTestEmulator({
    clock: 'auto',
    rate: 1e9,
    start: '9999-12-01T00:00:00Z',
    wall,
  })
  await buyEsim(api)
  wall.jump(DAY)
  expect(await emulator.clock.get()).toMatchObject({ now: END, mode: 'auto' })
  await emulator.settings.change({ callbackRetries: 1 })
  expect(wall.waits.filter((wait) => wait > 0 && wait < 60_000)).toEqual([])
})
