import { formatDataAmount } from '../domain/data-amount.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../domain/instant.ts'
import type { EventKind } from '../state/records/events.ts'

/** How the pages write times, amounts and events for a person. */

const EVENT_WORDS: Readonly<Record<EventKind, string>> = {
  'bundle.provision': 'a bundle is ready',
  'bundle.start': 'a bundle starts',
  'bundle.refill': 'daily data is refilled',
  'bundle.expire': 'a bundle expires',
  'bundle.lapse': 'an unused bundle lapses',
  'usage-plan.start': 'data starts to flow',
  'usage-plan.mark': 'usage passes a mark',
  'usage-plan.end': 'data stops flowing',
  'inventory.expire': 'bundles in the inventory expire',
  'esim.install': 'an eSIM is installed',
  'esim.return': 'the return of an eSIM ends',
  'esim.idle': 'a look for idleness',
  'esim.delete': 'an unused eSIM is deleted',
  'callback.retry': 'a callback is sent again',
  'catalogue.change': 'a bundle of the catalogue changes',
  'trip.step': 'a trip goes on',
}

export const eventWords = (kind: string): string => EVENT_WORDS[kind as EventKind] ?? kind

const UNITS = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [SECOND, 's'],
] as const

/** A span of time in its two largest units: `3 d 4 h`. */
export function span(milliseconds: number): string {
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

/** How long it is from one moment to a later one. */
export const ahead = (now: string, then: string): string => span(Math.max(0, Date.parse(then) - Date.parse(now)))

/** The end of an ICCID, which is where eSIMs differ. */
export const shortIccid = (iccid: string): string => `…${iccid.slice(-6)}`

/** A moment to the second, as tables show it: `2026-01-08 14:03:07`. */
export const moment = (text: string): string => `${text.slice(0, 10)} ${text.slice(11, 19)}`

const ROUND = 1_000_000

/** An amount of data to three digits or so: `412.5MB`. */
export function dataAmount(bytes: number): string {
  if (bytes < ROUND) return formatDataAmount(bytes)
  const grain = bytes >= 1_000 * ROUND ? 10 * ROUND : ROUND / 10
  return formatDataAmount(Math.round(bytes / grain) * grain)
}

// Made once: to make one costs more than a page.
const MONEY = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 3 })
const COUNT = new Intl.NumberFormat('en-GB')

/** Money in whole units with two decimals, thousands apart: `1,250.00`. */
export const money = (units: number): string => MONEY.format(units)

/** A number of things, thousands apart. */
export const count = (things: number): string => COUNT.format(things)

/** A path of a call with the ICCIDs in it shortened. */
export const shortPath = (path: string): string => path.replace(/\d{18,22}/g, shortIccid)
