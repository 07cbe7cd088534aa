import type { Platform } from './identifiers.ts'
import type { Instant, Stamp } from './instant.ts'

/** Where an eSIM was last seen. */
export interface Location {
  readonly tadig: string
  readonly networkName: string
  readonly brandName: string
  readonly country: string
  readonly seenAt: Stamp
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
  readonly profile: number | null
  readonly profileStatus: string
  /** The telephone number that it was given; null: it was taken away; undefined: the setting of the organisation decides. */
  readonly ownMsisdn: string | null | undefined
  readonly physical: boolean
  readonly customerRef: string
  readonly lastAction: string
  readonly actionAt: Stamp
  readonly assignedAt: Stamp
  readonly installed: boolean
  readonly firstInstalledAt: Instant | null
  readonly location: Location | null
  readonly firstAttachedAt: Instant | null
  readonly lastUsedAt: Instant | null
  /** Since when it is in the returns process, out of the account. */
  readonly returningSince: Instant | null
  /** Since when it is suspended: no data flows until that is lifted. */
  readonly suspendedAt: Instant | null
  /** Since when it can no longer be used. */
  readonly deactivatedAt: Instant | null
}

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

export interface HistoryEntry {
  readonly name: HistoryName
  readonly bundle: string
  readonly bundleState: string
  readonly alertType: string
  readonly at: Stamp
}

/** A bundle fits an eSIM that has had none, or only bundles of the same routing profile (vendor docs, compatibility). */
export const isCompatible = (esim: Pick<Esim, 'profile'>, bundle: { readonly profile: number }): boolean =>
  esim.profile === null || esim.profile === bundle.profile

/** A message to an eSIM, kept for its sender to look at. */
export interface Message {
  readonly id: number
  readonly iccid: string
  readonly from: string
  readonly text: string
  readonly sentAt: Stamp
}
