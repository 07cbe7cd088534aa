import { expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buy, buyEsim, countStock, getAssignments, getBalance } from '../support/trade.ts'

const V25 = { prefix: '/v2.5' }

const suspend = (api: Api, iccid: string, suspended: unknown) =>
  api.post(`/esims/${iccid}/suspend`, { ...V25, body: { suspend: suspended } })
const stateOf = async (api: Api, iccid: string) => (await api.get(`/esims/${iccid}`, V25)).json.state

async function createInUse() {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.esims.attach(iccid, 'GB')
  return { api, emulator, iccid }
}

test('a suspension and its end are told, and can be repeated', async () => {
  const { api, iccid } = await createInUse()
  for (const [suspended, text, state] of [
    [true, 'eSIM suspended successfully', 'Suspended'],
    [true, 'eSIM suspended successfully', 'Suspended'],
    [false, 'eSIM unsuspended successfully', 'Active'],
    ['true', 'eSIM suspended successfully', 'Suspended'],
  ] as const) {
    const answer = await suspend(api, iccid, suspended)
    expect([answer.status, answer.json]).toEqual([201, { status: text }])
    expect(await stateOf(api, iccid)).toBe(state)
    expect((await api.get(`/esims/${iccid}/suspend`, V25)).json).toEqual({ suspended: state === 'Suspended' })
    expect((await api.get('/esims', V25)).json.esims[0].state).toBe(state)
  }
  const { actions } = (await api.get(`/esims/${iccid}/history`)).json
  expect(actions.filter(({ name }: { name: string }) => name === 'eSIM Updated')).toHaveLength(3)
})

test('no data flows through a suspended eSIM', async () => {
  const { api, emulator, iccid } = await createInUse()
  await suspend(api, iccid, true)
  expect(await emulator.esims.use(iccid, { megabytes: 100 })).toMatchObject({ consumed: 0, unserved: 100_000_000 })
  expect((await emulator.esims.get(iccid)).suspended).toBe(true)
  expect((await getAssignments(api, iccid))[0]?.bundleState).toBe('queued')
  await suspend(api, iccid, false)
  expect(await emulator.esims.use(iccid, { megabytes: 100 })).toMatchObject({ consumed: 100_000_000, unserved: 0 })
})

test('a usage plan stands still during a suspension, and its bundle goes on towards its end', async () => {
  const { api, emulator, iccid } = await createInUse()
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 })
  const left = async () => (await getAssignments(api, iccid))[0]?.remainingQuantity
  await emulator.clock.advance('1d')
  await suspend(api, iccid, true)
  await emulator.clock.advance('2d')
  expect(await left()).toBe(900_000_000)
  await suspend(api, iccid, false)
  await emulator.clock.advance('1d')
  expect(await left()).toBe(800_000_000)
  await suspend(api, iccid, true)
  await emulator.clock.advance('3d')
  expect((await getAssignments(api, iccid))[0]?.bundleState).toBe('expired')
})

test('a suspended eSIM takes bundles, and no messages', async () => {
  const { api, emulator } = await createTestEmulator()
  const [esim] = await emulator.esims.create({ msisdn: '447700900123' })
  const iccid = esim?.iccid ?? ''
  await suspend(api, iccid, true)
  expect(await buyEsim(api, BUNDLES.uk, iccid)).toBe(iccid)
  const answer = await api.post(`/esims/${iccid}/sms`, { body: { message: 'Hello!' } })
  expect([answer.status, answer.json]).toEqual([400, { message: 'esim is suspended' }])
})

test.each([
  ['nothing', undefined],
  ['no answer to the question', {}],
  ['a text', { suspend: 'perhaps' }],
])('a suspension that says %s is refused', async (_, body) => {
  const { api, iccid } = await createInUse()
  const answer = await api.post(`/esims/${iccid}/suspend`, { ...V25, ...(body ? { body } : {}) })
  expect([answer.status, answer.json]).toEqual([400, { message: 'failed to parse request body' }])
  expect(await stateOf(api, iccid)).toBe('Active')
})

