import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { seedOf } from '../torture/attempt.ts'
import { parseOptions } from '../torture/options.ts'
import type { Round } from '../torture/round.ts'
import { ROUNDS } from '../torture/rounds.ts'
import { runRound } from '../torture/run-round.ts'
import { renderTable } from '../torture/table.ts'

const parse = (...args: string[]) => parseOptions(args, ROUNDS, () => 42)

test('without arguments every round runs, with a new seed', () => {
  expect(parse()).toEqual({ minutes: 10, seed: 42, chosen: ROUNDS.map((round) => ({ round })) })
})

test('minutes, a seed and rounds can be chosen, and of a round one try', () => {
  const { minutes, seed, chosen } = parse('0.5', '--seed', '7', '--only', 'kills,requests:12')
  expect([minutes, seed]).toEqual([0.5, 7])
  expect(chosen.map(({ round, attempt }) => [round.name, attempt])).toEqual([
    ['kills', undefined],
    ['requests', 12],
  ])
})

test.each([
  [['x']],
  [['0']],
  [['1', '2']],
  [['--seed', '-1']],
  [['--only', 'none']],
  [['--only', 'kills:x']],
  [['--x']],
])('%j is refused', (args) => {
  expect(() => parse(...args)).toThrow(TypeError)
})

const roundOf = (run: Round['run'], more: Partial<Round> = {}): Round => ({
  name: 'example',
  law: 'nothing is drawn',
  triesPerMinute: 4,
  run,
  ...more,
})

const runAll = (round: Round, attempt?: number) =>
  runRound({ round, ...(attempt === undefined ? {} : { attempt }) }, { minutes: 1, seed: 1 }, 60)

test('a seed and a try always draw the same, and every other try something else', async () => {
  const drawn: number[][] = []
  const round = roundOf(async ({ draw }) => {
    drawn.push([draw(1_000), draw(1_000), draw(1_000)])
    return []
  })
  await runAll(round)
  const [, , third] = drawn
  expect(new Set(drawn.map(String)).size).toBe(4)
  await runAll(round, 2)
  expect(drawn.at(-1)).toEqual(third)
  expect(seedOf(1, round, 2)).not.toBe(seedOf(2, round, 2))
})

test('a breach and an exception are findings of their try, and what a try leaves is removed', async ({
  onTestFinished,
}) => {
  const { error } = console
  console.error = (text: string) => void told.push(text)
  onTestFinished(() => {
    console.error = error
  })
  const told: string[] = []
  const removed: string[] = []
  let tries = 0
  const round = roundOf(async ({ onEnd, count }) => {
    onEnd(() => removed.push('second'))
    onEnd(() => removed.push('first'))
    count('things', 2)
    tries += 1
    if (tries === 2) return ['something is wrong']
    if (tries === 3) throw new Error('it broke')
    return []
  })
  const outcome = await runAll(round)
  expect(outcome.findings).toEqual([
    { attempt: 1, breaches: ['something is wrong'] },
    { attempt: 2, breaches: [expect.stringContaining('it broke')] },
  ])
  expect(told[0]).toContain('repeat: npm run torture -- --seed 1 --only example:1')
  expect(removed).toEqual(Array.from({ length: 4 }, () => ['first', 'second']).flat())
  expect(renderTable([outcome]).split('\n')[1]).toMatch(/^example +4 +2 +\d+ +8 things$/)
})

test('a round that cannot run here says why, and finds nothing', async () => {
  const outcome = await runAll(roundOf(async () => ['never'], { unavailable: () => 'skipped: no disk' }))
  expect([outcome.tries, outcome.findings, outcome.note]).toEqual([0, [], 'skipped: no disk'])
})

test('the document of reliability describes every round', () => {
  const document = readFileSync(new URL('../docs/reliability.md', import.meta.url), 'utf8')
  const described = [...document.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name)
  expect(described).toEqual(ROUNDS.map(({ name }) => name))
})
