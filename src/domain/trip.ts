import { parseDataAmount } from './data-amount.ts'
import { formatShortDuration, isDuration, parseDuration } from './duration.ts'

/** An action of a traveller. */
export type TripAction =
  | { readonly kind: 'install' }
  | { readonly kind: 'uninstall' }
  | { readonly kind: 'attach'; readonly country: string }
  /** Uses data evenly from then on. */
  | { readonly kind: 'use-daily'; readonly bytesPerDay: number }
  /** Uses data at once. */
  | { readonly kind: 'use'; readonly bytes: number }
  /** Stops using data. */
  | { readonly kind: 'home' }

export interface TripStep {
  /** Milliseconds since the trip began. */
  readonly after: number
  readonly act: TripAction
}

/** A mistake in a step, or in the trip as a whole. */
export interface TripProblem {
  readonly found: string
  readonly expected: string
}

export type ParsedTrip = { readonly steps: readonly TripStep[] } | { readonly problems: readonly TripProblem[] }

const VERBS = 'install, attach, use, home or uninstall'
const OFFSET = /^\+(\S+)$/

/**
 * Reads a trip: steps separated by semicolons or lines, each with the time since the trip began, in order.
 *
 *     install +2h; attach ES +1d; attach FR +4d; use 180MB/day; home +9d
 *
 * Daily usage without a time begins at the first attachment.
 */
export function parseTrip(text: string): ParsedTrip {
  const entries = text
    .split(/[;\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if (entries.length === 0) return { problems: [{ found: 'no steps', expected: `some of ${VERBS}` }] }
  const problems: TripProblem[] = []
  const steps: TripStep[] = []
  const throughout: TripAction[] = []
  entries.forEach((entry, index) => {
    const read = readEntry(entry)
    const found = `step ${index + 1}, "${entry}"`
    if (typeof read === 'string') problems.push({ found, expected: read })
    else if (read.after === undefined) throughout.push(read.act)
    else {
      const last = steps.at(-1)?.after ?? 0
      if (read.after < last) {
        problems.push({ found, expected: `+${formatShortDuration(last)} or later, as the step before it` })
      }
      steps.push({ after: read.after, act: read.act })
    }
  })
  const arrival = steps.findIndex(({ act }) => act.kind === 'attach')
  if (throughout.length > 1)
    problems.push({ found: 'daily usage without a time, twice', expected: 'a time for each, as in use 50MB/day +3d' })
  const use = steps.findIndex(({ act }) => act.kind === 'use')
  if (problems.length === 0 && (arrival < 0 ? throughout.length > 0 || use >= 0 : use >= 0 && use < arrival)) {
    problems.push({ found: 'data used before it attaches anywhere', expected: 'a step such as attach FR +1d first' })
  }
  if (problems.length > 0) return { problems }
  const after = steps[arrival]?.after ?? 0
  return { steps: steps.toSpliced(arrival + 1, 0, ...throughout.map((act) => ({ after, act }))) }
}

type Entry = { readonly act: TripAction; readonly after: number | undefined }

/** Reads one step; returns a text that says what was expected where it is not valid. */
function readEntry(entry: string): Entry | string {
  const words = entry.split(/\s+/)
  const verb = words[0]?.toLowerCase() ?? ''
  const last = words.length > 1 ? OFFSET.exec(words.at(-1) ?? '')?.[1] : undefined
  const after = last === undefined || !isDuration(last) ? undefined : parseDuration(last)
  if (last !== undefined && (after === undefined || /^\d+$/.test(last))) {
    return 'a time at its end such as +2h or +1d12h'
  }
  const rest = words.slice(1, last === undefined ? undefined : -1)
  const act = readAct(verb, rest)
  if (typeof act === 'string') return act
  if (after === undefined && act.kind !== 'use-daily') return 'a time at its end, such as +1d'
  return { act, after }
}

function readAct(verb: string, rest: readonly string[]): TripAction | string {
  const [word, ...more] = rest
  const only = more.length === 0
  switch (verb) {
    case 'install':
    case 'uninstall':
    case 'home':
      return word === undefined ? { kind: verb } : `nothing but a time after ${verb}`
    case 'attach': {
      const isCountry = word !== undefined && /^[A-Za-z]{2}$/.test(word)
      return only && isCountry
        ? { kind: 'attach', country: word.toUpperCase() }
        : 'the ISO code of one country, as in attach FR +1d'
    }
    case 'use':
      return readUse(rest.join('')) ?? 'an amount, at once or for each day: use 500MB +2d, or use 180MB/day'
    default:
      return `one that starts with ${VERBS}`
  }
}

function readUse(text: string): TripAction | undefined {
  const daily = /^(.+)\/day$/i.exec(text)?.[1]
  const bytes = parseDataAmount(daily ?? text)
  if (bytes === undefined || bytes < 1) return undefined
  return daily === undefined ? { kind: 'use', bytes } : { kind: 'use-daily', bytesPerDay: bytes }
}
