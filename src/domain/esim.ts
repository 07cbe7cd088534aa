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
  /** Counts the eSIMs of its organisation. */
  readonly sequence: number
  readonly matchingId: string
  readonly smdpAddress: string
  readonly pin: string
  readonly puk: string
  readonly platform: Platform
  /** The routing profile it takes bundles of; null until its first bundle decides. */
  readonly routingProfile: number | null
  readonly profileStatus: string
  /** The telephone number that it was given; null: it was taken away; undefined: the setting of the organisation decides. */
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
  /** Since when it is in the returns process, out of the account; it stays so when it is gone. */
  readonly returningSince: Instant | null
  /** Since when it is gone for good: the returns process ended without its coming back. */
  readonly returnedAt: Instant | null
  /** Since when it is suspended: no data flows until that is lifted. */
  readonly suspendedAt: Instant | null
  /** Since when it can no longer be used. */
  readonly deactivatedAt: Instant | null
}

/**
 * Whether an eSIM still can be used: it was neither deleted nor returned for good. Assumption (returns-gone): what left the
 * account can be used no more than what was deleted.
 */
export const isUsable = ({ deactivatedAt, returnedAt }: Pick<Esim, 'deactivatedAt' | 'returnedAt'>): boolean =>
  deactivatedAt === null && returnedAt === null

/** Whether an eSIM can be used, as v2.5 tells it (vendor guide, version migration). */
export const esimState = ({ suspendedAt, deactivatedAt }: Esim): 'Active' | 'Suspended' | 'Deactivated' =>
  deactivatedAt !== null ? 'Deactivated' : suspendedAt !== null ? 'Suspended' : 'Active'

/** What is written as an eSIM's last action and in its history (vendor docs, eSIM history). */
export type EsimAction =
  | 'Bundle Applied'
  | 'Bundle Refund'
  | 'Bundle Revoked'
  | 'eSIM Updated'
  | 'eSIM Refreshed'
  | 'eSIM Utilisation Alert'

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
 * What an entry of the history is in the words of the last action. Assumption (esims-last-action-others): one that has no
 * such word, such as an expiry, leaves the last action as it was.
 */
export const ACTION_OF: Readonly<Partial<Record<HistoryName, EsimAction>>> = {
  'Bundle Applied': 'Bundle Applied',
  'Bundle Revoked': 'Bundle Revoked',
  'Bundle Refunded To Balance': 'Bundle Refund',
  'Bundle Refunded to Inventory': 'Bundle Refund',
  'eSIM Updated': 'eSIM Updated',
  'eSIM Refreshed': 'eSIM Refreshed',
  'eSIM Utilisation Alert': 'eSIM Utilisation Alert',
}

export interface HistoryEntry {
  /** Later entries have higher ones. */
  readonly sequence: number
  readonly name: HistoryName
  readonly bundle: string
  readonly bundleState: string
  readonly alertType: string
  readonly at: Instant
}

/** A bundle fits an eSIM that has had none, or only bundles of the same routing profile (vendor docs, compatibility). */
export const isCompatible = (esim: Pick<Esim, 'routingProfile'>, bundle: Pick<Bundle, 'routingProfile'>): boolean =>
  esim.routingProfile === null || esim.routingProfile === bundle.routingProfile

/** A message to an eSIM, kept for its sender to look at. */
export interface Message {
  readonly id: number
  readonly iccid: string
  readonly from: string
  readonly text: string
  readonly sentAt: Instant
}
