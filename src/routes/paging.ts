import type { CallRules } from '../domain/dialect.ts'
import { DomainError } from '../domain/errors.ts'

/** A page number beyond the end of every list. */
const BEYOND_ALL_PAGES = 1_000_000_000

/**
 * A page size longer than any list: that of a list without pages, and the largest where there is no other bound. Multiplied
 * by the largest page number it stays below 2^51, the largest offset that SQLite takes from a floating-point number.
 */
const LONGEST = 2_000_000

/** The page sizes of a list. A size above `most` becomes `most`; a size that is not in `only` is refused. */
export interface PageSizes {
  readonly standard: number
  readonly most?: number
  readonly only?: readonly number[]
}

/** Reads a page number: absent, zero and negative mean the first page; a number beyond the end gives an empty page. */
export const pageNumber = (page: number | undefined): number => Math.min(Math.max(1, page ?? 1), BEYOND_ALL_PAGES)

/** Reads the page size of a list call, with its default. Throws invalid_parameter for a size that the list does not have. */
export function pageSize(
  name: string,
  asked: number | undefined,
  { standard, most = LONGEST, only }: PageSizes,
  { paging }: Pick<CallRules, 'paging'>,
): number {
  if (paging === 'whole') return LONGEST
  const size = asked ?? standard
  const isBounded = paging === 'bounded'
  if (size < 1 || (isBounded && only?.includes(size) === false)) throw new DomainError('invalid_parameter', { name })
  return Math.min(size, isBounded ? most : LONGEST)
}
