import { join } from 'node:path'
import { expect, test } from 'vitest'
import { balanceOf, callRaw, orderRaw } from '../support/call.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { buy, buyEsim, observe } from '../support/trade.ts'
import { settle, TestSystemClock } from '../support/wall.ts'

test('everything goes back: money, eSIMs, time, settings, faults, and what is due', async () => {
  const { emulator, api } = await createTestEmulator()
  await emulator.esims.use(await buyEsim(api), { megabytes: 10 })
  await emulator.faults.add({ match: { path: '/networks' }, fault: { type: 'status', status: 503 }, times: 2 })
  await api.get('/esims')
  const [before, due] = [await observe(api), await emulator.clock.events()]
  await emulator.snapshots.take('start')

  await emulator.clock.advance('30d')
  await buy(api, { quantity: 5 })
  await emulator.settings.change({ currency: 'EUR', balance: 1 })
  await callRaw(emulator, 'GET', '/v2.4/networks')
  await emulator.faults.clear()

  expect(await emulator.snapshots.restore('start')).toEqual({ now: '2026-01-01T00:00:00Z' })
  expect(await emulator.clock.get()).toMatchObject({ now: '2026-01-01T00:00:00Z' })
  expect(await observe(api)).toEqual(before)
  expect(await emulator.clock.events()).toEqual(due)
  expect(await emulator.settings.get()).toMatchObject({ currency: 'USD', balance: 998.64 })
  expect(await emulator.faults.list()).toMatchObject([{ match: { path: '/networks' }, hits: 0 }])
})

test('what is done again after a restore is answered with the same bytes', async () => {
  const { emulator } = await createTestEmulator()
  await orderRaw(emulator)
  await emulator.snapshots.take('before')
  const play = async () => {
    const answers = [await orderRaw(emulator), await callRaw(emulator, 'GET', '/v2.4/orders')]
    await emulator.clock.advance('1d')
    answers.push(await orderRaw(emulator, { headers: { 'Emulator-Fault': 'status=503; phase=after' } }))
    return answers.map(({ status, headers, text }) => [status, headers.get('emulator-request-id'), text])
  }
  const first = await play()
  for (let time = 0; time < 2; time++) {
    await emulator.snapshots.restore('before')
    expect(await play()).toEqual(first)
  }
})

test('the journal goes back with the rest', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.get('/orders')
  await emulator.snapshots.take('one-call')
  await api.get('/inventory')
  await api.get('/esims')
  await emulator.snapshots.restore('one-call')
  await api.get('/networks?countries=FR')
  const paths = (await emulator.requests.list()).map(({ id, path }) => [id, path])
  expect(paths).toEqual([
    [2, '/v2.4/networks'],
    [1, '/v2.4/orders'],
  ])
})

test('snapshots are listed by name, replaced, and removed', async () => {
  const { emulator, api } = await createTestEmulator()
  expect(await emulator.snapshots.list()).toEqual([])
  for (const name of ['b', 'a.1', 'C_2-x']) await emulator.snapshots.take(name)
  await emulator.clock.advance('1d')
  await buy(api)
  expect(await emulator.snapshots.take('b')).toEqual({ name: 'b', takenAt: '2026-01-02T00:00:00Z' })
  expect((await emulator.snapshots.list()).map(({ name }) => name)).toEqual(['C_2-x', 'a.1', 'b'])
  await emulator.reset()
  await emulator.snapshots.restore('b')
  expect(await balanceOf(emulator)).toBe(998.64)
  await emulator.snapshots.remove('b')
  await expect(emulator.snapshots.remove('b')).rejects.toMatchObject({ status: 404, code: 'snapshot_not_found' })
  await expect(emulator.snapshots.restore('b')).rejects.toMatchObject({ message: 'there is no snapshot b' })
  expect(await balanceOf(emulator)).toBe(998.64)
})

test.each(['', 'two words', 'a/b', 'ä', 'x'.repeat(101)])('a snapshot cannot be called %j', async (name) => {
  const { emulator } = await createTestEmulator()
  await expect(emulator.snapshots.take(name)).rejects.toMatchObject({ status: 422, code: 'invalid_request' })
  expect(await emulator.snapshots.list()).toEqual([])
})

test('snapshots of one organisation are nothing to another', async () => {
  const { emulator, api } = await createTestEmulator()
  const other = emulator.organisation('another-key')
  await emulator.snapshots.take('mine')
  await buy(api)
  await buy(api.as('another-key'))
  await expect(other.snapshots.restore('mine')).rejects.toMatchObject({ code: 'snapshot_not_found' })
  await emulator.snapshots.restore('mine')
  expect([await balanceOf(emulator), await balanceOf(other)]).toEqual([1000, 998.64])
})

test('snapshots are there after a restart', async () => {
  const db = join(createFolder(), 'state.db')
  const first = await openTestEmulator({ db })
  await first.emulator.snapshots.take('start')
  await buy(first.api)
  await first.close()
  const { emulator, api } = await createTestEmulator({ db })
  await emulator.snapshots.restore('start')
  expect((await api.get('/orders')).json.rows).toBe(0)
  expect(await balanceOf(emulator)).toBe(1000)
})

test('a running clock goes on from the instant of the snapshot, and rings for what is due then', async () => {
  const wall = new TestSystemClock()
  const receiver = createReceiver()
  const options = { wall, clock: 'auto', callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch } as const
  const { emulator, api } = await createTestEmulator({ ...options, start: '2026-01-01T00:00:00Z' })
  await emulator.settings.change({ autoInstallAfter: '1h' })
  const iccid = await buyEsim(api)
  await wall.pass(1_800_000)
  await emulator.snapshots.take('half-an-hour')
  await wall.pass(7_200_000)
  await emulator.snapshots.restore('half-an-hour')
  expect(await emulator.clock.get()).toMatchObject({ now: '2026-01-01T00:30:00Z', mode: 'auto' })
  expect((await api.get(`/esims/${iccid}`)).json.profileStatus).toBe('Released')
  expect(wall.waits).toContain(1_800_000)
  await wall.pass(1_800_000)
  expect((await api.get(`/esims/${iccid}`)).json.profileStatus).toBe('Enabled')
})

test('a clock that is being moved is not pulled from under whoever moves it', async () => {
  let release = () => {}
  const held = new Promise<number>((resolve) => {
    release = () => resolve(200)
  })
  const receiver = createReceiver(() => held)
  const { emulator, api } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.snapshots.take('start')
  await emulator.esims.setUsagePlan(await buyEsim(api), { megabytesPerDay: 500 })
  const advance = emulator.clock.advance('3d')
  await settle()
  const busy = { status: 409, code: 'advance_in_progress' }
  await expect(emulator.snapshots.restore('start')).rejects.toMatchObject(busy)
  await expect(emulator.reset()).rejects.toMatchObject(busy)
  release()
  expect((await advance).now).toBe('2026-01-04T00:00:00Z')
  await emulator.snapshots.restore('start')
})
