import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { listHeld, listStates } from '../support/held.ts'
import { buyEsim, countStock, getBalance } from '../support/trade.ts'

/** Every bundle that the vendor's documents, guides and recorded examples print. */
const PRINTED = [
  ['esim_1GB_7D_IM_U', 'IM'],
  ['esim_10GB_30D_IM_U', 'IM'],
  ['A_BUNDLE_20GB_30D_EU_U', 'FR'],
  ['esim_1GB_7D_GB_V2', 'GB'],
  ['esim_1GB_7D_AD_V2', 'AD'],
  ['esim_1GB_7D_AG_V2', 'AG'],
  ['esim_1GB_7D_AX_V2', 'AX'],
  ['esim_1GB_7D_US-HI_V2', 'US-HI'],
  ['esim_1GB_7D_REUP_V2', 'FR'],
  ['esim_20GB_30D_REUP_V2', 'FR'],
] as const

test.each(PRINTED)(
  '%s waits for its first use, on an eSIM that is installed and one that is not',
  async (name, country) => {
    const { api, emulator } = await createTestEmulator()
    const iccid = await buyEsim(api, name)
    await emulator.clock.advance('30d')
    expect(await listStates(api, iccid)).toEqual(['queued'])
    await emulator.esims.install(iccid)
    await emulator.clock.advance('30d')
    expect(await listStates(api, iccid)).toEqual(['queued'])
    await emulator.esims.use(iccid, { bytes: 1, country })
    expect(await listHeld(api, iccid)).toMatchObject([{ bundleState: 'active', startTime: '2026-03-02T00:00:00Z' }])
  },
)

test.each(PRINTED)(
  '%s that was bought can be taken back into the inventory, and given back for its price',
  async (name) => {
    const { api } = await createTestEmulator()
    const balance = await getBalance(api)
    const iccid = await buyEsim(api, name)
    const answer = await api.delete(`/esims/${iccid}/bundles/${name}`)
    expect(answer.json.status).toBe('Successfully Revoked Bundle, bundle has been refunded to inventory')
    expect(await countStock(api, name)).toBe(1)
    const usageId = (await api.get('/inventory')).json.bundles[0].available[0].id
    expect((await api.post('/inventory/refund', { body: { usageId, quantity: 1 } })).status).toBe(200)
    expect(await getBalance(api)).toBe(balance)
  },
)

test('the bundles without autostart are found by their description and first by orderBy', async () => {
  const { api } = await createTestEmulator()
  const names = async (query: string) =>
    (await api.get(`/catalogue?${query}`)).json.bundles.map(({ name }: { name: string }) => name)
  const starting = ['esim_1GB_7D_IM_STARTS_AT_ASSIGNMENT', 'esim_10GB_30D_IM_STARTS_AT_ASSIGNMENT']
  expect(await names('description=starts%20at%20assignment')).toEqual(starting)
  expect(await names('orderBy=autostart&perPage=2')).toEqual(starting)
  const { bundles } = (await api.get('/catalogue?perPage=10000')).json
  const without = bundles.filter(({ autostart }: { autostart: boolean }) => !autostart)
  expect(without.map(({ name }: { name: string }) => name)).toEqual(starting)
})
