import type * as z from 'zod'
import type { AdvanceSummary } from '../contract/control/advance-report.ts'
import type { Act } from '../domain/act.ts'
import { BYTES_PER_MEGABYTE } from '../domain/data-amount.ts'
import { groupBy } from '../domain/group-by.ts'
import { DAY, formatInstant, HOUR, type Instant } from '../domain/instant.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { lastActId, listActsAfter } from '../state/records/acts.ts'
import { countByStatus } from '../state/records/callback-list.ts'
import type { DueEvent } from '../state/records/events.ts'
import { listAlertsAfter } from '../state/records/history.ts'
import { getSequence } from '../state/records/organisations.ts'
import { listCallbacks } from '../state/records/outbox.ts'
import { listTransitions, type Transition } from '../state/records/transition-log.ts'
import { describeMoment, formatCount, formatSpan, shortIccid } from '../ui/format.ts'
import { describeAct } from './esim-milestones.ts'

type Summary = z.infer<typeof AdvanceSummary>

/** The most rows of each kind that a summary reads, and the most eSIMs that it lists and names. */
const MOST_ROWS = 1_000
const MOST_LISTED = 20
const MOST_NAMED = 3

/** The numbers of the last records before an advance. */
export interface Mark {
  readonly sequence: number
  readonly act: number
}

export const markNow = (tx: ReadTx): Mark => ({ sequence: getSequence(tx), act: lastActId(tx) })

interface Fact {
  readonly at: Instant
  readonly order: number
  readonly text: string
  /** For alerts in a row, of which the texts are joined. */
  readonly percent?: number
  readonly callbackId?: number
}

/** The ends of eSIMs, which are events without a change of a bundle. */
const EVENT_FACTS: Partial<Record<DueEvent['kind'], string>> = {
  'esim.delete': 'was deleted, unused',
  'esim.return': 'was returned',
}

/**
 * Summarises in words what happened between a mark and now, a part up to each `yield`. `events` are those that changed no
 * bundle.
 */
export function* summariseAdvance(
  tx: ReadTx,
  from: Instant,
  mark: Mark,
  events: readonly { readonly at: string; readonly kind: string; readonly iccid?: string | undefined }[],
): Generator<undefined, Summary> {
  const facts = new Map<string, Fact[]>()
  const add = (iccid: string, fact: Fact) => {
    const known = facts.get(iccid)
    if (known) known.push(fact)
    else facts.set(iccid, [fact])
  }
  const transitions = listTransitions(tx, { after: mark.sequence, limit: MOST_ROWS })
  const byEsim = groupBy(transitions, ({ iccid }) => iccid)
  for (const change of transitions) {
    const text = describeTransition(change, byEsim.get(change.iccid) ?? [])
    if (text !== undefined) add(change.iccid, { at: change.at, order: change.sequence, text })
  }
  yield
  const callbacks = groupBy(
    listCallbacks(tx, { limit: MOST_ROWS, after: mark.sequence, oldestFirst: true }),
    ({ iccid }) => iccid,
  )
  yield
  for (const { iccid, sequence, at, alertType } of listAlertsAfter(tx, mark.sequence, MOST_ROWS)) {
    const percent = Number.parseInt(alertType, 10)
    const callback = callbacks.get(iccid)?.find(({ id }) => id < sequence && id >= sequence - 2)
    if (percent < 100)
      add(iccid, {
        at,
        order: sequence,
        percent,
        text: `reached ${percent}%`,
        ...(callback ? { callbackId: callback.id } : {}),
      })
  }
  for (const act of listActsAfter(tx, mark.act, MOST_ROWS)) {
    const text = phraseAct(act)
    if (text !== undefined) add(act.iccid, { at: act.at, order: 0, text })
  }
  for (const { at, kind, iccid } of events) {
    const text = EVENT_FACTS[kind as DueEvent['kind']]
    if (text !== undefined && iccid !== undefined) add(iccid, { at: Date.parse(at), order: 0, text })
  }
  const esims = [...facts].map(([iccid, ofEsim]) => {
    const sorted = ofEsim.sort((a, b) => a.at - b.at || a.order - b.order)
    return {
      iccid,
      text: joinFacts(sorted),
      facts: sorted.map(({ at, text, callbackId }) => ({
        at: formatInstant(at),
        text,
        ...(callbackId === undefined ? {} : { callbackId }),
      })),
    }
  })
  esims.sort((a, b) => weightOf(b.text) - weightOf(a.text))
  const counts = yield* countByStatus(tx, mark.sequence)
  return {
    text: `${spanInWords(tx.now - from)}: ${[...nameEsims(esims), ...describeCallbacks(counts)].join('; ') || 'nothing happened'}`,
    esims: esims.slice(0, MOST_LISTED),
    moreEsims: Math.max(0, esims.length - MOST_LISTED),
    callbacks: counts,
  }
}

