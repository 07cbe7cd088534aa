import type { Operation } from '../contract/operation.ts'
import type { Answer } from '../drift/ask.ts'
import type { Comparison, Difference, NotCompared } from '../drift/compare.ts'
import { compareValues } from '../drift/compare-values.ts'
import { compareAnswers } from '../drift/drift.ts'
import { type Exchange, headerOf } from './exchange.ts'

/** An answer with the headers that clients read. */
export interface HeardAnswer extends Answer {
  readonly header: (name: string) => string | undefined
}

/** A recorded answer beside the emulator's. */
export interface Pair {
  readonly operation: Pick<Operation, 'operationId' | 'answer'>
  readonly exchange: Exchange
  readonly here: HeardAnswer
  readonly there: HeardAnswer
  /** Whether the call was made with the recorded names. */
  readonly isSameCall: boolean
  /** Whether the recorded account has the catalogue of the emulator. */
  readonly isSameCatalogue: boolean
}

/** Headers whose values are compared, and those of which only the presence is. */
const HEADERS = ['allow', 'content-disposition', 'location', 'www-authenticate'] as const
const HEADERS_BY_PRESENCE = ['retry-after'] as const

/** Operations whose values come from the catalogue. */
const OF_CATALOGUE: ReadonlySet<string> = new Set(['listCatalogue', 'getCatalogueBundle', 'listPrices', 'listNetworks'])

/** Fields of a priced order that come from the catalogue. */
const PRICES = /^(?:order(?:\[\](?:\.(?:subTotal|pricePerUnit|quantity))?)?|total|valid)?$/

/**
 * Compares a recorded answer with the emulator's: the form, and the values that do not depend on the account. These are headers,
 * the texts of refusals, and what comes from a catalogue that both have.
 */
export function comparePair(pair: Pair): Comparison {
  const { operation, exchange, here, there } = pair
  const isHidden = hasHiddenBody(exchange, here)
  // A body that was not recorded is taken to be as ours is.
  const form = compareAnswers(operation, here, isHidden ? { ...there, value: here.value } : there)
  if (here.status !== there.status) return { ...form, differences: [...form.differences, ...headersOf(pair)] }
  const [differences, notCompared] = isHidden ? [[], [{ where: 'body', why: 'it was not recorded' }]] : valuesOf(pair)
  return {
    differences: [...form.differences, ...headersOf(pair), ...differences],
    notCompared: [...form.notCompared, ...notCompared],
  }
}

function hasHiddenBody({ response }: Exchange, here: Answer): boolean {
  const body = response?.body
  if (body === undefined) return false
  return 'missing' in body || ('bytes' in body && here.value !== undefined)
}

function headersOf({ here, there }: Pair): Difference[] {
  const tell = (name: string, isPresence: boolean): Difference[] => {
    const [mine, theirs] = [here.header(name), there.header(name)]
    const isSame = isPresence ? (mine === undefined) === (theirs === undefined) : mine === theirs
    return isSame ? [] : [{ where: `header ${name}`, here: mine ?? 'absent', there: theirs ?? 'absent' }]
  }
  return [...HEADERS.flatMap((name) => tell(name, false)), ...HEADERS_BY_PRESENCE.flatMap((name) => tell(name, true))]
}

function valuesOf({ operation, here, there, isSameCall, isSameCatalogue }: Pair): [Difference[], NotCompared[]] {
  if (here.status >= 400) return [compareValues(here.value, there.value, () => false), []]
  const isOfCatalogue = OF_CATALOGUE.has(operation.operationId)
  const isPriced = operation.operationId === 'createOrder'
  if (!isOfCatalogue && !isPriced) return [[], []]
  if (!isSameCall || !isSameCatalogue) {
    return [[], [{ where: 'values', why: 'no list in the recording shows the catalogue to be that of the emulator' }]]
  }
  return [compareValues(here.value, there.value, (path) => isPriced && !PRICES.test(path)), []]
}

/** The first value of a header in a recorded answer. */
export const recordedHeader =
  ({ response }: Exchange) =>
  (name: string): string | undefined =>
    headerOf(response?.headers ?? [], name)
