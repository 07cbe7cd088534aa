import { DomainError } from './errors.ts'
import type { RandomSequence } from './random.ts'

const DIGITS = '0123456789'
const HEX = '0123456789abcdef'
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** The remote SIM provisioning platform of an eSIM; it decides the form of its codes and its installed status. */
export type Platform = 'truphone' | 'idemia'

/** The differences between the platforms. Hosts and ICCID prefixes are recorded; the statuses are from the help centre. */
export const PLATFORMS = {
  truphone: { iccidPrefix: '8943108165', smdpAddress: 'rsp.truphone.com', installedStatus: 'Installed' },
  idemia: { iccidPrefix: '8943108167', smdpAddress: 'rsp-3104.idemia.io', installedStatus: 'Enabled' },
} as const satisfies Record<Platform, { iccidPrefix: string; smdpAddress: string; installedStatus: string }>

/**
 * The platform of new eSIMs of a routing profile.
 * Assumption (format-platform-of-profile): recordings show both platforms but not the rule; profiles 2 and 3 are given the older one.
 */
export const platformOfRoutingProfile = (profile: number | null): Platform =>
  profile === 2 || profile === 3 ? 'truphone' : 'idemia'

/** The digit that makes a number pass the Luhn check when appended (ISO/IEC 7812-1). */
export function luhnDigit(digits: string): string {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits.charAt(digits.length - 1 - index))
    const doubled = index % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return String((10 - (sum % 10)) % 10)
}

const SERIALS = 100_000_000
const SERIAL_STEP = 27_644_437 // odd and not divisible by five, so that every serial comes up once before any repeats

/** The nth ICCID of an organisation: 19 digits with a valid check digit, as recorded. No two in an organisation are the same. */
export function iccidAt(platform: Platform, offset: number, position: number): string {
  const serial = (offset + ((position * SERIAL_STEP) % SERIALS)) % SERIALS
  const digits = PLATFORMS[platform].iccidPrefix + String(serial).padStart(8, '0')
  return digits + luhnDigit(digits)
}

/** An ICCID: 18 to 22 digits (ITU-T E.118, with and without padding). */
export const ICCID = /^\d{18,22}$/

/** Throws malformed_iccid unless the text could be an ICCID. */
export function requireIccid(text: string): string {
  if (!ICCID.test(text)) throw new DomainError('malformed_iccid', { iccid: text })
  return text
}

/** A random matching id in the platform's recorded form: `JQ-1A2B3C-1D4E5F6`, or four groups of five. */
export function matchingId(platform: Platform, random: RandomSequence): string {
  if (platform === 'truphone') return `JQ-${random.text(6, CAPITALS)}-${random.text(7, CAPITALS)}`
  return Array.from({ length: 4 }, () => random.text(5, CAPITALS)).join('-')
}

/** The forms of a matching id. */
export const MATCHING_ID = /^(JQ-[A-Z0-9]{6}-[A-Z0-9]{7}|[A-Z0-9]{5}(-[A-Z0-9]{5}){3})$/

/** A random PUK of eight digits. */
export const puk = (random: RandomSequence): string => random.text(8, DIGITS)

/** A random UUID of version 4 in lower case, the form of order and apply references. */
export function uuid(random: RandomSequence): string {
  const hex = random.text(30, HEX)
  const variant = '89ab'.charAt(random.below(4))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18, 30)}`
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Throws invalid_profile_id, with the vendor's reason, unless the text is empty or a UUID. */
export function requireProfileId(text: string): void {
  if (text !== '' && !UUID.test(text)) {
    const reason = text.length === 36 ? 'invalid UUID format' : `invalid UUID length: ${text.length}`
    throw new DomainError('invalid_profile_id', { profileId: text, reason })
  }
}

/** The content of the QR code that installs a profile (GSMA SGP.22, activation code). */
export const activationCode = (smdpAddress: string, matching: string): string => `LPA:1$${smdpAddress}$${matching}`
