import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { faultSentence, nounOfOperation } from '../../src/contract/control/fault-sentence.ts'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { ALERT_TYPES } from '../../src/domain/callback.ts'
import type { CallbackFault, CallFault, FaultRule } from '../../src/domain/fault.ts'
import { DAY } from '../../src/domain/instant.ts'

const THURSDAY = Date.UTC(2026, 0, 8, 14)

const onCalls = (fault: CallFault, rule: Partial<FaultRule> = {}): FaultRule =>
  ({ target: 'call', match: {}, phase: 'before', fault, ...rule }) as FaultRule
const onCallbacks = (fault: CallbackFault, rule: Partial<FaultRule> = {}): FaultRule =>
  ({ target: 'callback', match: '*', fault, ...rule }) as FaultRule

const UNAVAILABLE: CallFault = { type: 'status', status: 503 }
const ORDERS = { match: { operationId: 'createOrder' } } as Partial<FaultRule>

test.each<[sentence: string, rule: FaultRule, counted?: { seen?: number; hits?: number }]>([
  ['Answers 503 to every call.', onCalls(UNAVAILABLE)],
  ['Answers 503 to every order.', onCalls(UNAVAILABLE, ORDERS)],
  ['Answers 503 to the next order.', onCalls(UNAVAILABLE, { ...ORDERS, times: 1 })],
  [
    'Answers 503 to the next two orders, after they were placed.',
    onCalls(UNAVAILABLE, { ...ORDERS, times: 2, phase: 'after' }),
  ],
  [
    'Answers 503 to the next order, after it was placed.',
    onCalls(UNAVAILABLE, { ...ORDERS, times: 2, phase: 'after' }),
    { seen: 1, hits: 1 },
  ],
  [
    'Answers 503 to two orders, after they were placed.',
    onCalls(UNAVAILABLE, { ...ORDERS, times: 2, phase: 'after' }),
    { seen: 5, hits: 2 },
  ],
  ['Answers 503 to the next 12 orders.', onCalls(UNAVAILABLE, { ...ORDERS, times: 12 })],
  [
    'Answers 429 with a body of its own and headers of its own to every call of POST /orders.',
    onCalls({ type: 'status', status: 429, body: {}, headers: { 'x-a': '1' } }, {
      match: { method: 'post', path: '/orders' },
    } as Partial<FaultRule>),
  ],
  [
    'Delays every GET of an eSIM by 2 s, until Thursday 2026-01-08 14:00.',
    onCalls({ type: 'delay', delayMs: 2_000 }, {
      match: { operationId: 'getEsim' },
      until: THURSDAY,
    } as Partial<FaultRule>),
  ],
  [
    'Delays every call of /esims/* by 1 h 30 min, after it was carried out.',
    onCalls({ type: 'delay', delayMs: 5_400_000 }, {
      match: { path: '/esims/*' },
      phase: 'after',
    } as Partial<FaultRule>),
  ],
  [
    'Leaves 10% of GET calls without an answer.',
    onCalls({ type: 'timeout' }, { match: { method: 'get' }, probability: 0.1 } as Partial<FaultRule>),
  ],
  [
    'Breaks the connection of every order, once two orders have passed.',
    onCalls({ type: 'reset' }, { ...ORDERS, after: 2 }),
  ],
  [
    'Breaks the connection of every order, once one order has passed.',
    onCalls({ type: 'reset' }, { ...ORDERS, after: 2 }),
    { seen: 1 },
  ],
  [
    'Cuts the answer to 0.5% of orders in half, two times at most.',
    onCalls({ type: 'malformed' }, { ...ORDERS, times: 2, probability: 0.005 }),
  ],
  [
    'Cuts the answer to every order (POST /orders) in half.',
    onCalls({ type: 'malformed' }, {
      match: { operationId: 'createOrder', method: 'POST', path: '/orders' },
    } as Partial<FaultRule>),
  ],
  ['Does not send the next callback.', onCallbacks({ type: 'drop' }, { times: 1 })],
  [
    'Sends every callback of usage with a wrong signature.',
    onCallbacks({ type: 'bad-signature' }, { match: 'Utilisation' } as Partial<FaultRule>),
  ],
  ['Sends every callback twice.', onCallbacks({ type: 'duplicate', count: 1 })],
  ['Sends every callback four times.', onCallbacks({ type: 'duplicate', count: 3 })],
  [
    'Sends the next three callbacks of a low balance 1 h late.',
    onCallbacks({ type: 'delay', delayMs: 3_600_000 }, { match: 'LowBalance', times: 3 } as Partial<FaultRule>),
  ],
  ['Sends every callback after the next callback of the same eSIM.', onCallbacks({ type: 'reorder' })],
])('%s', (sentence, rule, { seen = 0, hits = 0 } = {}) => {
  expect(faultSentence({ rule, seen, hits })).toBe(sentence)
})

test('every operation has a noun of its own', () => {
  const nouns = ALL_OPERATIONS.map(({ operationId }) => nounOfOperation(operationId)[0])
  expect(nouns.filter((noun) => noun.startsWith('call of'))).toEqual([])
  expect(new Set(nouns).size).toBe(nouns.length)
})

test('no fault gives a sentence with a part that is empty or unknown', () => {
  const pacing = {
    times: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    after: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
    probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    until: fc.option(fc.integer({ min: 0, max: 4_000 * DAY }), { nil: undefined }),
  }
  const delayMs = fc.nat({ max: 40 * DAY })
  const callFault = fc.oneof(
    fc.record(
      { type: fc.constant('status' as const), status: fc.integer({ min: 200, max: 599 }), body: fc.jsonValue() },
      { requiredKeys: ['type', 'status'] },
    ),
    fc.record({ type: fc.constant('delay' as const), delayMs }),
    fc.record({ type: fc.constantFrom('timeout' as const, 'reset' as const, 'malformed' as const) }),
  )
  const callbackFault = fc.oneof(
    fc.record({ type: fc.constant('duplicate' as const), count: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ type: fc.constant('delay' as const), delayMs }),
    fc.record({ type: fc.constantFrom('drop' as const, 'reorder' as const, 'bad-signature' as const) }),
  )
  const match = fc.record(
    {
      operationId: fc.constantFrom(...ALL_OPERATIONS.map(({ operationId }) => operationId)),
      method: fc.constantFrom('GET', 'post'),
      path: fc.constantFrom('/orders', '/esims/*'),
    },
    { requiredKeys: [] },
  )
  const rule = fc.oneof(
    fc.record({
      ...pacing,
      target: fc.constant('call'),
      match,
      phase: fc.constantFrom('before', 'after'),
      fault: callFault,
    }),
    fc.record({
      ...pacing,
      target: fc.constant('callback'),
      match: fc.constantFrom('*', ...ALERT_TYPES),
      fault: callbackFault,
    }),
  )
  fc.assert(
    fc.property(rule, fc.nat({ max: 40 }), fc.nat({ max: 40 }), (made, seen, hits) => {
      const sentence = faultSentence({ rule: made as FaultRule, seen, hits: Math.min(hits, made.times ?? hits) })
      expect(sentence).toMatch(/^[A-Z][^.]*\S\.$|^[A-Z].*\S\.$/)
      expect(sentence).not.toMatch(/undefined|null|NaN|\[object| {2}| ,|\(\)|,,/)
    }),
  )
})
