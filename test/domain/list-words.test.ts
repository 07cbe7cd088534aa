import { expect, test } from 'vitest'
import { listAnd, listOr } from '../../src/domain/list-words.ts'

test.each([
  [[], '', ''],
  [['a'], 'a', 'a'],
  [['a', 'b'], 'a or b', 'a and b'],
  [['a', 'b', 'c'], 'a, b or c', 'a, b and c'],
])('%j is listed as alternatives (%s), and together (%s)', (words, alternatives, together) => {
  expect([listOr(words), listAnd(words)]).toEqual([alternatives, together])
})