test('a deleted eSIM has no bundles, gives nothing back and is told', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ callbackUrl: '' })
  const iccid = await buyEsim(api)
  await buyEsim(api, BUNDLES.europe, iccid)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100, country: 'GB' })
  await emulator.clock.advance('1d')
  const balance = await getBalance(api)
  const answer = await api.delete(`/esims/${iccid}`, V25)
  expect([answer.status, answer.json]).toEqual([200, { status: 'eSIM deleted successfully' }])

  expect(await stateOf(api, iccid)).toBe('Deactivated')
  expect((await api.get(`/esims/${iccid}`)).json.profileStatus).toBe('Deactivated')
  const assignments = await getAssignments(api, iccid)
  expect(assignments.map(({ bundleState, remainingQuantity }) => [bundleState, remainingQuantity])).toEqual(
    expect.arrayContaining([
      ['revoked', 900_000_000],
      ['revoked', 1_000_000_000],
    ]),
  )
  expect([await getBalance(api), await countStock(api, BUNDLES.uk)]).toEqual([balance, 0])
  const { actions } = (await api.get(`/esims/${iccid}/history`)).json
  expect(actions.slice(0, 2).map(({ name }: { name: string }) => name)).toEqual(['Bundle Revoked', 'Bundle Revoked'])
  const told = await emulator.callbacks.list({ iccid, alertType: 'esim.deleted' })
  expect(told.map(({ body }) => JSON.parse(body))).toEqual([
    { date: expect.stringMatching(/^2026-01-02T00:00:00/), event: 'esim.deleted', iccid },
  ])
  expect((await emulator.clock.events()).filter((event) => event.iccid === iccid)).toEqual([])
})

test('a deleted eSIM is 410 at its install details, and 400 at a message and at a second deletion', async () => {
  const { api, emulator } = await createTestEmulator()
  const { orderReference, order } = await buy(api, { assign: true, quantity: 2 })
  const [first = '', second = ''] = order[0]?.iccids ?? []
  await api.delete(`/esims/${first}`, V25)
  const details = (dialect: 'observed' | 'documented' = 'observed', prefix = '/v2.4') =>
    api.speaking(dialect).get(`/esims/assignments?reference=${orderReference}`, { prefix })
  expect((await details()).text.split('\n').slice(1).join()).toContain(second)
  expect((await details()).text).not.toContain(first)
  await api.delete(`/esims/${second}`, V25)
  const gone = { message: 'esim is deactivated' }
  for (const prefix of ['/v2.2', '/v2.4', '/v2.5']) {
    const answer = await details('observed', prefix)
    expect([answer.status, answer.json]).toEqual([410, gone])
  }
  for (const answer of [
    await api.post(`/esims/${first}/sms`, { body: { message: 'Hello!' } }),
    await api.delete(`/esims/${first}`, V25),
    await suspend(api, first, true),
  ]) {
    expect([answer.status, answer.json]).toEqual([400, gone])
  }
  await emulator.settings.change({ dialect: 'documented' })
  expect([(await details('documented')).status, (await details('documented', '/v2.5')).status]).toEqual([400, 410])
  for (const path of [`/esims/qr/${orderReference}`, `/esims/csv/${orderReference}`]) {
    expect((await api.speaking('documented').get(path)).status).toBe(400)
  }
})

test('a deleted eSIM is compatible with nothing, and no bundle is applied to it', async () => {
  const { api } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await buy(api, { quantity: 2 })
  await api.delete(`/esims/${iccid}`, V25)
  const gone = { message: 'esim is deactivated' }
  expect((await api.get(`/esims/${iccid}/compatible/${BUNDLES.uk}`)).json).toEqual({
    compatible: false,
    status: gone.message,
  })
  for (const answer of [
    await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, iccid } }),
    await api.post(`/esims/${iccid}/bundles`, { body: { name: BUNDLES.uk } }),
  ]) {
    expect([answer.status, answer.json, answer.headers.get('Emulator-Reason')]).toEqual([400, gone, 'esim-deactivated'])
  }
  const bundles = [{ name: BUNDLES.uk, iccid }, BUNDLES.uk]
  const { json } = await api.post('/esims/apply', { body: { bundles } })
  expect(json.esims).toMatchObject([
    { iccid, status: 'esim is deactivated' },
    { status: 'Successfully Applied Bundle' },
  ])
  expect(await countStock(api, BUNDLES.uk)).toBe(1)
})

test('of several references the eSIMs that are left are told, and none left is 410', async () => {
  const { api } = await createTestEmulator()
  const [gone, kept] = [await buy(api, { assign: true }), await buy(api, { assign: true })]
  const details = () => {
    const path = `/esims/assignments?reference=${gone.orderReference}&reference=${kept.orderReference}`
    return api.get(path, { headers: { Accept: 'application/json' } })
  }
  await api.delete(`/esims/${gone.order[0]?.iccids?.[0]}`, V25)
  expect((await details()).json).toMatchObject([{ iccid: kept.order[0]?.iccids?.[0] }])
  await api.delete(`/esims/${kept.order[0]?.iccids?.[0]}`, V25)
  expect((await details()).status).toBe(410)
})
