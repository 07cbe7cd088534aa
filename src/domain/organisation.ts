import type { CallbackVersion, SignatureEncoding } from './callback.ts'
import { type Dialect, UTILISATION_PERCENTS } from './dialect.ts'
import { DAY } from './instant.ts'
import { fromUnits, type Milli } from './money.ts'
import type { MsisdnSetting } from './msisdn.ts'
import type { UsageProfile } from './usage.ts'

export interface User {
  readonly firstName: string
  readonly lastName: string
  readonly role: string
  readonly emailAddress: string
  readonly phoneNumber: string
  readonly timeZone: string
}

/** What an organisation says of itself; it never changes what it can do. */
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
}

/** What can be set of an organisation's behaviour. Durations are in milliseconds. */
export interface OrganisationSettings {
  readonly dialect: Dialect
  /** How long a new assignment stays `processing`. Vendor docs: usually not at all, up to ten minutes. */
  readonly processingDelayMs: number
  /** How long after its purchase a bundle can be given back. Vendor docs: typically 60 days. */
  readonly refundWindowMs: number
  /** The shortest time an eSIM spends in the returns process. Vendor docs: four days. */
  readonly returnsDelayMs: number
  /** How long after it is bought an eSIM is installed by itself; null: never. */
  readonly autoInstallAfterMs: number | null
  /** Which eSIMs have a telephone number without being given one. */
  readonly msisdns: MsisdnSetting
  /** What every eSIM uses from its installation on; null: nothing. */
  readonly usageProfile: UsageProfile | null
  /** The used percentages of a bundle at which Utilisation is sent; null: those of the dialect. */
  readonly usageThresholds: readonly number[] | null
  /** The balance at which LowBalance is sent. Vendor docs: 100. */
  readonly lowBalanceThreshold: Milli
  readonly callbackUrl: string
  readonly callbackVersion: CallbackVersion
  /** The vendor's reference says base64, its webhook guide hex. */
  readonly callbackEncoding: SignatureEncoding
  /** Further tries after a failed delivery. */
  readonly callbackRetries: number
  /** Calls that each address is answered in a second; null: no limit. Vendor guide: ten. */
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
  callbackVersion: 'V3',
  callbackEncoding: 'base64',
  callbackRetries: 2,
  rateLimit: null,
}

/** The percentages at which Utilisation is sent: those that were set, else those of the dialect. */
export const thresholdsOf = ({ usageThresholds, dialect }: OrganisationSettings): readonly number[] =>
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

/** The least a top-up may be, and the most that top-ups of one day may add up to (vendor docs, balance). */
export const MINIMUM_TOP_UP: Milli = fromUnits(1_000)
export const DAILY_TOP_UP_LIMIT: Milli = fromUnits(5_000)

/** Unsold bundles and waiting assignments last this long (vendor help centre). */
export const SHELF_LIFE_MONTHS = 12

/** An API key: 1 to 128 visible ASCII characters. */
export const isApiKey = (text: string): boolean => /^[\x21-\x7e]{1,128}$/.test(text)
