import { html } from 'hono/html'
import type { Child, FC } from 'hono/jsx'

/** A link that sorts a table by a column, and the direction if it is sorted by it now. */
export interface Sort {
  readonly href: string
  readonly now: 'ascending' | 'descending' | undefined
}

/** A column header: its title, with a class if its cells need one, and the link that sorts by it. */
export interface ColumnHeaderProps {
  readonly title: string
  /** Stands in the header in place of the title. */
  readonly head?: Child | undefined
  readonly class?: string | undefined
  readonly sort?: Sort | undefined
}

/** The header of a column; one without a title is an empty cell, which screen readers pass over. */
export const ColumnHeader: FC<ColumnHeaderProps> = ({ title, head, sort, class: className }) =>
  title === '' && head === undefined ? (
    <td class={className} />
  ) : (
    <th class={className} aria-sort={sort?.now}>
      {sort ? <a href={sort.href}>{title}</a> : (head ?? title)}
    </th>
  )

/** How a query says what a table is sorted by: the name of a column, with `-` before it for descending. */
export interface Order {
  readonly name: string
  readonly isDescending: boolean
}

/** Reads the order from a query; the fallback where it names none of the columns. */
export function readOrder(query: URLSearchParams, names: readonly string[], fallback: Order): Order {
  const text = query.get('sort') ?? ''
  const name = text.replace(/^-/, '')
  return names.includes(name) ? { name, isDescending: text.startsWith('-') } : fallback
}

/** The link that sorts by a column: ascending at first, and the other way round where the table is sorted by it now. */
export function sortBy(name: string, order: Order, query: URLSearchParams): Sort {
  const isNow = order.name === name
  const changed = new URLSearchParams(query)
  changed.delete('page')
  changed.set('sort', isNow && !order.isDescending ? `-${name}` : name)
  return { href: `?${changed}`, now: isNow ? (order.isDescending ? 'descending' : 'ascending') : undefined }
}

const CELL = /<(tr|td|th)\b([^>]*)>/g

/** Gives each cell of rendered rows the title of its column, which the style shows on narrow screens. */
export function labelCells(rows: string, columns: readonly { readonly title: string }[]): string {
  let column = 0
  return rows.replace(CELL, (tag, name: string, attributes: string) => {
    if (name === 'tr') {
      column = 0
      return tag
    }
    const span = Number(/ colspan="(\d+)"/.exec(attributes)?.[1] ?? 1)
    const title = span === 1 ? columns[column]?.title : undefined
    column += span
    return title ? `<${name}${attributes}${html` data-label="${title}"`}>` : tag
  })
}
