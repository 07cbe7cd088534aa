import type { FC } from 'hono/jsx'

interface CursorPagerProps {
  readonly query: URLSearchParams
  /** The parameter with the place that a page goes on from. */
  readonly name: string
  readonly next: string | number | null
  /** The text of the links to the first and to the next page. */
  readonly first: string
  readonly text: string
}

/** Links to the next page of a list that tells its place, and back to the first. */
export const CursorPager: FC<CursorPagerProps> = ({ query, name, next, first, text }) => {
  const linkTo = (place: string): string => {
    const changed = new URLSearchParams(query)
    if (place === '') changed.delete(name)
    else changed.set(name, place)
    return `?${changed}`
  }
  return (
    <nav class="pages" aria-label="Pages of the table">
      {query.get(name) && (
        <a class="button" href={linkTo('')}>
          {first}
        </a>
      )}
      {next !== null && (
        <a class="button" href={linkTo(String(next))} rel="next">
          {text}
        </a>
      )}
    </nav>
  )
}