/** Data that was used up is the first news, then data that runs low. */
const weightOf = (text: string): number => (text.includes('used up on') ? 2 : text.includes('reached') ? 1 : 0)

function nameEsims(esims: Summary['esims']): string[] {
  const more = esims.length - MOST_NAMED
  return [
    ...esims.slice(0, MOST_NAMED).map(({ iccid, text }) => `${shortIccid(iccid)} ${text}`),
    ...(more > 0 ? [`${formatCount(more)} more ${more === 1 ? 'eSIM' : 'eSIMs'}`] : []),
  ]
}

function describeCallbacks({ delivered, failed, pending, unsent }: Summary['callbacks']): string[] {
  const written = delivered + failed + pending + unsent
  if (written === 0) return []
  const noun = `${formatCount(written)} ${written === 1 ? 'callback' : 'callbacks'}`
  if (unsent === written) return [`${noun}, not sent for want of a URL`]
  const parts = [
    noun,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(pending > 0 ? [`${formatCount(pending)} to be retried`] : []),
    ...(unsent > 0 ? [`${formatCount(unsent)} not sent`] : []),
  ]
  return [parts.join(', ')]
}

const dayAndTime = (at: Instant): string => describeMoment(formatInstant(at))

/** Says what a change of a bundle's state is to the eSIM; undefined for one that is no news. */
function describeTransition({ before, after, at }: Transition, ofEsim: readonly Transition[]): string | undefined {
  switch (after) {
    case 'queued':
      return before === 'processing' ? 'was provisioned' : undefined
    case 'active': {
      const ended = ofEsim.some((other) => other.at <= at && (other.after === 'depleted' || other.after === 'expired'))
      return ended ? 'the next bundle took over' : `started its bundle on ${dayAndTime(at)}`
    }
    case 'depleted':
      return `was used up on ${dayAndTime(at)}`
    case 'expired':
      return `had its ${before === 'depleted' ? 'used-up ' : ''}bundle expire on ${dayAndTime(at)}`
    case 'lapsed':
      return `had an unused bundle lapse on ${dayAndTime(at)}`
    case 'revoked':
      return 'had a bundle revoked'
    default:
      return undefined
  }
}

/** Says what a traveller did; the use of data has its own facts. */
function phraseAct(act: Act): string | undefined {
  const { kind, details } = act
  if (kind === 'use') return `used ${(details.bytes ?? 0) / BYTES_PER_MEGABYTE} MB`
  const text = describeAct(act)
  return kind === 'plan-start' ? undefined : `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}

/** Joins facts: `reached 50% and 80%, was used up on Thursday 14:20`. */
function joinFacts(facts: readonly Fact[]): string {
  const parts: string[] = []
  let percents: number[] = []
  const close = () => {
    if (percents.length > 0) parts.push(`reached ${enumerate(percents.map((percent) => `${percent}%`))}`)
    percents = []
  }
  for (const { text, percent } of facts) {
    if (percent === undefined) {
      close()
      if (parts.at(-1) !== text) parts.push(text)
    } else percents.push(percent)
  }
  close()
  return parts.join(', ')
}

const enumerate = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`

/** A duration in a sentence: `3 days`, `1 hour`, else in its two largest units. */
function spanInWords(milliseconds: number): string {
  for (const [unit, word] of [
    [DAY, 'day'],
    [HOUR, 'hour'],
  ] as const) {
    const count = milliseconds / unit
    if (Number.isInteger(count) && count > 0) return `${formatCount(count)} ${count === 1 ? word : `${word}s`}`
  }
  return formatSpan(milliseconds)
}
