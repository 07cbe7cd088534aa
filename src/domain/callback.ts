import type { Assignment } from './assignment.ts'
import { formatDataAmount } from './data-amount.ts'
import type { Dialect } from './dialect.ts'
import type { Instant } from './instant.ts'
import type { Milli } from './money.ts'

/** The alert types of callbacks (vendor docs, notifications). */
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

/** `pending`: still to be sent, or to be retried. `unsent`: there was no callback URL. */
export type CallbackStatus = 'pending' | 'delivered' | 'failed' | 'unsent'

/** The cause of a callback, with the state after it. */
export type CallbackAlert =
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

/** The parameters of a signature. */
export interface SignatureForm {
  readonly apiKey: string
  readonly version: CallbackVersion
  readonly encoding: SignatureEncoding
}

/** Renders the body of a callback, and signs it in headers. */
export interface CallbackRenderer {
  readonly renderBody: (notice: CallbackAlert, version: CallbackVersion, dialect?: Dialect) => string
  readonly signBody: (body: string, form: SignatureForm) => Readonly<Record<string, string>>
}

/** One attempt to deliver a callback. */
export interface Attempt {
  /** On the organisation's clock. */
  readonly at: Instant
  /** The status of the receiver's answer; null without an answer. */
  readonly status: number | null
  /** Real milliseconds. */
  readonly durationMs: number
  readonly error: string | null
  readonly responseBody: string | null
}

/** The error of an attempt that was cut off because the emulator closed; the callback is sent again when it reopens. */
export const INTERRUPTED = 'the emulator was closed'

/** A callback in the outbox: rendered once, signed when it is first read or sent, and retried until it is delivered or fails. */
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
  /** The fault that hit it, or why realism did; null where nothing did. */
  readonly reason: string | null
  readonly attempts: readonly Attempt[]
}

/** Whether an attempt succeeded: the receiver answered in the 200s. The body of its answer is ignored (vendor docs). */
export const isSuccess = (attempt: Pick<Attempt, 'status'>): boolean =>
  attempt.status !== null && attempt.status >= 200 && attempt.status < 300

/** Pauses before retries, on the organisation's clock. Assumption (callback-retries): the vendor documents no retries. */
const PAUSES_MS = [60_000, 600_000, 3_600_000, 21_600_000] as const
export const retryPauseMs = (retry: number): number => PAUSES_MS[Math.min(retry, PAUSES_MS.length) - 1] ?? 60_000

/** Percentages of the low-balance threshold at which LowBalance is sent (vendor docs). */
export const LOW_BALANCE_LEVELS = [100, 75, 50, 10] as const

/**
 * The most InsufficientBalance callbacks until the balance rises again (vendor docs).
 * Assumption (callback-insufficient-balance-again): a rise starts the count anew.
 */
export const INSUFFICIENT_BALANCE_LIMIT = 10

/** Days without a live bundle and without use after which an eSIM is scheduled for deletion, and days until it is deleted. */
export const IDLE_DAYS = 180
export const DELETION_GRACE_DAYS = 7

/** The parts of a callback's body that say what it is about, in both versions. */
interface SubjectFields {
  readonly bundle?: {
    readonly name?: string
    readonly initialQuantity?: number
    readonly remainingQuantity?: number
    readonly oldAmount?: number
    readonly newAmount?: number
  }
  readonly balanceInfo?: { readonly balance: number }
}

/** The subject of a callback. */
export interface CallbackSubject {
  /** The name of its bundle. */
  readonly bundle?: string
  /** How it stands with it: a percentage that is used, data that was added, or a balance. */
  readonly amount?: string
}

/** Reads what a callback is about from its body: a bundle and how much of it is used, data that was added, or a balance. */
export function subjectOfCallback(body: string): CallbackSubject {
  const { bundle, balanceInfo } = JSON.parse(body) as SubjectFields
  if (balanceInfo) return { amount: `balance ${balanceInfo.balance}` }
  const { name, initialQuantity: initial, remainingQuantity: remaining, oldAmount, newAmount } = bundle ?? {}
  if (oldAmount !== undefined && newAmount !== undefined) {
    return { amount: `${formatDataAmount(oldAmount)} -> ${formatDataAmount(newAmount)}` }
  }
  if (name === undefined) return {}
  return initial && remaining !== undefined
    ? { bundle: name, amount: `${Math.floor(((initial - remaining) * 100) / initial)} %` }
    : { bundle: name }
}
