import { DomainError } from '../domain/errors.ts'

/** A page that no list has, and no list can have. */
const BEYOND_ALL_PAGES = 1_000_000_000

/** A page number as clients send it: absent, zero and less all mean the first; all that are too large are equally empty. */
export const pageNumber = (page: number | undefined): number => Math.min(Math.max(1, page ?? 1), BEYOND_ALL_PAGES)

/** A page size with its default; one that no list can have is refused, one beyond the most is cut. Throws invalid_parameter. */
export function pageSize(
  name: string,
  given: number | undefined,
  { standard, most }: { readonly standard: number; readonly most: number },
): number {
  const size = given ?? standard
  if (size < 1) throw new DomainError('invalid_parameter', { name })
  return Math.min(size, most)
}
