import type { Bundle } from './bundle.ts'
import type { Platform } from './identifiers.ts'
import type { Instant } from './instant.ts'

/** Where an eSIM was last seen. */
export interface Location {
  readonly tadig: string
  readonly networkName: string
  readonly brandName: string
  readonly country: string
  readonly seenAt: Instant
}

export interface Esim {
  readonly iccid: string
  /** The number of the eSIM in its organisation, in the order of creation. */
  readonly sequence: number
  readonly matchingId: string
  readonly smdpAddress: string
  readonly pin: string
  readonly puk: string
  readonly platform: Platform
  /** The eSIM takes bundles of this routing profile only; null until its first bundle decides. */
  readonly routingProfile: number | null
  readonly profileStatus: string
  /** The telephone number that it was given; null when that was taken away; undefined when the organisation's setting decides. */
  readonly ownMsisdn: string | null | undefined
  readonly physical: boolean
  readonly customerRef: string
  readonly lastAction: string
  readonly actionAt: Instant
  readonly assignedAt: Instant
  readonly installed: boolean
  readonly firstInstalledAt: Instant | null
  readonly location: Location | null
  readonly firstAttachedAt: Instant | null
  readonly lastUsedAt: Instant | null
  /** When it entered the returns process and left the account; stays set after the process ends without it. */
  readonly returningSince: Instant | null
  /** When the returns process ended without it coming back: it has left the account for good. */
  readonly returnedAt: Instant | null
  /** When it was suspended: no data flows until the suspension is lifted. */
  readonly suspendedAt: Instant | null
  /** When it was deleted: it can no longer be used. */
  readonly deactivatedAt: Instant | null
}

/**
 * Whether an eSIM can still be used: it was neither deleted nor returned for good.
 * Assumption (returns-gone): a returned eSIM is as unusable as a deleted one.
 */
export const isUsable = ({ deactivatedAt, returnedAt }: Pick<Esim, 'deactivatedAt' | 'returnedAt'>): boolean =>
  deactivatedAt === null && returnedAt === null

/** The `state` of an eSIM in v2.5 (vendor guide, version migration). */
export const esimState = ({ suspendedAt, deactivatedAt }: Esim): 'Active' | 'Suspended' | 'Deactivated' =>
  deactivatedAt !== null ? 'Deactivated' : suspendedAt !== null ? 'Suspended' : 'Active'

/** The values of an eSIM's last action (vendor docs, eSIM history). */
export type EsimAction =
  | 'Bundle Applied'
  | 'Bundle Refund'
  | 'Bundle Revoked'
  | 'eSIM Updated'
  | 'eSIM Refreshed'
  | 'eSIM Utilisation Alert'

/** The names of entries in an eSIM's history (vendor docs, eSIM history). */
export type HistoryName =
  | Exclude<EsimAction, 'Bundle Refund'>
  | 'eSIM Returned'
  | 'Bundle Refunded To Balance'
  | 'Bundle Refunded to Inventory'
  | 'eSIM First Attachment'
  | 'eSIM First Use'
  | 'Bundle Expired'
  | 'Bundle Lapsed'

/**
 * The last action that each history entry sets.
 * Assumption (esims-last-action-others): an entry without one, such as an expiry, leaves the last action as it was.
 */
export const LAST_ACTION_OF: Readonly<Partial<Record<HistoryName, EsimAction>>> = {
  'Bundle Applied': 'Bundle Applied',
  'Bundle Revoked': 'Bundle Revoked',
  'Bundle Refunded To Balance': 'Bundle Refund',
  'Bundle Refunded to Inventory': 'Bundle Refund',
  'eSIM Updated': 'eSIM Updated',
  'eSIM Refreshed': 'eSIM Refreshed',
  'eSIM Utilisation Alert': 'eSIM Utilisation Alert',
}

export interface HistoryEntry {
  /** Grows with each entry. */
  readonly sequence: number
  readonly name: HistoryName
  readonly bundle: string
  readonly bundleState: string
  readonly alertType: string
  readonly at: Instant
}

/** Whether a bundle fits an eSIM: one without a bundle so far, or with the same routing profile (vendor docs, compatibility). */
export const isCompatible = (esim: Pick<Esim, 'routingProfile'>, bundle: Pick<Bundle, 'routingProfile'>): boolean =>
  esim.routingProfile === null || esim.routingProfile === bundle.routingProfile

/** A text message that was sent to an eSIM. */
export interface Message {
  readonly id: number
  readonly iccid: string
  readonly from: string
  readonly text: string
  readonly sentAt: Instant
}
