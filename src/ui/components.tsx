import { raw } from 'hono/html'
import { type Child, type FC, Fragment, type PropsWithChildren } from 'hono/jsx'
import type { CallbackStatus } from '../domain/callback.ts'
import { formatCount, formatMoment } from './format.ts'
import { ROWS_PER_PAGE } from './page-request.ts'
import { ColumnHeader, type ColumnHeaderProps, labelCells } from './table-columns.tsx'

/** Components that several pages use. */

/** Colour of a state. */
export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'gone'

const TONES: Readonly<Record<string, Tone>> = {
  processing: 'wait',
  queued: 'wait',
  active: 'good',
  depleted: 'warn',
  expired: 'gone',
  revoked: 'gone',
  lapsed: 'gone',
  pending: 'wait',
  delivered: 'good',
  failed: 'bad',
  unsent: 'gone',
  completed: 'good',
}

export const toneOfState = (state: string): Tone => TONES[state] ?? 'gone'

export const toneOfStatus = (status: number | null): Tone =>
  status === null || status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good'

export const Badge: FC<PropsWithChildren<{ readonly tone: Tone }>> = ({ tone, children }) => (
  <span class={`badge ${tone}`}>{children}</span>
)

export const StateBadge: FC<{ readonly state: string | CallbackStatus }> = ({ state }) => (
  <Badge tone={toneOfState(state)}>{state}</Badge>
)

export const StatusBadge: FC<{ readonly status: number | null }> = ({ status }) => (
  <Badge tone={toneOfStatus(status)}>{status ?? 'no answer'}</Badge>
)

export const Timestamp: FC<{ readonly at: string }> = ({ at }) => <time datetime={at}>{formatMoment(at)}</time>

/** Text with a copy button. */
export const CopyableText: FC<{ readonly text: string; readonly what?: string }> = ({ text, what }) => (
  <span>
    <code>{text}</code> <CopyButton text={text} what={what ?? text} />
  </span>
)

export const CopyButton: FC<{ readonly text: string; readonly what: string; readonly label?: string }> = ({
  text,
  what,
  label = 'copy',
}) => (
  <button type="button" class="copy" data-copy={text} data-what={what} aria-label={`${label}: ${what}`}>
    {label}
  </button>
)

/** A block of text with a copy button. */
export const Snippet: FC<{ readonly text: string; readonly what: string }> = ({ text, what }) => (
  <div class="copied">
    <pre tabindex={0}>{text}</pre>
    <CopyButton text={text} what={what} />
  </div>
)

export interface BarProps {
  /** From 0 to 1. */
  readonly part: number
  readonly tone: Tone
  readonly label: string
  /** Positions of marks, from 0 to 1. */
  readonly ticks?: readonly number[]
}

export const percent = (part: number): string => `${Math.round(Math.min(1, Math.max(0, part)) * 10_000) / 100}%`

/** A horizontal bar, filled from the left. */
export const Bar: FC<BarProps> = ({ part, tone, label, ticks = [] }) => (
  <svg class="bar" role="img" aria-label={label}>
    <rect class="track" width="100%" height="100%" />
    <rect class={`fill ${tone}`} width={percent(part)} height="100%" />
    {ticks.map((at) => (
      <line class="tick" x1={percent(at)} x2={percent(at)} y1="0" y2="100%" />
    ))}
  </svg>
)

export interface PagerProps {
  readonly query: URLSearchParams
  readonly page: number
  readonly rows: number
  /** Singular and plural. */
  readonly nouns: readonly [string, string]
}

const linkTo = (query: URLSearchParams, name: string, value: string): string => {
  const changed = new URLSearchParams(query)
  changed.set(name, value)
  return `?${changed}`
}

/** Links to the previous and next page of a numbered table. */
export const Pager: FC<PagerProps> = ({ query, page, rows, nouns }) => {
  const pages = Math.max(1, Math.ceil(rows / ROWS_PER_PAGE))
  return (
    <nav class="pages" aria-label="Pages of the table">
      <span class="soft">
        {formatCount(rows)} {nouns[rows === 1 ? 0 : 1]}
        {page > pages
          ? `, page ${formatCount(page)} is past the last`
          : pages > 1 && `, page ${page} of ${formatCount(pages)}`}
      </span>
      {page > 1 && (
        <a class="button" href={linkTo(query, 'page', String(Math.min(page - 1, pages)))} rel="prev">
          Previous
        </a>
      )}
      {page < pages && (
        <a class="button" href={linkTo(query, 'page', String(page + 1))} rel="next">
          Next
        </a>
      )}
    </nav>
  )
}

/** Links to older entries of a list that is read by id, newest first; `last` is the lowest id shown. */
export const OlderPager: FC<{ readonly query: URLSearchParams; readonly last: number | undefined }> = ({
  query,
  last,
}) => (
  <nav class="pages" aria-label="Pages of the table">
    {query.has('before') && (
      <a class="button" href={linkTo(query, 'before', '')}>
        Newest
      </a>
    )}
    {last !== undefined && (
      <a class="button" href={linkTo(query, 'before', String(last))} rel="next">
        Older
      </a>
    )}
  </nav>
)

/** The title of a page, with its actions at the end of the line. */
export const PageHeading: FC<PropsWithChildren<{ readonly title: Child }>> = ({ title, children }) => (
  <div class="top">
    <h1>{title}</h1>
    {children}
  </div>
)

export const EmptyState: FC<PropsWithChildren> = ({ children }) => <p class="empty">{children}</p>

type Column = string | ColumnHeaderProps

/** Columns from which a table does not fit a narrow screen. */
const CARD_COLUMNS = 4

/**
 * A table, whose children are its rows. On narrow screens each row is a card, on which each value has its column's header
 * beside it, if there are four columns or more.
 */
export const Table: FC<PropsWithChildren<{ readonly label: string; readonly columns: readonly Column[] }>> = async ({
  label,
  columns,
  children,
}) => {
  const titled = columns.map((column) => (typeof column === 'string' ? { title: column } : column))
  const rows = String(await Fragment({ children }).toString())
  const isWide = columns.length >= CARD_COLUMNS
  return (
    <section class={isWide ? 'scroll as-cards' : 'scroll'} tabindex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {titled.map((column) => (
              <ColumnHeader {...column} />
            ))}
          </tr>
        </thead>
        <tbody>{raw(isWide ? labelCells(rows, titled) : rows)}</tbody>
      </table>
    </section>
  )
}

/** A form of filters that loads the page with them. A browser that goes back must not fill in those of another list. */
export const FilterForm: FC<PropsWithChildren> = ({ children }) => (
  <search>
    <form class="filter" method="get" autocomplete="off">
      {children}
    </form>
  </search>
)
