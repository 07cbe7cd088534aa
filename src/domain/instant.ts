/** Milliseconds since the epoch, UTC, on an organisation's own clock. */
export type Instant = number

/**
 * Microseconds since the epoch, UTC: when something was recorded. Finer than an Instant, so that what happened
 * within one millisecond (or under a stopped clock) keeps its order on the wire and in date filters.
 */
export type Stamp = number

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** No clock goes further: it could not be written as a date. Far enough for every agenda to be empty. */
export const END_OF_TIME: Instant = Date.UTC(9_999, 11, 31)

const MICROS_PER_MILLI = 1_000
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d\d:\d\d)$/

/** The last three digits of a nanosecond timestamp, which no stamp stores: a fixed function of the microsecond. */
const nanosecondDigits = (stamp: Stamp): number => ((stamp % 1_000_003) * 7_919) % 1_000

const trimFraction = (digits: string): string => {
  const trimmed = digits.replace(/0+$/, '')
  return trimmed === '' ? '' : `.${trimmed}`
}

const secondsPart = (instant: Instant): string => new Date(instant).toISOString().slice(0, 19)

/** RFC 3339 with up to nine fractional digits and no trailing zeros, as recorded for orders, assignments and history. */
export function formatNanoseconds(stamp: Stamp): string {
  const microseconds = String(stamp % 1_000_000).padStart(6, '0')
  const nanoseconds = String(nanosecondDigits(stamp)).padStart(3, '0')
  return `${secondsPart(Math.floor(stamp / MICROS_PER_MILLI))}${trimFraction(microseconds + nanoseconds)}Z`
}

/** RFC 3339 with up to six fractional digits, as the vendor's example of `lastSeen`. */
export function formatMicroseconds(stamp: Stamp): string {
  const microseconds = String(stamp % 1_000_000).padStart(6, '0')
  return `${secondsPart(Math.floor(stamp / MICROS_PER_MILLI))}${trimFraction(microseconds)}Z`
}

/** RFC 3339 in whole seconds, as bundle start and end times and the eSIM list have them. */
export const formatSeconds = (instant: Instant): string => `${secondsPart(instant)}Z`

/** RFC 3339 with milliseconds where there are any: the control API's own form. */
export const formatInstant = (instant: Instant): string =>
  `${secondsPart(instant)}${trimFraction(String(instant % SECOND).padStart(3, '0'))}Z`

/** The calendar day in UTC, `2026-01-31`. */
export const formatDate = (instant: Instant): string => secondsPart(instant).slice(0, 10)

export const instantOf = (stamp: Stamp): Instant => Math.floor(stamp / MICROS_PER_MILLI)
export const stampOf = (instant: Instant): Stamp => instant * MICROS_PER_MILLI
/** The last stamp that still lies within the instant. */
export const lastStampOf = (instant: Instant): Stamp => instant * MICROS_PER_MILLI + (MICROS_PER_MILLI - 1)

/** A moment as a client wrote it, at the precision it wrote: the microsecond, and the nanoseconds beyond it. */
export interface WrittenMoment {
  readonly stamp: Stamp
  readonly nanoseconds: number
}

/** Reads RFC 3339 with a zone; undefined when the text is anything else or no real date. */
export function parseMoment(text: string): WrittenMoment | undefined {
  const match = RFC3339.exec(text.trim())
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match
  const date = `${year}-${month}-${day}`
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const seconds = Date.parse(`${date}T${hour}:${minute}:${second}${zone.toUpperCase()}`)
  if (Number.isNaN(midnight) || Number.isNaN(seconds) || formatDate(midnight) !== date) return undefined
  const digits = fraction.padEnd(9, '0')
  return { stamp: stampOf(seconds) + Number(digits.slice(0, 6)), nanoseconds: Number(digits.slice(6)) }
}

/** As parseMoment, in milliseconds. */
export function parseInstant(text: string): Instant | undefined {
  const moment = parseMoment(text)
  return moment && instantOf(moment.stamp)
}

/** Whether a text is a moment that a clock can show. */
export const isMoment = (text: string): boolean => (parseInstant(text) ?? Number.POSITIVE_INFINITY) <= END_OF_TIME

/**
 * The smallest stamp whose wire form is at or after the moment: what `gte:` compares with. With `after`, strictly after.
 */
export function firstStampFrom(moment: WrittenMoment, after = false): Stamp {
  const own = nanosecondDigits(moment.stamp)
  const reached = after ? own > moment.nanoseconds : own >= moment.nanoseconds
  return reached ? moment.stamp : moment.stamp + 1
}

/** The same day and time of another month; the last day of it where it has no such day. */
export function addMonths(instant: Instant, months: number): Instant {
  const from = new Date(instant)
  const to = new Date(instant)
  to.setUTCDate(1)
  to.setUTCMonth(from.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate()
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay))
  return to.getTime()
}
