import type { Assignment } from './assignment.ts'
import type { Dialect } from './dialect.ts'
import type { Instant } from './instant.ts'
import type { Milli } from './money.ts'

/** What an organisation can be told (vendor docs, notifications). */
export const ALERT_TYPES = [
  'FirstAttachment',
  'FirstUse',
  'Utilisation',
  'LowBalance',
  'InsufficientBalance',
  'Topup',
  'AutoTopup',
  'eSIMGoTopup',
  'esim.deletion_scheduled',
  'esim.deleted',
] as const
export type AlertType = (typeof ALERT_TYPES)[number]

export type CallbackVersion = 'V2' | 'V3'
export type SignatureEncoding = 'base64' | 'hex'

/** pending: still to be sent, or sent again; unsent: there was nowhere to send it. */
export type CallbackStatus = 'pending' | 'delivered' | 'failed' | 'unsent'

/** The cause of a callback, with the facts after it. */
export type Notice =
  | { readonly alertType: 'FirstAttachment'; readonly iccid: string }
  | {
      readonly alertType: 'FirstUse' | 'Utilisation'
      readonly iccid: string
      readonly assignment: Assignment
      readonly description: string
    }
  | {
      readonly alertType: 'LowBalance' | 'InsufficientBalance'
      readonly balance: Milli
      readonly threshold: Milli
    }
  | {
      readonly alertType: 'Topup' | 'AutoTopup' | 'eSIMGoTopup'
      readonly iccid?: string
      readonly oldBytes: number
      readonly newBytes: number
    }
  | { readonly alertType: 'esim.deletion_scheduled' | 'esim.deleted'; readonly iccid: string; readonly at: Instant }

/** How a callback is signed. */
export interface SignatureForm {
  readonly apiKey: string
  readonly version: CallbackVersion
  readonly encoding: SignatureEncoding
}

/** What makes a callback's bytes, and the headers beside them. */
export interface CallbackRenderer {
  readonly renderBody: (notice: Notice, version: CallbackVersion, dialect?: Dialect) => string
  readonly signBody: (body: string, form: SignatureForm) => Readonly<Record<string, string>>
}

/** One try at delivering a callback. */
export interface Attempt {
  /** On the organisation's clock. */
  readonly at: Instant
  /** The answer's status; null when there was none. */
  readonly status: number | null
  /** Real milliseconds. */
  readonly durationMs: number
  readonly error: string | null
  readonly responseBody: string | null
}

/** The error of an attempt that the closing of the emulator cut off: the callback is sent again when it is next opened. */
export const INTERRUPTED = 'the emulator was closed'

/** Something the organisation is told: rendered once, signed when it is first looked at, sent as often as it takes. */
export interface Callback {
  readonly id: number
  readonly createdAt: Instant
  readonly alertType: AlertType
  readonly iccid: string | null
  readonly url: string
  readonly version: CallbackVersion
  readonly status: CallbackStatus
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly attempts: readonly Attempt[]
}

/** A try succeeds when the receiver answers in the 200s; the body of its answer means nothing (vendor docs). */
export const isSuccess = (attempt: Pick<Attempt, 'status'>): boolean =>
  attempt.status !== null && attempt.status >= 200 && attempt.status < 300

/** The pause before each further try, on the organisation's clock. Assumption (callback-retries): the vendor documents no retries. */
const PAUSES_MS = [60_000, 600_000, 3_600_000, 21_600_000] as const
export const pauseBefore = (retry: number): number => PAUSES_MS[Math.min(retry, PAUSES_MS.length) - 1] ?? 60_000

/** Warnings are sent when the balance falls to the threshold and then to these parts of it, in percent (vendor docs). */
export const LOW_BALANCE_LEVELS = [100, 75, 50, 10] as const

/**
 * Orders that fail for lack of money are told at most this often (vendor docs), until money comes in.
 * Assumption (callback-insufficient-balance-again): they are told anew after that.
 */
export const INSUFFICIENT_BALANCE_LIMIT = 10

/** Without an active bundle and without use for this long an eSIM is scheduled for deletion, and then has this grace. */
export const IDLE_DAYS = 180
export const DELETION_GRACE_DAYS = 7
