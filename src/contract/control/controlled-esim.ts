import * as z from 'zod'
import type { Assignment as DomainAssignment } from '../../domain/assignment.ts'
import type { Esim as DomainEsim } from '../../domain/esim.ts'
import { formatInstant, formatMicroseconds, type Instant } from '../../domain/instant.ts'
import type { UsagePlan as DomainPlan } from '../../domain/usage.ts'
import { Assignment, presentAssignment } from '../esim-bundles.ts'
import { MomentText } from './operation.ts'

export const Location = z.object({
  country: z.string(),
  network: z.string(),
  brand: z.string(),
  tadig: z.string(),
  seenAt: z.string(),
})

const UsagePlan = z.object({
  bytesPerDay: z.int(),
  from: MomentText,
  until: MomentText.nullable(),
  country: z.string().nullable(),
  usedUpAt: MomentText.nullable().meta({
    description: 'When it uses up the bundle that it consumes now. Null where the plan or the bundle ends before.',
  }),
})

/** An eSIM as the control API shows it: everything that the emulator knows about it. */
export const Esim = z.object({
  iccid: z.string(),
  matchingId: z.string(),
  smdpAddress: z.string(),
  profile: z.int().nullable(),
  profileStatus: z.string(),
  msisdn: z.string().nullable(),
  physical: z.boolean(),
  customerRef: z.string(),
  installed: z.boolean(),
  firstInstalledAt: MomentText.nullable(),
  firstAttachedAt: MomentText.nullable(),
  location: Location.nullable(),
  /** In the returns process: the vendor API no longer shows it in the account. */
  returning: z.boolean(),
  /** The returns process has ended: it is gone for good. */
  returned: z.boolean(),
  suspended: z.boolean(),
  deactivated: z.boolean(),
  usagePlan: UsagePlan.nullable(),
  bundles: z.array(Assignment.extend({ name: z.string() })),
})

export const presentLocation = (location: NonNullable<DomainEsim['location']>): z.infer<typeof Location> => ({
  country: location.country,
  network: location.networkName,
  brand: location.brandName,
  tadig: location.tadig,
  seenAt: formatMicroseconds(location.seenAt),
})

const moment = (instant: number | null): string | null => (instant === null ? null : formatInstant(instant))

export const presentEsim = (
  esim: DomainEsim,
  msisdn: string | null,
  assignments: readonly DomainAssignment[],
  plan: DomainPlan | undefined,
  usedUpAt: Instant | undefined,
): z.infer<typeof Esim> => ({
  iccid: esim.iccid,
  matchingId: esim.matchingId,
  smdpAddress: esim.smdpAddress,
  profile: esim.routingProfile,
  profileStatus: esim.profileStatus,
  msisdn,
  physical: esim.physical,
  customerRef: esim.customerRef,
  installed: esim.installed,
  firstInstalledAt: moment(esim.firstInstalledAt),
  firstAttachedAt: moment(esim.firstAttachedAt),
  location: esim.location && presentLocation(esim.location),
  returning: esim.returningSince !== null && esim.returnedAt === null,
  returned: esim.returnedAt !== null,
  suspended: esim.suspendedAt !== null,
  deactivated: esim.deactivatedAt !== null,
  usagePlan: plan
    ? {
        bytesPerDay: plan.bytesPerDay,
        from: formatInstant(plan.from),
        until: moment(plan.until),
        country: plan.country,
        usedUpAt: moment(usedUpAt ?? null),
      }
    : null,
  bundles: assignments.map((assignment) => ({ name: assignment.bundle, ...presentAssignment(assignment) })),
})
