import { DAY, HOUR, MINUTE, SECOND } from './instant.ts'
import { LONGEST_DURATION_MS } from './limits.ts'

const UNITS = { w: 7 * DAY, d: DAY, h: HOUR, m: MINUTE, s: SECOND, ms: 1 } as const
const SHORT = /^(?:\d+(?:\.\d+)?(?:ms|[wdhms]))+$/
const SHORT_PART = /(\d+(?:\.\d+)?)(ms|[wdhms])/g
const ISO =
  /^P(?=\d|T\d)(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/**
 * Reads a duration in milliseconds: a number of them, ISO 8601 without years and months (`P7DT2H`), or the short form
 * (`90s`, `15m`, `2h`, `8d`, `1w`, `1d12h`). Undefined for anything else.
 */
export function parseDuration(text: string | number): number | undefined {
  if (typeof text === 'number') return Number.isFinite(text) && text >= 0 ? Math.round(text) : undefined
  const trimmed = text.trim()
  if (/^\d+$/.test(trimmed)) return Number(trimmed)
  if (SHORT.test(trimmed.toLowerCase())) {
    let total = 0
    for (const [, amount, unit] of trimmed.toLowerCase().matchAll(SHORT_PART)) {
      total += Number(amount) * UNITS[unit as keyof typeof UNITS]
    }
    return Math.round(total)
  }
  const iso = ISO.exec(trimmed.toUpperCase())
  if (!iso) return undefined
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = iso.slice(1).map((part) => Number(part ?? 0))
  return Math.round(weeks * UNITS.w + days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND)
}

/** Whether a value is a duration of at most a century. */
export const isDuration = (value: string | number): boolean =>
  (parseDuration(value) ?? Number.POSITIVE_INFINITY) <= LONGEST_DURATION_MS

/** Formats a duration in ISO 8601: `P60D`, `PT1H30M`, `PT0S`. */
export function formatDuration(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY)
  const hours = Math.floor((milliseconds % DAY) / HOUR)
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE)
  const seconds = (milliseconds % MINUTE) / SECOND
  const time = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`
  const text = `${days ? `${days}D` : ''}${time ? `T${time}` : ''}`
  return text === '' ? 'PT0S' : `P${text}`
}

/** Formats a duration in the short form: `1d12h`, `1h30m` (for 90 minutes), `0s`. */
export function formatShortDuration(milliseconds: number): string {
  let left = milliseconds
  let text = ''
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(left / UNITS[unit])
    if (count > 0) text += `${count}${unit}`
    left -= count * UNITS[unit]
  }
  return text === '' ? '0s' : text
}
