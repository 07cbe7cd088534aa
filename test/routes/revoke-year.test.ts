import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim, countStock, getAssignments, getBalance } from '../support/trade.ts'

async function createYear(
  api: Api,
): Promise<{ iccid: string; path: string; ids: string[]; states: () => Promise<string[]> }> {
  const iccid = await buyEsim(api)
  await buyEsim(api, BUNDLES.year, iccid)
  const path = `/esims/${iccid}/bundles/${BUNDLES.year}`
  const read = async (): Promise<{ id: string; bundleState: string }[]> => (await api.get(path)).json.assignments
  return {
    iccid,
    path,
    ids: (await read()).map(({ id }) => id),
    states: async () => (await read()).map(({ bundleState }) => bundleState),
  }
}

test('by name a year goes back to the inventory as a whole', async () => {
  const { api } = await createTestEmulator()
  const { path, states } = await createYear(api)
  expect((await api.delete(path)).json.status).toContain('refunded to inventory')
  expect(await states()).toEqual(Array(12).fill('revoked'))
  expect(await countStock(api, BUNDLES.year)).toBe(1)
})

test('a year goes back to the balance by any of its months', async () => {
  const { api } = await createTestEmulator()
  const { path, ids, states } = await createYear(api)
  expect(await getBalance(api)).toBe(982.32)
  expect((await api.delete(`${path}?refundToBalance=true&offerId=${ids[7]}`)).json.status).toContain('to balance')
  expect(await states()).toEqual(Array(12).fill('revoked'))
  expect(await getBalance(api)).toBe(998.64)
})

test('one month of a year can be taken, and gives nothing back', async () => {
  const { api } = await createTestEmulator()
  const { path, ids, states } = await createYear(api)
  const balance = await getBalance(api)
  expect((await api.delete(`${path}/assignments/${ids[4]}`)).json.status).toBe('Successfully Revoked Bundle')
  expect(await states()).toEqual(ids.map((_, month) => (month === 4 ? 'revoked' : 'queued')))
  expect([await countStock(api, BUNDLES.year), await getBalance(api)]).toEqual([0, balance])
})

test('what is left of a year gives nothing back', async () => {
  const { api } = await createTestEmulator()
  const { path, ids, states } = await createYear(api)
  await api.delete(`${path}/assignments/${ids[0]}`)
  expect((await api.delete(`${path}?type=validate`)).json.status).toBe('Bundle can be revoked, no refund applicable')
  expect((await api.delete(path)).json.status).toBe('Successfully Revoked Bundle')
  expect(await states()).toEqual(Array(12).fill('revoked'))
  expect(await countStock(api, BUNDLES.year)).toBe(0)
})

test('by name a year of which nothing was used is taken before one that runs, and the one that runs last', async () => {
  const { api, emulator } = await createTestEmulator()
  const { path, iccid, ids } = await createYear(api)
  await emulator.esims.use(iccid, { bytes: 1_500_000_000, country: 'GB' })
  await buyEsim(api, BUNDLES.year, iccid)
  const revoked = async () => {
    const gone = (await getAssignments(api, iccid)).filter(({ bundleState }) => bundleState === 'revoked')
    return { running: gone.filter(({ id }) => ids.includes(id)).length, all: gone.length }
  }
  expect((await api.get(path)).json.assignments.some(({ id }: { id: string }) => ids.includes(id))).toBe(false)
  expect((await getAssignments(api, iccid)).find(({ id }) => id === ids[0])?.bundleState).toBe('active')
  expect((await api.delete(path)).json.status).toContain('refunded to inventory')
  expect(await revoked()).toEqual({ running: 0, all: 12 })
  expect((await api.delete(path)).json.status).toBe('Successfully Revoked Bundle')
  expect(await revoked()).toEqual({ running: 12, all: 24 })
})
