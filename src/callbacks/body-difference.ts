import { isDeepStrictEqual } from 'node:util'
import type { SignatureExplanation } from '../contract/control/callbacks.ts'

/** The place where two bodies first differ. */
export type Difference = NonNullable<SignatureExplanation['difference']>

/** Parses JSON; undefined for a text that is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether two texts are JSON of the same value. */
export function isSameJson(one: string, other: string): boolean {
  const value = parseJson(one)
  return value !== undefined && isDeepStrictEqual(value, parseJson(other))
}

/** How much of each text is shown from there on. */
const SHOWN_BYTES = 16

/** Finds where two texts first differ, in bytes of UTF-8, with the next bytes of each. */
export function differenceOf(sent: string, got: string): Difference {
  const [a, b] = [Buffer.from(sent), Buffer.from(got)]
  const shorter = Math.min(a.length, b.length)
  let offset = 0
  while (offset < shorter && a[offset] === b[offset]) offset++
  const from = (bytes: Buffer) => bytes.subarray(offset, offset + SHOWN_BYTES).toString('utf8')
  return { offset, sent: from(a), got: from(b) }
}

/** Quotes a short text in a sentence. */
export const quote = (text: string): string =>
  text === ''
    ? 'nothing'
    : `\`${text.replace(/[\n\r\t]/g, (char) => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[char] ?? char)}\``
