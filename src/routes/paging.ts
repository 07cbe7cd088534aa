import type { CallRules } from '../domain/dialect.ts'
import { DomainError } from '../domain/errors.ts'

/** A page that no list has, and no list can have. */
const BEYOND_ALL_PAGES = 1_000_000_000

/**
 * Longer than any list: the page size of a list that is not paged, and the most where nothing else bounds it. Times the
 * largest page number it is below 2^51, the largest offset that SQLite takes from a floating-point number.
 */
const LONGEST = 2_000_000

/** The page sizes of a list. A larger one than `most` is cut; where `only` some are allowed, any other is refused. */
export interface PageSizes {
  readonly standard: number
  readonly most?: number
  readonly only?: readonly number[]
}

/** A page number as clients send it: absent, zero and less all mean the first; all that are too large are equally empty. */
export const pageNumber = (page: number | undefined): number => Math.min(Math.max(1, page ?? 1), BEYOND_ALL_PAGES)

/** The page size of a list call, with its default. Throws invalid_parameter for one that the list does not have. */
export function pageSize(
  name: string,
  given: number | undefined,
  { standard, most = LONGEST, only }: PageSizes,
  { paging }: Pick<CallRules, 'paging'>,
): number {
  if (paging === 'whole') return LONGEST
  const size = given ?? standard
  const isBounded = paging === 'bounded'
  if (size < 1 || (isBounded && only?.includes(size) === false)) throw new DomainError('invalid_parameter', { name })
  return Math.min(size, isBounded ? most : LONGEST)
}
