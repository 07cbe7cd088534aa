import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cursor } from '../../src/control/stream-cursor.ts'

const positions = fc.record({
  request: fc.nat(),
  unanswered: fc.array(fc.nat(), { maxLength: 200 }).map((ids) => [...new Set(ids)].sort((a, b) => a - b)),
  transition: fc.nat(),
  callback: fc.nat(),
})

test('a cursor is read as it was written', () => {
  fc.assert(
    fc.property(positions, (position) => {
      expect(Cursor.parse(String(new Cursor(position)))).toEqual(new Cursor(position))
    }),
  )
})

test('a cursor moves on by one event at a time, and the one before stays as it is', () => {
  const start = new Cursor({ request: 4, unanswered: [2], transition: 7, callback: 9 })
  const steps = [
    start.afterRequest(8, [1, 2, 5, 6, 9]),
    start.afterUnanswered(2),
    start.afterTransition(11),
    start.afterCallback(12),
  ]
  expect(steps.map(String)).toEqual(['8.2.5.6-7-9', '4-7-9', '4.2-11-9', '4.2-7-12'])
  expect(String(start)).toBe('4.2-7-9')
})

test('a cursor with many unanswered calls names the newest of them, and fits into a header', () => {
  const unanswered = Array.from({ length: 1_000 }, (_, index) => 1_000_000 + index)
  const text = String(new Cursor({ request: 2_000_000, unanswered, transition: 0, callback: 0 }))
  expect(text.length).toBeLessThan(2_000)
  expect(Cursor.parse(text)?.unanswered).toEqual(unanswered.slice(-200))
})

test.each([undefined, '', '1', '1-2', '1-2-3-4', 'a-b-c', '1.-2-3', '-1-2-3', '1-2-3 '])('%j is no cursor', (text) => {
  expect(Cursor.parse(text)).toBeUndefined()
})

test('a call that a client names twice is streamed once', () => {
  expect(Cursor.parse('5.3.3-1-2')?.unanswered).toEqual([3])
})
