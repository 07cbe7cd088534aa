import { expect, test } from 'vitest'
import { parseTrip } from '../../src/domain/trip.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

test('the trip of the design document', () => {
  expect(parseTrip('install +2h; attach ES +1d; attach FR +4d; use 180MB/day; home +9d')).toEqual({
    steps: [
      { after: 2 * HOUR, act: { kind: 'install' } },
      { after: DAY, act: { kind: 'attach', country: 'ES' } },
      { after: DAY, act: { kind: 'use-daily', bytesPerDay: 180_000_000 } },
      { after: 4 * DAY, act: { kind: 'attach', country: 'FR' } },
      { after: 9 * DAY, act: { kind: 'home' } },
    ],
  })
})

test.each([
  ['Attach fr +1d', { after: DAY, act: { kind: 'attach', country: 'FR' } }],
  ['attach FR +1d\n  use 500 MB +1d12h', { after: 1.5 * DAY, act: { kind: 'use', bytes: 500_000_000 } }],
  ['attach FR +1d; use 1.5GB/day +2d;', { after: 2 * DAY, act: { kind: 'use-daily', bytesPerDay: 1_500_000_000 } }],
  ['install +0h; uninstall +90m', { after: 1.5 * HOUR, act: { kind: 'uninstall' } }],
  ['attach FR +P1DT6H', { after: 1.25 * DAY, act: { kind: 'attach', country: 'FR' } }],
])('%j ends with the step it says', (text, last) => {
  const parsed = parseTrip(text)
  expect('steps' in parsed && parsed.steps.at(-1)).toEqual(last)
})

const TIME = 'a time at its end, such as +1d'

test.each([
  ['', 'no steps', 'some of install, attach, use, home or uninstall'],
  ['fly +1d', 'step 1, "fly +1d"', 'one that starts with install, attach, use, home or uninstall'],
  ['install', 'step 1, "install"', TIME],
  ['install 2h', 'step 1, "install 2h"', 'nothing but a time after install'],
  ['install +2', 'step 1, "install +2"', 'a time at its end such as +2h or +1d12h'],
  ['install +soon', 'step 1, "install +soon"', 'a time at its end such as +2h or +1d12h'],
  ['attach +1d', 'step 1, "attach +1d"', 'the ISO code of one country, as in attach FR +1d'],
  ['attach Spain +1d', 'step 1, "attach Spain +1d"', 'the ISO code of one country, as in attach FR +1d'],
  ['attach FR ES +1d', 'step 1, "attach FR ES +1d"', 'the ISO code of one country, as in attach FR +1d'],
  ['use lots +1d', 'step 1, "use lots +1d"', 'an amount, at once or for each day: use 500MB +2d, or use 180MB/day'],
  ['use 0MB/day', 'step 1, "use 0MB/day"', 'an amount, at once or for each day: use 500MB +2d, or use 180MB/day'],
  ['attach FR +1d; use 500MB', 'step 2, "use 500MB"', TIME],
  ['attach FR +3d12h; home +1d', 'step 2, "home +1d"', '+3d12h or later, as the step before it'],
  ['install +1h; use 5MB/day', 'data used before it attaches anywhere', 'a step such as attach FR +1d first'],
  ['use 5MB +1h; attach FR +1d', 'data used before it attaches anywhere', 'a step such as attach FR +1d first'],
  [
    'attach FR +1h; use 5MB/day; use 6MB/day',
    'daily usage without a time, twice',
    'a time for each, as in use 50MB/day +3d',
  ],
])('%j is refused: %s', (text, found, expected) => {
  expect(parseTrip(text)).toEqual({ problems: [{ found, expected }] })
})

test('all problems are told at once', () => {
  const parsed = parseTrip('instal +2h; attach Spain +1d; home')
  expect('problems' in parsed && parsed.problems).toHaveLength(3)
})
