import { parseDuration } from './duration.ts'
import { type Instant, parseInstant } from './instant.ts'

const AGO = /^(\S+)\s+ago$/i

/** Reads an instant: RFC 3339, `now`, or a time before now (`70d ago`, `1d12h ago`). Undefined for anything else. */
export function parseRelativeInstant(text: string, now: Instant): Instant | undefined {
  const trimmed = text.trim()
  if (/^now$/i.test(trimmed)) return now
  const span = AGO.exec(trimmed)?.[1]
  if (span === undefined) return parseInstant(trimmed)
  const duration = /^\d+$/.test(span) ? undefined : parseDuration(span)
  return duration === undefined ? undefined : now - duration
}
