import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

/** An eSIM that the returns process takes out of the account, and what its organisation is told of it. */
async function createReturning() {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  const iccid = await buyEsim(api)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  const told = () => receiver.bodies.filter((body) => body.iccid === iccid).map(({ alertType }) => alertType)
  return { api, emulator, iccid, told }
}

test.each(['install', 'uninstall', 'attach', 'use', 'setUsagePlan', 'stopUsagePlan'] as const)(
  'an eSIM that was returned refuses to %s',
  async (lever) => {
    const { api, emulator, iccid, told } = await createReturning()
    await emulator.clock.advance('4d')
    expect((await api.get(`/esims/${iccid}`)).status).toBe(403)
    const { esims } = emulator
    const levers = {
      install: () => esims.install(iccid),
      uninstall: () => esims.uninstall(iccid),
      attach: () => esims.attach(iccid, 'GB'),
      use: () => esims.use(iccid, { megabytes: 1, country: 'GB' }),
      setUsagePlan: () => esims.setUsagePlan(iccid, { megabytesPerDay: 1, country: 'GB' }),
      stopUsagePlan: () => esims.stopUsagePlan(iccid),
    }
    await expect(levers[lever]()).rejects.toMatchObject({ status: 409, code: 'esim_returned' })
    await emulator.clock.advance('400d')
    expect([told(), await emulator.clock.events()]).toEqual([[], []])
  },
)

test('it can still be looked at, and says that it is gone', async () => {
  const { emulator, iccid } = await createReturning()
  expect(await emulator.esims.get(iccid)).toMatchObject({ returning: true, returned: false })
  await emulator.clock.advance('4d')
  expect(await emulator.esims.get(iccid)).toMatchObject({ returning: false, returned: true })
  expect((await emulator.esims.timeline(iccid)).at(-1)).toMatchObject({ text: 'eSIM Returned' })
})

test('what was planned for it does not happen any more', async () => {
  const { api, emulator, iccid, told } = await createReturning()
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100, startAfter: '10d', for: '5d', country: 'GB' })
  await emulator.clock.advance('4d')
  expect((await emulator.clock.events()).filter((event) => event.iccid === iccid)).toEqual([])
  await emulator.clock.advance('30d')
  expect([told(), (await emulator.esims.get(iccid)).installed]).toEqual([[], false])
  expect((await api.get('/esims')).json.rows).toBe(0)
})

test('nothing is told of an eSIM on its way back, and it comes back when it is installed there', async () => {
  const { api, emulator, iccid, told } = await createReturning()
  await emulator.esims.attach(iccid, 'GB')
  await emulator.esims.use(iccid, { megabytes: 1 })
  expect(told()).toEqual([])
  await emulator.clock.advance('4d')
  expect((await api.get(`/esims/${iccid}`)).status).toBe(200)
  await buyEsim(api, BUNDLES.uk, iccid)
  await emulator.esims.use(iccid, { megabytes: 1 })
  expect(told()).toEqual(['FirstUse'])
})

test("no example is sent of an eSIM that is not the account's", async () => {
  const { emulator, iccid, told } = await createReturning()
  const example = () => emulator.callbacks.test({ alertType: 'FirstAttachment', iccid })
  await expect(example()).rejects.toMatchObject({ status: 404, code: 'esim_not_accessible' })
  await emulator.clock.advance('4d')
  await expect(example()).rejects.toMatchObject({ status: 404, code: 'esim_not_accessible' })
  expect(told()).toEqual([])
})

test('one that was installed on its way back comes back, on a device or not', async () => {
  const { api, emulator, iccid } = await createReturning()
  await emulator.clock.advance('1d')
  await emulator.esims.install(iccid)
  await emulator.esims.uninstall(iccid)
  await emulator.clock.advance('3d')
  expect((await api.get(`/esims/${iccid}`)).status).toBe(200)
})

test('the deletion of an eSIM that is on its way back for long is not told', async () => {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.settings.change({ returnsDelay: '200d' })
  const iccid = await buyEsim(api)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}`)
  await emulator.clock.advance('199d')
  expect(receiver.bodies).toEqual([])
  await emulator.clock.advance('1d')
  expect(await emulator.esims.get(iccid)).toMatchObject({ returning: false, returned: true })
})
