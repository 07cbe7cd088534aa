import type { Esim, Location } from '../../domain/esim.ts'
import { type Field, flag, mapRows, plain } from '../engine/mapping.ts'

/** The column has this for an eSIM whose number was taken away, and null where the setting of the organisation decides. */
export const NO_MSISDN = ''

const ownMsisdn: Field<Esim['ownMsisdn']> = {
  columns: ['msisdn'],
  read: ({ msisdn }) => (msisdn === null ? undefined : msisdn === NO_MSISDN ? null : (msisdn as string)),
  write: (msisdn, into) => into.push(msisdn === null ? NO_MSISDN : (msisdn ?? null)),
}

/** Null in all of its columns until the eSIM was seen on a network. */
const location: Field<Location | null> = {
  columns: ['country', 'network_tadig', 'network_name', 'network_brand', 'seen_at_ms'],
  read: (row) =>
    row.country === null
      ? null
      : {
          tadig: (row.network_tadig as string | null) ?? '',
          networkName: (row.network_name as string | null) ?? '',
          brandName: (row.network_brand as string | null) ?? '',
          country: row.country as string,
          seenAt: (row.seen_at_ms as number | null) ?? 0,
        },
  write: (seen, into) =>
    into.push(
      seen?.country ?? null,
      seen?.tadig ?? null,
      seen?.networkName ?? null,
      seen?.brandName ?? null,
      seen?.seenAt ?? null,
    ),
}

/** The columns of an eSIM. Its usage plan, in the same row, is a record of its own (see usage-plan.ts). */
export const ESIMS = mapRows<Esim>('esims', {
  iccid: plain('iccid'),
  sequence: plain('sequence'),
  matchingId: plain('matching_id'),
  smdpAddress: plain('smdp_address'),
  pin: plain('pin'),
  puk: plain('puk'),
  platform: plain('platform'),
  routingProfile: plain('profile'),
  profileStatus: plain('profile_status'),
  ownMsisdn,
  physical: flag('physical'),
  customerRef: plain('customer_ref'),
  lastAction: plain('last_action'),
  actionAt: plain('action_at_ms'),
  assignedAt: plain('assigned_at_ms'),
  installed: flag('installed'),
  firstInstalledAt: plain('first_installed_at_ms'),
  location,
  firstAttachedAt: plain('first_attached_at_ms'),
  lastUsedAt: plain('last_used_at_ms'),
  returningSince: plain('returning_since_ms'),
  returnedAt: plain('returned_at_ms'),
  suspendedAt: plain('suspended_at_ms'),
  deactivatedAt: plain('deactivated_at_ms'),
})
