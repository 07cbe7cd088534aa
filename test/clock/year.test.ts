import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { type Held, listHeld, listLeft, listStates } from '../support/held.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

/** An eSIM with a bundle of 12 GB and one year. */
async function createYear(start = '2026-01-01T00:00:00Z') {
  const { api, emulator } = await createTestEmulator({ start })
  const iccid = await buyEsim(api, BUNDLES.year)
  return {
    api,
    emulator,
    iccid,
    use: (megabytes: number) => emulator.esims.use(iccid, { megabytes, country: 'GB' }),
    states: () => listStates(api, iccid),
    held: () => listHeld(api, iccid),
  }
}

const dates = (held: readonly Held[]) =>
  held.map(({ startTime, endTime }) => [startTime?.slice(0, 10), endTime?.slice(0, 10)])

test('its twelve months follow one another, each with its own gigabyte, start and end', async () => {
  const { emulator, use, states, held } = await createYear()
  expect(await states()).toEqual(Array(12).fill('queued'))
  await use(1)
  expect(await states()).toEqual(['active', ...Array(11).fill('queued')])
  await emulator.clock.advance('40d')
  expect((await states()).slice(0, 3)).toEqual(['expired', 'active', 'queued'])
  await emulator.clock.advance('330d')
  expect(await states()).toEqual(Array(12).fill('expired'))
  const firsts = Array.from({ length: 13 }, (_, month) => new Date(Date.UTC(2026, month)).toISOString().slice(0, 10))
  expect(dates(await held())).toEqual(firsts.slice(0, 12).map((first, month) => [first, firsts[month + 1]]))
  expect((await held()).map(({ initialQuantity }) => initialQuantity)).toEqual(Array(12).fill(1_000_000_000))
})

test('months that begin on the 31st end on the last day of shorter months, and come back to the 31st', async () => {
  const { emulator, use, held } = await createYear('2026-01-31T09:00:00Z')
  await use(1)
  await emulator.clock.advance('366d')
  const ends = ['02-28', '03-31', '04-30', '05-31', '06-30', '07-31', '08-31', '09-30', '10-31', '11-30', '12-31']
  expect(dates(await held()).map(([, end]) => end)).toEqual([...ends.map((end) => `2026-${end}`), '2027-01-31'])
})

test('a month that is used up does not start the next one early', async () => {
  const { api, emulator, iccid, use, states } = await createYear()
  expect(await use(1_500)).toMatchObject({ consumed: 1_000_000_000, unserved: 500_000_000 })
  expect((await states()).slice(0, 2)).toEqual(['depleted', 'queued'])
  await emulator.clock.advance(31 * 86_400_000 - 1)
  expect((await states()).slice(0, 2)).toEqual(['depleted', 'queued'])
  await emulator.clock.advance(1)
  expect((await states()).slice(0, 2)).toEqual(['expired', 'active'])
  expect((await listLeft(api, iccid)).slice(0, 2)).toEqual([0, 1_000])
})

test('another bundle takes over from a month that is used up', async () => {
  const { api, iccid, use, states } = await createYear()
  await buyEsim(api, BUNDLES.uk, iccid)
  await use(1_500)
  expect(await states()).toEqual(['depleted', ...Array(11).fill('queued'), 'active'])
})

test('no other bundle starts between one month and the next', async () => {
  const { api, emulator, iccid, states } = await createYear()
  await buyEsim(api, BUNDLES.uk, iccid)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 10 })
  await emulator.clock.advance('100d')
  expect(await states()).toEqual([...Array(3).fill('expired'), 'active', ...Array(8).fill('queued'), 'queued'])
})

test('a month that is taken away is replaced by the one after it', async () => {
  const { api, emulator, iccid, use, states, held } = await createYear()
  await use(1)
  const take = async (month: number) =>
    api.delete(`/esims/${iccid}/bundles/${BUNDLES.year}/assignments/${(await held())[month]?.id}`)
  await take(1)
  await take(2)
  await emulator.clock.advance('70d')
  expect((await states()).slice(0, 6)).toEqual(['expired', 'revoked', 'revoked', 'expired', 'active', 'queued'])
  expect(dates(await held()).slice(3, 5)).toEqual([
    ['2026-02-01', '2026-03-01'],
    ['2026-03-01', '2026-04-01'],
  ])
})

test('the month that runs can be taken away, and the next begins when it would have', async () => {
  const { api, emulator, iccid, use, states, held } = await createYear()
  await use(1)
  await api.delete(`/esims/${iccid}/bundles/${BUNDLES.year}/assignments/${(await held())[0]?.id}`)
  expect((await states()).slice(0, 2)).toEqual(['revoked', 'queued'])
  await emulator.clock.advance('40d')
  expect((await states()).slice(0, 3)).toEqual(['revoked', 'active', 'queued'])
  expect(dates(await held())[1]).toEqual(['2026-02-01', '2026-03-01'])
})

test('a year that starts at the instant at which it is provisioned goes on as any other', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ processingDelay: '10m' })
  const iccid = await buyEsim(api, BUNDLES.year)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 1 })
  await emulator.clock.advance('40d')
  expect((await listStates(api, iccid)).slice(0, 3)).toEqual(['expired', 'active', 'queued'])
})

test('a year that never starts lapses as a whole, one that has begun does not', async () => {
  const unused = await createYear()
  await unused.emulator.esims.install(unused.iccid)
  await unused.emulator.clock.advance('365d')
  expect(await unused.states()).toEqual(Array(12).fill('lapsed'))
  const late = await createYear()
  await late.emulator.clock.advance('364d')
  await late.use(1)
  await late.emulator.clock.advance('366d')
  expect(await late.states()).toEqual(Array(12).fill('expired'))
})
