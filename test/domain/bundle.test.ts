import { expect, test } from 'vitest'
import { assignmentBytes, type Bundle, coverage } from '../../src/domain/bundle.ts'

const country = (iso: string) => ({ name: iso, region: 'Europe', iso })

const bundle: Bundle = {
  position: 0,
  edition: 0,
  name: 'esim_1GB_7D_GB_V2',
  description: '',
  groups: ['Standard Fixed'],
  countries: [country('GB')],
  roaming: [],
  dataMegabytes: 1_000,
  dailyMegabytes: null,
  durationDays: 7,
  assignmentCount: 1,
  unlimited: false,
  autostart: true,
  speeds: null,
  imageUrl: '',
  price: 1_360,
  routingProfile: 4,
  allowanceDescription: '',
}

test.each<[string, Partial<Bundle>, number]>([
  ['a gigabyte', {}, 1_000_000_000],
  ['a year of twelve months', { dataMegabytes: 12_000, assignmentCount: 12 }, 1_000_000_000],
  ['a year that does not divide', { dataMegabytes: 1_000, assignmentCount: 12 }, 83_333_333],
  ['an unlimited one', { unlimited: true, dataMegabytes: -1, dailyMegabytes: 2_000 }, 2_000_000_000],
])('each assignment of %s starts with its bytes', (_, changes, bytes) => {
  expect(assignmentBytes({ ...bundle, ...changes })).toBe(bytes)
})

test('a bundle carries data at home and where it roams', () => {
  expect([...coverage(bundle)]).toEqual(['GB'])
  expect([...coverage({ ...bundle, roaming: [country('FR'), country('ES')] })]).toEqual(['GB', 'FR', 'ES'])
})
