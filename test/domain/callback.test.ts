import { expect, test } from 'vitest'
import { isSuccess, retryPauseMs } from '../../src/domain/callback.ts'

test.each([
  [null, false],
  [100, false],
  [101, false],
  [199, false],
  [200, true],
  [204, true],
  [299, true],
  [300, false],
  [302, false],
  [404, false],
  [503, false],
])('an attempt that is answered %s succeeds: %s', (status, succeeds) => {
  expect(isSuccess({ status })).toBe(succeeds)
})

test('the pauses before further attempts grow to six hours', () => {
  const minutes = [1, 2, 3, 4, 5, 20].map((retry) => retryPauseMs(retry) / 60_000)
  expect(minutes).toEqual([1, 10, 60, 360, 360, 360])
})
