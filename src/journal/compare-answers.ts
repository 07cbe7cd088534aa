import { findDifferences } from '../domain/match.ts'
import type { JournalEntry } from '../state/records/journal.ts'

/** A place in which two answers to the same call differ. */
export interface AnswerDifference {
  /** `status`, `header NAME`, or a place in the body such as `body.order[0].item`. */
  readonly place: string
  readonly before: unknown
  readonly again: unknown
}

type ComparedAnswer = Pick<JournalEntry, 'status'> & {
  readonly responseBody: string | null
  readonly responseHeaders?: Readonly<Record<string, string>> | null | undefined
}

/** Places that are told of one comparison. */
const MOST_TOLD = 100

/** Headers that differ from one answer to the next of any call. */
const OF_ONE_CALL = /^(?:emulator-request-id|date)$/i

/** Lists where the answers to two calls differ. Headers and bodies are compared where both are still stored. */
export function compareAnswers(before: ComparedAnswer, again: ComparedAnswer): AnswerDifference[] {
  return [
    ...(before.status === again.status ? [] : [{ place: 'status', before: before.status, again: again.status }]),
    ...compareHeaders(before.responseHeaders, again.responseHeaders),
    ...compareBodies(before.responseBody, again.responseBody),
  ].slice(0, MOST_TOLD)
}

function compareHeaders(
  before: ComparedAnswer['responseHeaders'],
  again: ComparedAnswer['responseHeaders'],
): AnswerDifference[] {
  if (!before || !again) return []
  return [...new Set([...Object.keys(before), ...Object.keys(again)])]
    .filter((name) => before[name] !== again[name] && !OF_ONE_CALL.test(name))
    .map((name) => ({ place: `header ${name}`, before: before[name] ?? null, again: again[name] ?? null }))
}

function compareBodies(before: string | null, again: string | null): AnswerDifference[] {
  if (before === null || again === null || before === again) return []
  const [first, second] = [parse(before), parse(again)]
  if (first === undefined || second === undefined) return [{ place: 'body', before, again }]
  const changed = findDifferences(first, second, 'body')
  const added = findDifferences(second, first, 'body').filter(({ actual }) => actual === undefined)
  return [
    ...changed.map(({ path, expected, actual }) => ({ place: path, before: expected, again: actual ?? null })),
    ...added.map(({ path, expected }) => ({ place: path, before: null, again: expected })),
  ]
}

/** Parses JSON; undefined for a text that is none, such as one that was truncated. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
