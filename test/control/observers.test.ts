import { expect, test, vi } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { buyEsim } from '../support/trade.ts'

const fails = () => {
  throw new Error('the observer is broken')
}
const rejects = async () => fails()

type Observers = Pick<EmulatorOptions, 'onEvent' | 'onFailure'>

const BROKEN: readonly (readonly [name: string, observers: Observers])[] = [
  ['an onEvent that throws', { onEvent: fails }],
  ['an onEvent that rejects', { onEvent: rejects }],
  ['an onFailure that throws', { onEvent: fails, onFailure: fails }],
  ['an onFailure that rejects', { onEvent: fails, onFailure: rejects }],
]

test.each(BROKEN)('%s changes no answer, no delivery and no clock', async (_, observers) => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const receiver = createReceiver()
  const { emulator, api, close } = await openTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: receiver.fetch,
    onFailure: () => undefined,
    ...observers,
  })
  try {
    const iccid = await buyEsim(api)
    await emulator.esims.attach(iccid, 'GB')
    await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 500 })
    const { now, callbacks } = await emulator.clock.advance('3d')
    expect(now).toBe('2026-01-04T00:00:00Z')
    expect(callbacks.map(({ status }) => status)).toEqual(callbacks.map(() => 'delivered'))
    expect(receiver.received.length).toBeGreaterThan(2)
    expect((await api.get('/organisation')).status).toBe(200)
    await close()
    // Told once, however often it failed.
    expect(said.mock.calls.length).toBeLessThanOrEqual(1)
  } finally {
    said.mockRestore()
  }
})

test('the first event that onEvent fails on is a failure, and the others are not', async () => {
  const failures: unknown[] = []
  const { api, close } = await openTestEmulator({ onEvent: fails, onFailure: (error) => failures.push(error) })
  const statuses = []
  for (let made = 0; made < 3; made += 1)
    statuses.push((await api.get('/organisation').catch(() => ({ status: 0 }))).status)
  expect(failures.map(String)).toEqual(['Error: onEvent failed: events may be lost'])
  await close()
})
