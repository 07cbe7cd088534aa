import type { CallbackVersion } from './callback.ts'
import { MINUTE, SECOND } from './instant.ts'

/** `test`: the emulator is kind, so that tests are short. `production`: it has the service's habits and its bad days. */
export const REALISM_MODES = ['test', 'production'] as const
export type RealismMode = (typeof REALISM_MODES)[number]

/** When an order or apply of more than five bundles is carried out: before it is answered, or some time after. */
export const LARGE_ORDERS = ['at-once', 'later'] as const
export type LargeOrders = (typeof LARGE_ORDERS)[number]

/**
 * The card that top-ups are charged to. `unreliable`: the seed decides whether a card is stored at all, and which charges
 * are declined.
 */
export const CARDS = ['accepted', 'unreliable', 'declined', 'absent'] as const
export type Card = (typeof CARDS)[number]

/** The settings that a realism mode sets, each of which can be changed by itself. */
export interface RealismSettings {
  /** The mode that was chosen last; the parts may have been changed since. */
  readonly realism: RealismMode
  /** Calls a second from each address, whichever organisations they are for; null: no limit. Vendor guide: ten. */
  readonly addressRateLimit: number | null
  readonly largeOrders: LargeOrders
  /** The longest time that is drawn for a new assignment to stay `processing`, beside `processingDelay`. Vendor docs: ten minutes. */
  readonly longestProcessingMs: number
  /** The share of calls that are answered 503. */
  readonly unavailability: number
  /** The share of callbacks that are late, doubled or out of order. */
  readonly callbackDisorder: number
  /** Whether an account manager has turned refunds on. */
  readonly refunds: boolean
  readonly card: Card
  /** The share of the bundles bought last whose prices change, each few days. */
  readonly priceChanges: number
  /** Vendor docs: V2, until V3 is turned on. */
  readonly callbackVersion: CallbackVersion
}

/** The settings of each mode. */
export const REALISM: Readonly<Record<RealismMode, RealismSettings>> = {
  test: {
    realism: 'test',
    addressRateLimit: null,
    largeOrders: 'at-once',
    longestProcessingMs: 0,
    unavailability: 0,
    callbackDisorder: 0,
    refunds: true,
    card: 'accepted',
    priceChanges: 0,
    callbackVersion: 'V3',
  },
  production: {
    realism: 'production',
    addressRateLimit: 10,
    largeOrders: 'later',
    longestProcessingMs: 10 * MINUTE,
    unavailability: 0.04,
    callbackDisorder: 0.2,
    refunds: false,
    card: 'unreliable',
    priceChanges: 0.3,
    callbackVersion: 'V2',
  },
}

/** Adds the settings of the realism mode that changes name, except those that the changes set themselves. */
export const withRealism = <T extends Partial<RealismSettings>>(changes: T): T =>
  changes.realism === undefined ? changes : { ...REALISM[changes.realism], ...changes }

/** Orders and applies of more bundles than these are large (vendor changelog of v2.2). */
const MOST_AT_ONCE = 5

/** Whether an order or apply of so many bundles is carried out after its answer. */
export const isCarriedOutLater = ({ largeOrders }: RealismSettings, units: number): boolean =>
  largeOrders === 'later' && units > MOST_AT_ONCE

/** The reasons that realism gives, as `Emulator-Reason` and in the journal. */
export const REALISM_REASONS = {
  orderLater: 'realism:order-later',
  unavailable: 'realism:unavailable',
  late: 'realism:callback-late',
  doubled: 'realism:callback-doubled',
  reordered: 'realism:callback-reordered',
  noRefund: 'realism:refunds-off',
} as const

/** The shortest time after its answer in which a large order is carried out, and the longest. */
export const ORDER_TIMES = { shortestMs: 10 * SECOND, longestMs: 5 * MINUTE } as const
