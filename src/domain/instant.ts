/**
 * Milliseconds since the epoch, UTC, on an organisation's clock. Everything is recorded at the clock's instant, so nothing
 * is dated later than now; a sequence number orders what happens within one instant.
 * Assumption (format-fraction): the service's own clock has nanoseconds.
 */
export type Instant = number

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The last instant of a clock. A later one could not be written as a date of four-digit years. */
export const END_OF_TIME: Instant = Date.UTC(9_999, 11, 31)

const NANOS_PER_MILLI = 1_000_000
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d\d:\d\d)$/

const secondsPart = (instant: Instant): string => new Date(instant).toISOString().slice(0, 19)
const fractionPart = (instant: Instant): string => new Date(instant).toISOString().slice(20, 23)

/** Formats RFC 3339 with nine digits of a fraction, as recorded for orders, assignments and history; the last six are zero. */
export const formatNanoseconds = (instant: Instant): string => `${new Date(instant).toISOString().slice(0, 23)}000000Z`

/** Formats RFC 3339 with six digits of a fraction, as the vendor's example of `lastSeen`. */
export const formatMicroseconds = (instant: Instant): string => `${new Date(instant).toISOString().slice(0, 23)}000Z`

/** Formats RFC 3339 in whole seconds, as bundle start and end times and the eSIM list have them. */
export const formatSeconds = (instant: Instant): string => `${secondsPart(instant)}Z`

/**
 * Truncates an instant to its whole second, which `formatSeconds` shows. Times that are shown in seconds are also stored
 * and compared so: a bundle that shows its end at a second has ended then.
 * Assumption (format-shown-counts): the service truncates what it stores, too.
 */
export const wholeSecond = (instant: Instant): Instant => Math.floor(instant / SECOND) * SECOND

/** Formats RFC 3339 with milliseconds where there are any: the form of the control API. */
export const formatInstant = (instant: Instant): string => {
  const fraction = fractionPart(instant).replace(/0+$/, '')
  return `${secondsPart(instant)}${fraction === '' ? '' : `.${fraction}`}Z`
}

/** Formats the calendar day in UTC: `2026-01-31`. */
export const formatDate = (instant: Instant): string => secondsPart(instant).slice(0, 10)

/** A moment that a client wrote: the millisecond, and the nanoseconds beyond it. */
export interface WrittenMoment {
  readonly instant: Instant
  readonly nanoseconds: number
}

/** Reads RFC 3339 with a zone; undefined for any other text and for a date that does not exist. */
export function parseMoment(text: string): WrittenMoment | undefined {
  const match = RFC3339.exec(text.trim())
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match
  const date = `${year}-${month}-${day}`
  const midnight = Date.parse(`${date}T00:00:00Z`)
  const seconds = Date.parse(`${date}T${hour}:${minute}:${second}${zone.toUpperCase()}`)
  if (Number.isNaN(midnight) || Number.isNaN(seconds) || formatDate(midnight) !== date) return undefined
  const digits = fraction.padEnd(9, '0')
  return { instant: seconds + Number(digits.slice(0, 3)), nanoseconds: Number(digits) % NANOS_PER_MILLI }
}

/** Reads RFC 3339 with a zone, to the millisecond; undefined as for parseMoment. */
export const parseInstant = (text: string): Instant | undefined => parseMoment(text)?.instant

/** Whether a text is a moment that a clock can show. */
export const isMoment = (text: string): boolean => (parseInstant(text) ?? Number.POSITIVE_INFINITY) <= END_OF_TIME

/** The first instant at or after a moment, which the filter `gte:` compares with. With `after`, strictly after. */
export const firstInstantFrom = ({ instant, nanoseconds }: WrittenMoment, after = false): Instant =>
  after || nanoseconds > 0 ? instant + 1 : instant

/** Adds months, keeping the day and time; the last day of the month where that has no such day. */
export function addMonths(instant: Instant, months: number): Instant {
  const from = new Date(instant)
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months]
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(from.getUTCDate(), lastDay)) + (instant % DAY)
}
