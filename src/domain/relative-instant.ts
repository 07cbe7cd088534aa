import { isDuration, parseDuration } from './duration.ts'
import { type Instant, parseInstant } from './instant.ts'

/** A coming instant is given as a time from now, `+3d` or `3d`. In a query the plus may have become a space. */
const FROM_NOW = /^[+ ]?\s*([^+\s]\S*)$/

/** Reads a duration with its unit, of at most a century: a longer one leads to instants that have no date. */
const readSpan = (text: string | undefined): number | undefined =>
  text === undefined || /^\d+$/.test(text) || !isDuration(text) ? undefined : parseDuration(text)

/** Reads an instant that is not over: RFC 3339, `now`, or a time from now (`+3d`, `1d12h`). Undefined for anything else. */
export function parseComingInstant(text: string, now: Instant): Instant | undefined {
  if (/^\s*now\s*$/i.test(text)) return now
  const instant = parseInstant(text.trim())
  if (instant !== undefined) return instant < now ? undefined : instant
  const span = FROM_NOW.exec(text)?.[1]
  const duration = readSpan(span)
  return duration === undefined ? undefined : now + duration
}

const AGO = /^(\S+)\s+ago$/i

/** Reads an instant: RFC 3339, `now`, or a time before now (`70d ago`, `1d12h ago`). Undefined for anything else. */
export function parseRelativeInstant(text: string, now: Instant): Instant | undefined {
  const trimmed = text.trim()
  if (/^now$/i.test(trimmed)) return now
  const span = AGO.exec(trimmed)?.[1]
  if (span === undefined) return parseInstant(trimmed)
  const duration = readSpan(span)
  return duration === undefined ? undefined : now - duration
}
