import { formatDataAmount } from '../domain/data-amount.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../domain/instant.ts'
import type { EventKind } from '../state/records/events.ts'

/** Formats times, amounts and events for people. */

const EVENT_WORDS: Readonly<Record<EventKind, string>> = {
  'bundle.provision': 'bundle is provisioned',
  'bundle.start': 'bundle starts',
  'bundle.refill': 'daily data is refilled',
  'bundle.expire': 'bundle expires',
  'bundle.lapse': 'unused bundle lapses',
  'usage-plan.start': 'usage plan starts',
  'usage-plan.mark': 'usage reaches a threshold',
  'usage-plan.end': 'usage plan ends',
  'order.complete': 'large order is carried out',
  'inventory.expire': 'inventory expires',
  'esim.install': 'eSIM is installed',
  'esim.return': 'return of the eSIM is completed',
  'esim.idle': 'idle check (no data used for long)',
  'esim.delete': 'unused eSIM is deleted',
  'callback.retry': 'callback is retried',
  'catalogue.change': 'bundle of the catalogue changes',
  'catalogue.prices': 'prices change',
  'trip.step': 'next step of the trip',
}

export const describeEvent = (kind: string): string => EVENT_WORDS[kind as EventKind] ?? kind

const UNITS = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [SECOND, 's'],
] as const

/** Formats a duration in its two largest units: `3 d 4 h`. */
export function formatSpan(milliseconds: number): string {
  const from = UNITS.findIndex(([size]) => milliseconds >= size)
  if (from === -1) return milliseconds > 0 ? 'under 1 s' : '0 s'
  let left = milliseconds
  return UNITS.slice(from, from + 2)
    .flatMap(([size, unit]) => {
      const count = Math.floor(left / size)
      left -= count * size
      return count > 0 ? [`${count} ${unit}`] : []
    })
    .join(' ')
}

/** Formats the time from one instant to a later one. */
export const timeUntil = (now: string, then: string): string =>
  formatSpan(Math.max(0, Date.parse(then) - Date.parse(now)))

/** Shortens an ICCID to its last six digits, which differ between eSIMs. */
export const shortIccid = (iccid: string): string => `…${iccid.slice(-6)}`

/** Shortens a text to so many characters. */
export function shortText(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

/** Formats an ISO instant to the second: `2026-01-08 14:03:07`. */
export const formatMoment = (text: string): string => `${text.slice(0, 10)} ${text.slice(11, 19)}`

const ROUND = 1_000_000

/** Formats bytes with about three digits: `412.5MB`. */
export function formatData(bytes: number): string {
  if (bytes < ROUND) return formatDataAmount(bytes)
  const grain = bytes >= 1_000 * ROUND ? 10 * ROUND : ROUND / 10
  return formatDataAmount(Math.round(bytes / grain) * grain)
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Formats a date with its weekday: `Thursday, 2026-01-08`. */
export const describeDay = (date: string): string => `${WEEKDAYS[new Date(date).getUTCDay()]}, ${date.slice(0, 10)}`

/** Formats an instant for a sentence: `Thursday 14:20`. */
export const describeMoment = (at: string): string => `${WEEKDAYS[new Date(at).getUTCDay()]} ${at.slice(11, 16)}`

/** Formats money with two decimals, or three where it has a third: `1,250.00`, `93.067`. */
export function formatMoney(units: number): string {
  const [whole = '', decimals = ''] = units.toFixed(3).split('.')
  return `${groupThousands(whole)}.${decimals.replace(/0$/, '')}`
}

/** Formats a whole number: `12,500`. */
export const formatCount = (things: number): string => groupThousands(String(things))

/** Groups digits by thousands. By hand, since the first `Intl.NumberFormat` of a process takes some 10 ms. */
const groupThousands = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+$)/g, ',')

/** Shortens the ICCIDs in a path. */
export const shortPath = (path: string): string => path.replace(/\d{18,22}/g, shortIccid)

/** Indents JSON; returns other text unchanged. */
export function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
