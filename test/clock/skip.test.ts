import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

const SKIP = { toNextEvent: true, skip: ['esim.idle'] }

/** An organisation whose next event is an idle check of another eSIM, a day before a bundle starts to expire. */
async function beforeAnIdleCheck() {
  const { emulator, api } = await createTestEmulator()
  await emulator.esims.create()
  await emulator.clock.advance('176d')
  const iccid = await buyEsim(api, BUNDLES.france)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 1 })
  return { emulator, iccid }
}

test('a kind that is skipped happens on the way, and the advance stops at the next other event', async () => {
  const { emulator, iccid } = await beforeAnIdleCheck()
  const next = (await emulator.clock.get()).nextEvent
  expect(next?.kind).toBe('esim.idle')
  const { events, now } = await emulator.clock.advance(SKIP)
  expect(events.map(({ kind }) => kind)).toEqual(['esim.idle', 'bundle.expire'])
  expect(events.at(-1)).toMatchObject({ iccid, at: now })
  expect((await emulator.clock.get()).now).toBe(now)
})

test('where nothing else is due the clock stays', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.esims.create()
  const { now } = await emulator.clock.get()
  expect(await emulator.clock.advance(SKIP)).toMatchObject({ from: now, now, eventCount: 0 })
})

test('the list of what is due leaves out the kinds that are skipped', async () => {
  const { emulator } = await beforeAnIdleCheck()
  const list = async (query: string) => {
    const request = new Request(`http://emulator/_emulator/events?${query}`, {
      headers: { 'X-API-Key': emulator.apiKey },
    })
    const { events } = await (await emulator.fetch(request)).json()
    return (events as { kind: string }[]).map(({ kind }) => kind)
  }
  const all = await list('')
  expect(all).toContain('esim.idle')
  expect(await list('skip=esim.idle')).toEqual(all.filter((kind) => kind !== 'esim.idle'))
  expect(await list('skip=esim.idle,bundle.expire&limit=1')).toEqual(
    all.filter((kind) => !['esim.idle', 'bundle.expire'].includes(kind)).slice(0, 1),
  )
})

test.each([
  [{ toNextEvent: true, skip: ['esim.idel'] }, 'skip: there is no event "esim.idel"; the kinds are bundle.provision'],
  [{ by: '1d', skip: ['esim.idle'] }, 'only toNextEvent takes skip'],
])('%j is refused, and the clock stays', async (body, message) => {
  const { emulator } = await createTestEmulator()
  const { now } = await emulator.clock.get()
  await expect(emulator.clock.advance(body)).rejects.toThrow(message)
  expect((await emulator.clock.get()).now).toBe(now)
})
