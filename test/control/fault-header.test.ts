import { expect, onTestFinished, test } from 'vitest'
import { balanceOf, callRaw, orderRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'

const withFault = (fault: string) => ({ headers: { 'Emulator-Fault': fault } })

test.each([
  ['status=503', 503, 1000],
  ['status=503; phase=before', 503, 1000],
  ['status=503; phase=after', 503, 998.64],
  ['STATUS = 429 ;PHASE=after', 429, 998.64],
  ['phase=after; status=500', 500, 998.64],
  ['malformed', 200, 1000],
  ['malformed; phase=after', 200, 998.64],
  ['delay=0', 200, 998.64],
  ['delay=0s; phase=after', 200, 998.64],
])('Emulator-Fault: %s answers %i and leaves %d', async (fault, status, balance) => {
  const { emulator } = await createTestEmulator()
  const answer = await orderRaw(emulator, withFault(fault))
  expect([answer.status, answer.reason]).toEqual([status, 'fault:header'])
  expect(await balanceOf(emulator)).toBe(balance)
})

test('it is about its own request alone', async () => {
  const { emulator } = await createTestEmulator()
  expect((await orderRaw(emulator, withFault('status=503'))).status).toBe(503)
  const next = await orderRaw(emulator)
  expect([next.status, next.reason]).toEqual([200, null])
  expect(await emulator.faults.list()).toEqual([])
})

test('it breaks a connection too', async () => {
  const { emulator } = await createTestEmulator()
  await expect(orderRaw(emulator, withFault('reset; phase=after'))).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(await balanceOf(emulator)).toBe(998.64)
})

test('it comes before the rules, and no rule of its phase counts it', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.faults.add({ fault: { type: 'status', status: 500 } })
  expect((await orderRaw(emulator, withFault('status=503'))).status).toBe(503)
  expect((await emulator.faults.list())[0]?.hits).toBe(0)
})

test.each([
  '',
  'explode',
  'phase=after',
  'status',
  'status=',
  'status=abc',
  'status=99',
  'status=101',
  'status=600',
  'status=503; phase=later',
  'delay=forever',
  'delay',
])('Emulator-Fault: %j is refused, and nothing is ordered', async (fault) => {
  const { emulator } = await createTestEmulator()
  const answer = await orderRaw(emulator, withFault(fault))
  expect([answer.status, answer.text]).toEqual([400, '{"message":"invalid Emulator-Fault"}'])
  expect(await balanceOf(emulator)).toBe(1000)
})

test('a control call takes no notice of it', async () => {
  const { emulator } = await createTestEmulator()
  expect((await callRaw(emulator, 'GET', '/_emulator/clock', withFault('status=503'))).status).toBe(200)
})

test.each(['one after the other', 'at once'])(
  'of many calls that are held up %s the platform does not complain',
  async (how) => {
    const { emulator } = await createTestEmulator()
    const warnings: Error[] = []
    const listen = (warning: Error) => warnings.push(warning)
    process.on('warning', listen)
    onTestFinished(() => void process.off('warning', listen))
    const calls = Array.from({ length: 12 }, () => () => orderRaw(emulator, withFault('delay=1ms')))
    if (how === 'at once') await Promise.all(calls.map((call) => call()))
    else for (const call of calls) await call()
    // A warning comes when what is at hand is done.
    await new Promise((resolve) => setImmediate(resolve))
    expect(warnings).toEqual([])
  },
)
