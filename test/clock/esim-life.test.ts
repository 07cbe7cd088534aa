import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { listLeft, listStates } from '../support/held.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

const DAY = 86_400_000

/** An eSIM with no bundle, installed, and what its organisation is told. */
async function createIdle() {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  const [esim] = await emulator.esims.create({ profile: 4 })
  const iccid = esim?.iccid ?? ''
  await emulator.esims.install(iccid)
  const told = () => receiver.bodies.flatMap(({ event, date }) => (event ? [[event, date.slice(0, 19)]] : []))
  const buyAndRevoke = async () => {
    await buyEsim(api, BUNDLES.uk, iccid)
    await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  }
  return { api, emulator, iccid, told, buyAndRevoke }
}

test('an eSIM without a bundle and without use is announced after 180 days and deleted seven days later', async () => {
  const { api, emulator, iccid, told } = await createIdle()
  await emulator.clock.advance(180 * DAY - 1)
  expect(told()).toEqual([])
  await emulator.clock.advance(1)
  expect(told()).toEqual([['esim.deletion_scheduled', '2026-06-30T00:00:00']])
  await emulator.clock.advance(7 * DAY - 1)
  expect((await api.get(`/esims/${iccid}`)).json.profileStatus).toBe('Enabled')
  await emulator.clock.advance(1)
  expect(told()).toEqual([
    ['esim.deletion_scheduled', '2026-06-30T00:00:00'],
    ['esim.deleted', '2026-07-07T00:00:00'],
  ])
  expect((await api.get(`/esims/${iccid}`)).json.profileStatus).toBe('Deactivated')
})

test('an eSIM that is deleted before it would have been installed stays as it is', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ autoInstallAfter: '300d' })
  const iccid = await buyEsim(api)
  await emulator.clock.advance('301d')
  expect((await api.get(`/esims/${iccid}`)).json.profileStatus).toBe('Enabled')

  const lapsed = await buyEsim(api)
  await emulator.settings.change({ autoInstallAfter: '600d' })
  const never = await buyEsim(api)
  await emulator.clock.advance('700d')
  for (const gone of [lapsed, never]) expect((await api.get(`/esims/${gone}`)).json.profileStatus).toBe('Deactivated')
  expect(await emulator.clock.events()).toEqual([])
})

test('a deleted eSIM cannot be used, installed or given a bundle any more', async () => {
  const { api, emulator, iccid } = await createIdle()
  await emulator.clock.advance('187d')
  const refused = { status: 409, code: 'esim_deactivated' }
  await expect(emulator.esims.attach(iccid, 'GB')).rejects.toMatchObject(refused)
  await expect(emulator.esims.use(iccid, { bytes: 1 })).rejects.toMatchObject(refused)
  await expect(emulator.esims.install(iccid)).rejects.toMatchObject(refused)
  await expect(emulator.esims.uninstall(iccid)).rejects.toMatchObject(refused)
  await expect(emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 1 })).rejects.toMatchObject(refused)
  await expect(buyEsim(api, BUNDLES.uk, iccid)).rejects.toThrow('refused with 400')
  expect(await emulator.clock.events()).toEqual([])
})

test('a bundle in the days of grace keeps it', async () => {
  const { api, emulator, iccid, told } = await createIdle()
  await emulator.clock.advance('186d')
  await buyEsim(api, BUNDLES.uk, iccid)
  await emulator.clock.advance('30d')
  expect(told()).toEqual([['esim.deletion_scheduled', '2026-06-30T00:00:00']])
  expect((await api.get(`/esims/${iccid}`)).json.profileStatus).toBe('Enabled')
})

test('it is announced and deleted once, whatever comes and goes in the days of grace', async () => {
  const { emulator, told, buyAndRevoke } = await createIdle()
  await emulator.clock.advance('181d')
  await buyAndRevoke()
  await emulator.clock.advance('2d')
  await buyAndRevoke()
  await emulator.clock.advance('60d')
  expect(told()).toEqual([
    ['esim.deletion_scheduled', '2026-06-30T00:00:00'],
    ['esim.deleted', '2026-07-07T00:00:00'],
  ])
})

