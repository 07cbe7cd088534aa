import { InvalidArgumentError } from 'commander'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { dataAmount, duration } from '../../src/cli/options.ts'
import { parseDataAmount } from '../../src/domain/data-amount.ts'
import { parseDuration } from '../../src/domain/duration.ts'
import { runCommand } from '../support/cli.ts'

vi.setConfig({ testTimeout: 30_000 })

test('a number without a unit is seconds, in every option and argument that takes a duration', () => {
  fc.assert(
    fc.property(fc.nat({ max: 3_000_000_000 }), (number) => {
      expect(parseDuration(duration(String(number)))).toBe(number * 1_000)
      expect(parseDuration(duration(` ${number} `))).toBe(number * 1_000)
    }),
  )
  expect(parseDuration(duration('1.5'))).toBe(1_500)
})

test('a duration with a unit means what it means everywhere', () => {
  for (const text of ['90s', '15m', '2h', '8d', '1w', '1d12h', 'P7DT2H', '250ms', '0s']) {
    expect(parseDuration(duration(text))).toBe(parseDuration(text))
  }
})

test.each(['', 'soon', '-5', '5 minutes', '1e3', '10,5', '101y', '36526d', '9'.repeat(30), 'NaN'])(
  '%j is no duration, and the forms that work are said',
  (text) => {
    expect(() => duration(text)).toThrow(InvalidArgumentError)
    expect(() => duration(text)).toThrow(/90s, 15m, 2h, 8d.*a number alone is seconds/)
  },
)

test('an amount of data means what it means everywhere, and without a unit nothing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 900 }),
      fc.constantFrom('B', 'kB', 'MB', 'GB', 'TB', 'mb', ' gb'),
      (n, unit) => {
        expect(dataAmount(`${n}${unit}`)).toBe(parseDataAmount(`${n}${unit}`))
        expect(() => dataAmount(String(n))).toThrow(InvalidArgumentError)
        expect(() => dataAmount(`${n}.5`)).toThrow(/500MB, 1\.5GB, 20kB or 1000B/)
      },
    ),
  )
})

test.each(['', '0MB', '-5MB', '5MiB', 'MB', '1e3MB', '10000TB', '5 500'])('%j is no amount of data', (text) => {
  expect(() => dataAmount(text)).toThrow(InvalidArgumentError)
})

test.each<[args: string[], env: Record<string, string>, within: string]>([
  [['--timeout', '1ms'], {}, '1ms'],
  [['--timeout', '0'], {}, '0s'],
  [[], { ESIM_EMULATOR_TIMEOUT: '0' }, '0s'],
])('wait %j %j waits %s', async (args, env, within) => {
  const { code, stderr } = await runCommand(['wait', '--url', 'http://127.0.0.1:9', ...args], env)
  expect([code, stderr]).toEqual([1, expect.stringContaining(`was ready at http://127.0.0.1:9 within ${within}:`)])
})

test('usage without a unit is refused before anything is asked', async () => {
  const { code, stdout, stderr } = await runCommand([
    'usage',
    '8943108167000000019',
    '500',
    '--url',
    'http://127.0.0.1:9',
  ])
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^esim-go-emulator: .*"500".* It must be an amount with its unit, such as 500MB, 1\.5GB, /)
})
