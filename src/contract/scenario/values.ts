import * as z from 'zod'
import { parseDataAmount } from '../../domain/data-amount.ts'
import { isMsisdn } from '../../domain/msisdn.ts'
import { parseRelativeInstant } from '../../domain/relative-instant.ts'

/** Schemas of the values in a scenario file. They check the texts; `fixtures` reads them when it builds the organisation. */

export const DataAmount = z
  .union([z.string(), z.number()])
  .refine((value) => parseDataAmount(value) !== undefined, {
    error: 'must be an amount of data such as 600MB, 1.5GB or a number of bytes',
  })
  .meta({ description: 'Decimal: 1 GB is 1000 MB.', examples: ['600MB'] })

export const Moment = z
  .string()
  .refine((value) => parseRelativeInstant(value, 0) !== undefined, {
    error: 'a moment such as 70d ago, now or 2026-01-01T00:00:00Z',
  })
  .meta({ description: 'Before the start of the story (`70d ago`, `now`), or RFC 3339.', examples: ['3d ago'] })

const AN_ICCID = { error: 'an ICCID: 18 to 22 digits, in quotes' }

export const IccidText = z
  .string(AN_ICCID)
  .regex(/^\d{18,22}$/, AN_ICCID)
  .meta({ examples: ['8943108167000000019'] })

const REFERS_TO_ONE = {
  error: `an ICCID in quotes, or a reference such as \${order.order[0].iccids[0]} or \${esim.alice}`,
}

/** An ICCID, or a reference such as `${esim.alice}` to one that an earlier step or the scenario's start names. */
export const IccidReference = z
  .string(REFERS_TO_ONE)
  .regex(/^\d{18,22}$|\$\{[^}]+\}/, REFERS_TO_ONE)
  .meta({ examples: [`\${esim.alice}`] })

export const MsisdnText = z
  .string()
  .refine(isMsisdn, { error: 'a phone number of 5 to 15 digits, in quotes' })
  .meta({ examples: ['447700900123'] })

export const CountryCode = z
  .string()
  .regex(/^[A-Za-z]{2}$/, { error: 'an ISO code of two letters, such as FR' })
  .meta({ examples: ['FR'] })

export const BundleName = z
  .string()
  .min(1, { error: 'the name of a bundle of the catalogue' })
  .meta({ examples: ['esim_1GB_7D_FR_V2'] })

export const Quantity = z.int().min(1).max(10_000)
