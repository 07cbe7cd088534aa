import { expect, test } from 'vitest'
import {
  CALLBACK_EVENTS,
  CALLBACK_LIFECYCLE,
  CALLBACK_STATES,
  type CallbackEvent,
  type CallbackState,
} from '../../src/domain/callback-lifecycle.ts'
import { applyCallbackEvent, findCallbackState } from '../../src/state/records/callback-state.ts'
import { enqueueCallback, findReadyCallback, hasReadyCallbacks } from '../../src/state/records/outbox.ts'
import { openState } from '../support/state.ts'

/** The transitions, by hand. Every pair that is not here changes nothing. */
const TRANSITIONS: readonly (readonly [CallbackState, CallbackEvent, CallbackState])[] = [
  ['unsent', 'succeed', 'delivered'],
  ['unsent', 'retry', 'waiting'],
  ['unsent', 'give-up', 'failed'],
  ['ready', 'succeed', 'delivered'],
  ['ready', 'retry', 'waiting'],
  ['ready', 'give-up', 'failed'],
  ['ready', 'delay', 'waiting'],
  ['ready', 'hold', 'held'],
  ['ready', 'resume', 'ready'],
  ['waiting', 'succeed', 'delivered'],
  ['waiting', 'retry', 'waiting'],
  ['waiting', 'give-up', 'failed'],
  ['waiting', 'delay', 'waiting'],
  ['waiting', 'hold', 'held'],
  ['waiting', 'resume', 'ready'],
  ['held', 'succeed', 'delivered'],
  ['held', 'retry', 'held'],
  ['held', 'give-up', 'failed'],
  ['held', 'delay', 'held'],
  ['held', 'hold', 'held'],
  ['held', 'release', 'ready'],
  ['held', 'resume', 'ready'],
  ['delivered', 'succeed', 'delivered'],
  ['delivered', 'retry', 'delivered'],
  ['delivered', 'give-up', 'delivered'],
  ['failed', 'succeed', 'delivered'],
  ['failed', 'retry', 'waiting'],
  ['failed', 'give-up', 'failed'],
]

const expected = (state: CallbackState, event: CallbackEvent): CallbackState | undefined =>
  TRANSITIONS.find(([from, by]) => from === state && by === event)?.[2]

/** The events that lead to a state, from a callback that is ready, or that had no address. */
const WAY_TO: Readonly<Record<CallbackState, readonly CallbackEvent[]>> = {
  unsent: [],
  ready: [],
  waiting: ['delay'],
  held: ['hold'],
  delivered: ['succeed'],
  failed: ['give-up'],
}

const PAIRS = CALLBACK_STATES.flatMap((state) => CALLBACK_EVENTS.map((event) => [state, event] as const))

/** An organisation with nothing but a callback in a state. */
function openWithCallback(state: CallbackState) {
  const { state: opened, tenant } = openState({ callbackUrl: state === 'unsent' ? '' : 'http://127.0.0.1:1/' })
  const id = opened.write(tenant, (tx) => {
    const enqueued = enqueueCallback(tx, { alertType: 'LowBalance', balance: 0, threshold: 0 })
    for (const event of WAY_TO[state]) applyCallbackEvent(tx, enqueued, event, tx.now)
    return enqueued
  })
  return { opened, tenant, id }
}

test.each(PAIRS)('a callback that is %s, on %s', (state, event) => {
  expect(CALLBACK_LIFECYCLE[state][event] ?? undefined).toBe(expected(state, event))
  const { opened, tenant, id } = openWithCallback(state)
  const after = expected(state, event)
  opened.write(tenant, (tx) => {
    expect(findCallbackState(tx, id)).toBe(state)
    expect(applyCallbackEvent(tx, id, event, tx.now)).toBe(after)
  })
  const isSendable = (after ?? state) === 'ready'
  opened.read(tenant, (tx) => {
    expect(findCallbackState(tx, id)).toBe(after ?? state)
    expect([findReadyCallback(tx, id) !== undefined, hasReadyCallbacks(tx)]).toEqual([isSendable, isSendable])
  })
})
