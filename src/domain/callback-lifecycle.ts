import type { CallbackStatus } from './callback.ts'

/**
 * The states of a callback. Three of them are `pending` to the organisation:
 *
 * - unsent: it had no address; only a redelivery sends it
 * - ready: it is sent when it is the oldest of its eSIM that is not settled
 * - waiting: its pause, or a delay by a fault, is on the agenda; later callbacks of its eSIM wait behind it
 * - held: a fault lets the next callback of its eSIM go first; its end is on the agenda
 * - delivered, failed: settled; a redelivery sends it again
 *
 * A fault has one chance with each callback. Whether it has had it is a flag beside the state, which no event changes.
 */
export const CALLBACK_STATES = ['unsent', 'ready', 'waiting', 'held', 'delivered', 'failed'] as const
export type CallbackState = (typeof CALLBACK_STATES)[number]

/** The events of a callback's life. */
export const CALLBACK_EVENTS = ['succeed', 'retry', 'give-up', 'delay', 'hold', 'release', 'resume'] as const
export type CallbackEvent = (typeof CALLBACK_EVENTS)[number]

/** An attempt settles it, or leads to the next. */
const ATTEMPTED = { succeed: 'delivered', retry: 'waiting', 'give-up': 'failed' } as const

/** Nothing but a redelivery concerns a callback that is not pending. */
const NOT_PENDING = { delay: null, hold: null, release: null, resume: null } as const

/**
 * The state after each event, for every state; null where the event changes nothing.
 *
 * - succeed: an attempt was answered in the 200s
 * - retry: an attempt failed, and another is to follow
 * - give-up: an attempt failed, and none is to follow
 * - delay: a fault puts it off
 * - hold: a fault lets the next callback of its eSIM go first
 * - release: that callback was attempted
 * - resume: the time on the agenda has come
 */
export const CALLBACK_LIFECYCLE: Readonly<
  Record<CallbackState, Readonly<Record<CallbackEvent, CallbackState | null>>>
> = {
  unsent: { ...ATTEMPTED, ...NOT_PENDING },
  ready: { ...ATTEMPTED, delay: 'waiting', hold: 'held', release: null, resume: 'ready' },
  waiting: { ...ATTEMPTED, delay: 'waiting', hold: 'held', release: null, resume: 'ready' },
  // A redelivery that fails leaves it held.
  held: { ...ATTEMPTED, retry: 'held', delay: 'held', hold: 'held', release: 'ready', resume: 'ready' },
  // A redelivery that fails leaves it delivered.
  delivered: { succeed: 'delivered', retry: 'delivered', 'give-up': 'delivered', ...NOT_PENDING },
  failed: { ...ATTEMPTED, ...NOT_PENDING },
}

/** The status that the organisation is shown. */
export const STATUS_OF: Readonly<Record<CallbackState, CallbackStatus>> = {
  unsent: 'unsent',
  ready: 'pending',
  waiting: 'pending',
  held: 'pending',
  delivered: 'delivered',
  failed: 'failed',
}
