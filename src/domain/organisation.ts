import type { SignatureEncoding } from './callback.ts'
import { type Dialect, UTILISATION_PERCENTS } from './dialect.ts'
import { DAY } from './instant.ts'
import { fromUnits, type Milli } from './money.ts'
import type { MsisdnSetting } from './msisdn.ts'
import { REALISM, type RealismSettings } from './realism.ts'
import type { UsageProfile } from './usage.ts'

export interface User {
  readonly firstName: string
  readonly lastName: string
  readonly role: string
  readonly emailAddress: string
  readonly phoneNumber: string
  readonly timeZone: string
}

/** A group of bundles, as the organisation sees it. */
export interface BundleGroup {
  readonly name: string
  readonly priceListUrl: string
  readonly desc: string
  readonly icon: string
}

/** The organisation's name, address and users. They have no effect on its behaviour. */
export interface OrganisationProfile {
  readonly name: string
  readonly taxLiable: string
  readonly addr1: string
  readonly addr2: string
  readonly city: string
  readonly country: string
  readonly postcode: string
  readonly notes: string
  readonly businessType: string
  readonly website: string
  readonly productDescription: string
  readonly users: readonly User[]
  /** The groups of an account that has its own; absent: those of the catalogue. */
  readonly groups?: readonly BundleGroup[] | undefined
}

/** The settings of an organisation's behaviour. Durations are in milliseconds. */
export interface OrganisationSettings extends RealismSettings {
  readonly dialect: Dialect
  /** How long a new assignment stays `processing`. Vendor docs: usually not at all, up to ten minutes. */
  readonly processingDelayMs: number
  /** The time after its purchase in which a bundle can be refunded. Vendor docs: typically 60 days. */
  readonly refundWindowMs: number
  /** The time that an eSIM spends in the returns process. Vendor docs: at least four days. */
  readonly returnsDelayMs: number
  /** The time after its creation at which an eSIM is installed automatically; null: never. */
  readonly autoInstallAfterMs: number | null
  /** The eSIMs that have a telephone number without being given one. */
  readonly msisdns: MsisdnSetting
  /** The usage profile that every eSIM follows from its installation on; null: none. */
  readonly usageProfile: UsageProfile | null
  /** The percentages of usage at which Utilisation is sent; null: those of the dialect. */
  readonly usageThresholds: readonly number[] | null
  /** The balance at which LowBalance is sent. Vendor docs: 100. */
  readonly lowBalanceThreshold: Milli
  readonly callbackUrl: string
  /** The vendor's reference says base64, its webhook guide hex. */
  readonly callbackEncoding: SignatureEncoding
  /** Retries after a failed delivery. */
  readonly callbackRetries: number
  /** Calls a second from each address; null: no limit. Vendor guide: ten. */
  readonly rateLimit: number | null
}

export const DEFAULT_SETTINGS: OrganisationSettings = {
  dialect: 'observed',
  processingDelayMs: 0,
  refundWindowMs: 60 * DAY,
  returnsDelayMs: 4 * DAY,
  autoInstallAfterMs: null,
  msisdns: 'all',
  usageProfile: null,
  usageThresholds: null,
  lowBalanceThreshold: fromUnits(100),
  callbackUrl: '',
  ...REALISM.test,
  callbackEncoding: 'base64',
  callbackRetries: 2,
  rateLimit: null,
}

/** The percentages of usage at which Utilisation is sent: those that were set, else those of the dialect. */
export const utilisationPercentsOf = ({ usageThresholds, dialect }: OrganisationSettings): readonly number[] =>
  usageThresholds ?? UTILISATION_PERCENTS[dialect]

export interface Organisation {
  readonly id: number
  readonly apiKey: string
  readonly profile: OrganisationProfile
  readonly settings: OrganisationSettings
  readonly currency: string
  readonly balance: Milli
  readonly testCredit: Milli
  readonly testCreditExpiry: string
}

/** The smallest top-up, and the largest sum of one day's top-ups (vendor docs, balance). */
export const MINIMUM_TOP_UP: Milli = fromUnits(1_000)
export const DAILY_TOP_UP_LIMIT: Milli = fromUnits(5_000)

/** The months after which bundles in the inventory expire and queued assignments lapse (vendor help centre). */
export const SHELF_LIFE_MONTHS = 12

/** Whether a text can be an API key: 1 to 128 visible ASCII characters. */
export const isApiKey = (text: string): boolean => /^[\x21-\x7e]{1,128}$/.test(text)
