import { expect, test } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim, countStock, getAssignments, getBalance } from '../support/trade.ts'

/** An eSIM in the United Kingdom that has used some of its bundle. */
async function useSome(api: Api, emulator: Emulator, megabytes = 360, item: string = BUNDLES.uk): Promise<string> {
  const iccid = await buyEsim(api, item)
  await emulator.esims.install(iccid)
  await emulator.esims.attach(iccid, 'GB')
  await emulator.esims.use(iccid, { megabytes })
  return iccid
}

test('an installed eSIM says when it was first installed, in milliseconds', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.clock.advance('1d')
  await emulator.esims.install(iccid)
  const { json } = await api.get(`/esims/${iccid}`)
  expect(json.firstInstalledDateTime).toBe(Date.UTC(2026, 0, 2))
  expect(json.profileStatus).not.toBe('Released')
  await emulator.esims.uninstall(iccid)
  expect((await api.get(`/esims/${iccid}`)).json.firstInstalledDateTime).toBe(Date.UTC(2026, 0, 2))
})

test('an eSIM that was deleted from its device says so by its status and keeps the date', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.esims.install(iccid)
  await emulator.clock.advance('1d')
  await emulator.esims.uninstall(iccid)
  expect((await api.get(`/esims/${iccid}`)).json).toMatchObject({
    profileStatus: 'Released',
    firstInstalledDateTime: Date.UTC(2026, 0, 1),
  })
  await emulator.esims.install(iccid)
  expect((await api.get(`/esims/${iccid}`)).json.firstInstalledDateTime).toBe(Date.UTC(2026, 0, 1))
})

test.each([
  [BUNDLES.uk, 'Enabled'],
  [BUNDLES.caribbean, 'Installed'],
])('on the platform of %s an installed eSIM is %s', async (item, profileStatus) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, item)
  await emulator.esims.install(iccid)
  expect((await api.get(`/esims/${iccid}`)).json).toMatchObject({ profileStatus })
})

test('a bundle that was used has started, and counts its days from there', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.clock.advance('1h')
  const iccid = await useSome(api, emulator)
  const [assignment] = await getAssignments(api, iccid)
  expect(Object.keys(assignment ?? {}).join(' ')).toBe(
    'id callTypeGroup initialQuantity remainingQuantity startTime endTime assignmentDateTime assignmentReference ' +
      'bundleState unlimited',
  )
  expect(assignment).toMatchObject({
    initialQuantity: 1_000_000_000,
    remainingQuantity: 640_000_000,
    startTime: '2026-01-01T01:00:00Z',
    endTime: '2026-01-08T01:00:00Z',
    bundleState: 'active',
  })
})

test('an eSIM that was attached says where', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await useSome(api, emulator)
  const { json } = await api.get(`/esims/${iccid}/location`)
  expect(Object.keys(json).join(' ')).toBe('mobileNetworkCode networkName networkBrandName country lastSeen')
  expect(json).toMatchObject({ country: 'GB', mobileNetworkCode: expect.stringMatching(/^GBR[A-Z0-9]{2}$/) })
  expect(json.lastSeen).toMatch(/^2026-01-01T00:00:00(\.\d{1,6})?Z$/)
})

test('a refresh leaves the eSIM where it was', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await useSome(api, emulator)
  const { text } = await api.get(`/esims/${iccid}/location`)
  await emulator.clock.advance('1h')
  await api.get(`/esims/${iccid}/refresh`)
  expect((await api.get(`/esims/${iccid}/location`)).text).toBe(text)
})

test('what ends by itself leaves the last action as it was', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await useSome(api, emulator)
  const lastOf = async () => (await api.get('/esims')).json.esims[0]
  const before = await lastOf()
  await emulator.clock.advance('8d')
  expect((await api.get(`/esims/${iccid}/history`)).json.actions[0]).toMatchObject({ name: 'Bundle Expired' })
  expect(await lastOf()).toEqual(before)
})