test('the days are counted from the last use, and only without a bundle', async () => {
  const { api, emulator, iccid, told } = await createIdle()
  await buyEsim(api, BUNDLES.uk, iccid)
  await emulator.clock.advance('100d')
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  await emulator.clock.advance(180 * DAY - 1)
  expect(told()).toEqual([])
  await emulator.clock.advance(1)
  expect(told()).toEqual([['esim.deletion_scheduled', '2026-10-08T00:00:00']])
})

test('a bundle that lapses leaves an eSIM that has long been idle', async () => {
  const { api, emulator, iccid, told } = await createIdle()
  await buyEsim(api, BUNDLES.uk, iccid)
  await emulator.clock.advance('373d')
  expect(told()).toEqual([
    ['esim.deletion_scheduled', '2027-01-01T00:00:00'],
    ['esim.deleted', '2027-01-08T00:00:00'],
  ])
})

test('the returns process takes as long as it is set to', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ returnsDelay: '12h' })
  const iccid = await buyEsim(api)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  await emulator.esims.install(iccid)
  await emulator.clock.advance(DAY / 2 - 1)
  expect((await api.get(`/esims/${iccid}`)).status).toBe(403)
  await emulator.clock.advance(1)
  expect((await api.get(`/esims/${iccid}`)).status).toBe(200)
})

test('eSIMs install themselves after a while, if they are set to', async () => {
  const { api, emulator } = await createTestEmulator()
  const before = await buyEsim(api)
  await emulator.settings.change({ autoInstallAfter: '2h' })
  const iccid = await buyEsim(api)
  const statuses = async () =>
    Promise.all([before, iccid].map(async (each) => (await api.get(`/esims/${each}`)).json.profileStatus))
  await emulator.clock.advance(2 * 3_600_000 - 1)
  expect(await statuses()).toEqual(['Released', 'Released'])
  await emulator.clock.advance(1)
  expect(await statuses()).toEqual(['Released', 'Enabled'])
  expect((await api.get(`/esims/${iccid}`)).json.firstInstalledDateTime).toBe(Date.UTC(2026, 0, 1, 2))
})

test.each([
  ['light', 50],
  ['steady', 200],
  ['heavy', 1_000],
  ['binge', 5_000],
] as const)('by the profile %s an eSIM uses %i MB a day from its installation on', async (profile, megabytes) => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ usage: { profile } })
  const iccid = await buyEsim(api, 'esim_50GB_30D_GB_V2')
  await emulator.clock.advance('1d')
  await emulator.esims.install(iccid)
  await emulator.clock.advance('2d')
  expect(await listLeft(api, iccid)).toEqual([50_000 - 2 * megabytes])
})

test('the profile uses data where the eSIM is registered, not at home', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ usage: { profile: 'steady' } })
  const iccid = await buyEsim(api)
  await emulator.esims.attach(iccid, 'BR')
  expect(await listStates(api, iccid)).toEqual(['queued'])
  await emulator.clock.advance('1d')
  expect([await listStates(api, iccid), await listLeft(api, iccid)]).toEqual([['queued'], [1_000]])
  await emulator.esims.attach(iccid, 'GB')
  await emulator.clock.advance('1d')
  expect(await listLeft(api, iccid)).toEqual([800])
})

test('a usage plan leaves an eSIM on the network that it is on', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const networks = (await api.get('/networks?isos=GB')).json.countryNetworks[0].networks
  const network = networks.at(-1).name
  await emulator.esims.attach(iccid, { country: 'GB', network })
  const { location } = await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 1 })
  expect(networks.length).toBeGreaterThan(1)
  expect(location?.network).toBe(network)
})
