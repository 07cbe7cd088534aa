import { expect, test } from 'vitest'
import { callRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'

const RULE = { match: { operationId: 'getOrganisation' }, fault: { type: 'status', status: 503 } } as const

async function withFault(rule: object = {}) {
  const { emulator } = await createTestEmulator()
  const fault = await emulator.faults.add({ ...RULE, ...rule })
  const status = async () => (await callRaw(emulator, 'GET', '/v2.4/organisation')).status
  const state = async () => (await emulator.faults.list())[0]?.state
  return { emulator, fault, status, state }
}

test('a disabled fault hits nothing and counts nothing, and goes on where it stopped', async () => {
  const { emulator, fault, status, state } = await withFault({ times: 2, after: 1 })
  expect([await status(), await status()]).toEqual([200, 503])
  expect(await emulator.faults.change(fault.id, { enabled: false })).toMatchObject({
    state: 'disabled',
    enabled: false,
  })
  expect([await status(), await status(), await state()]).toEqual([200, 200, 'disabled'])
  expect(await emulator.faults.change(fault.id, { enabled: true })).toMatchObject({
    id: fault.id,
    hits: 1,
    state: 'in force',
  })
  expect([await status(), await status(), await state()]).toEqual([503, 200, 'used up'])
})

test('a fault is added disabled', async () => {
  const { status, state } = await withFault({ enabled: false })
  expect([await status(), await state()]).toEqual([200, 'disabled'])
})

test.each([
  ['a time from now', '+2d'],
  ['an instant', '2026-01-03T00:00:00Z'],
])('a fault ends at %s, by the clock of the organisation', async (_, until) => {
  const { emulator, fault, status, state } = await withFault({ until })
  expect(fault.until).toBe('2026-01-03T00:00:00Z')
  await emulator.clock.advance({ to: '2026-01-02T23:59:59Z' })
  expect(await status()).toBe(503)
  await emulator.clock.advance('1s')
  expect([await status(), await state()]).toEqual([200, 'over'])
})

test('the limits of a fault are part of a copied state', async () => {
  const { emulator } = await withFault({ until: '+2d', enabled: false })
  const listed = await emulator.faults.list()
  const other = await createTestEmulator()
  await other.emulator.state.import(await emulator.state.export())
  expect(await other.emulator.faults.list()).toEqual(listed)
})

test('an unknown fault cannot be disabled', async () => {
  const { emulator } = await withFault()
  await expect(emulator.faults.change(999, { enabled: false })).rejects.toMatchObject({ code: 'fault_not_found' })
})