test('its history tells of the attachment, the first use and the thresholds, newest first', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await useSome(api, emulator, 850)
  const { actions } = (await api.get(`/esims/${iccid}/history`)).json
  expect(actions.map(({ name, alertType }: { name: string; alertType?: string }) => alertType ?? name)).toEqual([
    '80% Used',
    '50% Used',
    'eSIM First Use',
    'eSIM First Attachment',
    'Bundle Applied',
  ])
  expect(actions[0]).toMatchObject({ name: 'eSIM Utilisation Alert', bundleName: BUNDLES.uk, bundleState: 'active' })
  expect((await api.get('/esims?filterBy=lastAction&filter=eq:eSIM%20Utilisation%20Alert')).json.rows).toBe(1)
})

test.each([
  ['', 'Successfully Revoked Bundle'],
  ['?refundToBalance=true&offerId=', 'Successfully Revoked Bundle'],
  ['?type=validate', 'Bundle can be revoked, no refund applicable'],
])('a started bundle gives nothing back on DELETE%s', async (query, text) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await useSome(api, emulator)
  const [assignment] = await getAssignments(api, iccid)
  const path = `/esims/${iccid}/bundles/${BUNDLES.uk}`
  const { json } = await api.delete(`${path}${query}${query.endsWith('=') ? assignment?.id : ''}`)
  expect(json).toEqual({ status: text })
  expect([await countStock(api, BUNDLES.uk), await getBalance(api)]).toEqual([0, 998.64])
  const validated = query.includes('validate')
  expect(await getAssignments(api, iccid)).toMatchObject([{ bundleState: validated ? 'active' : 'revoked' }])
})

test('by name an unused bundle is taken before the one in use, and that one last', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await useSome(api, emulator)
  await buyEsim(api, BUNDLES.uk, iccid)
  const states = async () => (await getAssignments(api, iccid)).map(({ bundleState }) => bundleState)
  const path = `/esims/${iccid}/bundles/${BUNDLES.uk}`
  expect((await api.delete(path)).json.status).toContain('refunded to inventory')
  expect(await states()).toEqual(['revoked', 'active'])
  expect((await api.delete(path)).json.status).toBe('Successfully Revoked Bundle')
  expect(await states()).toEqual(['revoked', 'revoked'])
})

test('an installed eSIM stays in the account without a bundle', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.esims.install(iccid)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  expect((await api.get(`/esims/${iccid}`)).status).toBe(200)
  await emulator.clock.advance('10d')
  expect((await api.get('/esims')).json.rows).toBe(1)
})

test.each([
  [1000, '1h', 'depleted'],
  [360, '8d', 'expired'],
  [1000, '8d', 'expired'],
])('after %i MB and %s the bundle is %s, and shown with includeUsed alone', async (megabytes, time, state) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await useSome(api, emulator, megabytes)
  await emulator.clock.advance(time)
  expect((await api.get(`/esims/${iccid}/bundles`)).json).toEqual({ bundles: [] })
  expect(await getAssignments(api, iccid)).toMatchObject([{ bundleState: state }])
  expect((await api.get(`/esims/${iccid}/bundles/${BUNDLES.uk}`)).json.assignments).toMatchObject([
    { bundleState: state },
  ])
})

test('what has expired cannot be revoked', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await useSome(api, emulator)
  await emulator.clock.advance('7d')
  const [assignment] = await getAssignments(api, iccid)
  for (const rest of ['', `/assignments/${assignment?.id}`]) {
    const answer = await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}${rest}`)
    expect([answer.status, answer.json]).toEqual([400, { message: 'no bundle assignment to revoke' }])
  }
})

test('an unlimited bundle that is used up for the day stays active, and is full again the next', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await useSome(api, emulator, 5000, 'esim_UL_3D_GB_V2')
  expect(await getAssignments(api, iccid)).toMatchObject([
    { remainingQuantity: 0, bundleState: 'active', unlimited: true },
  ])
  await emulator.clock.advance('1d')
  expect(await getAssignments(api, iccid)).toMatchObject([{ remainingQuantity: 1_000_000_000, bundleState: 'active' }])
})
