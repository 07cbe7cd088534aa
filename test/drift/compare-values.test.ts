import { expect, test } from 'vitest'
import { compareValues } from '../../src/drift/compare-values.ts'
import { isReplaced } from '../../src/import/replace.ts'

const compare = (here: unknown, there: unknown) =>
  compareValues(here, there, isReplaced).map(({ where, here, there }) => [where, here, there])

test.each([
  ['the same', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['a value', { price: 1.36 }, { price: 1.37 }, [['price', '1.36', '1.37']]],
  ['a moment with more digits', { date: '2026-01-01T00:00:00.202000001Z' }, { date: '2026-01-01T00:00:00.202Z' }, []],
  [
    'another moment',
    { date: '2026-01-01T00:00:00.202Z' },
    { date: '2026-01-01T00:00:00.203Z' },
    [['date', '"2026-01-01T00:00:00.202Z"', '"2026-01-01T00:00:00.203Z"']],
  ],
  ['another order of what has an identity', [{ id: 1 }, { id: 2 }], [{ id: 2 }, { id: 1 }], []],
  [
    'another order of what has none',
    ['a', 'b'],
    ['b', 'a'],
    [
      ['[0]', '"a"', '"b"'],
      ['[1]', '"b"', '"a"'],
    ],
  ],
  [
    'an element that is gone',
    { list: [{ id: 1 }, { id: 2 }] },
    { list: [{ id: 2 }] },
    [['list[1]', '{"id":1}', 'absent']],
  ],
  ['a field that one never has', { list: [{ a: 1, b: 1 }] }, { list: [{ a: 1 }] }, []],
  [
    'a field that one has elsewhere',
    [{ startTime: 'x' }, { startTime: 'y' }],
    [{}, { startTime: 'y' }],
    [['[0].startTime', '"x"', 'absent']],
  ],
  [
    'what an import replaces',
    { iccid: '1', pin: '2', customerRef: 'Ann' },
    { iccid: '3', pin: '4', customerRef: 'b' },
    [],
  ],
  [
    'an organisation of another name',
    { organisations: [{ name: 'Ours', balance: 1 }] },
    { organisations: [{ name: 'Replaced', balance: 2 }] },
    [['organisations[0].balance', '1', '2']],
  ],
  ['a list and none', { list: [] }, { list: null }, [['list', '[]', 'null']]],
])('%s', (_, here, there, differences) => {
  expect(compare(here, there)).toEqual(differences)
})

test('the first ten differences are told, and the number of the others', () => {
  const list = (offset: number) => Array.from({ length: 25 }, (_, index) => index + offset)
  const told = compare(list(0), list(100))
  expect(told).toHaveLength(11)
  expect(told.at(-1)).toEqual(['and 15 more', '', ''])
})
