import type { Child, FC } from 'hono/jsx'
import { ActionForm } from './action-form.tsx'
import { EmptyState, FilterForm, OlderPager, PageHeading, Pager } from './components.tsx'
import { pageNumber, ROWS_PER_PAGE } from './page-request.ts'

interface ListPageProps<T> {
  readonly title: Child
  /** Forms and links beside the title. */
  readonly actions?: Child
  /** A note between the title and the list. */
  readonly note?: Child
  /** Fields of the filter form. */
  readonly filters?: Child
  /** Acts on the rows, between the filters and the table. */
  readonly above?: Child
  /** Text of the button that submits the filters. */
  readonly submit?: string
  /** Name of the part of the page that is refreshed. */
  readonly live: string
  readonly items: readonly T[]
  /** Text instead of the table if there are no items. */
  readonly empty: Child
  readonly table: (items: readonly T[]) => Child
  readonly pager: Child
}

/** A page with one list: title, filters, table and pager. The table and the pager are refreshed, typed filters stay. */
export function ListPage<T>({ title, actions, note, filters, above, submit = 'Find', ...list }: ListPageProps<T>) {
  return (
    <>
      <PageHeading title={title}>{actions}</PageHeading>
      {note}
      <section class="sheet">
        {filters && (
          <FilterForm>
            {filters}
            <button type="submit">{submit}</button>
          </FilterForm>
        )}
        {above}
        <div data-live={list.live}>
          {list.items.length > 0 ? list.table(list.items) : list.empty && <EmptyState>{list.empty}</EmptyState>}
          {list.pager}
        </div>
      </section>
    </>
  )
}

/** Reads the text filters of a list from a query; an absent one is empty. */
export const readFilters = <K extends string>(query: URLSearchParams, ...names: readonly K[]) =>
  Object.fromEntries(names.map((name) => [name, (query.get(name) ?? '').trim()])) as Record<K, string>

/** The query of a control call that lists the newest entries, or those before the id in `before`. */
export const newestFirst = (query: URLSearchParams) => ({ before: query.get('before') ?? '', limit: ROWS_PER_PAGE })

/** The pager of a list that `newestFirst` asked for. */
export const NewestFirstPager: FC<{ readonly query: URLSearchParams; readonly items: readonly { id: number }[] }> = ({
  query,
  items,
}) => <OlderPager query={query} last={items.length === ROWS_PER_PAGE ? items.at(-1)?.id : undefined} />

/** Returns one page of a list that is held as a whole, and its pager. */
export function paginate<T>(items: readonly T[], query: URLSearchParams, nouns: readonly [string, string]) {
  const page = pageNumber(query)
  return {
    shown: items.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE),
    pager: <Pager query={query} page={page} rows={items.length} nouns={nouns} />,
  }
}

interface DeleteAllProps {
  /** Method and path of the call. */
  readonly call: string
  readonly label: string
  readonly done: string
  readonly confirm: string
  readonly server?: boolean
}

/** A button that deletes a whole list, after a question. */
export const DeleteAll: FC<DeleteAllProps> = ({ label, ...form }) => (
  <ActionForm {...form}>
    <button type="submit" class="danger">
      {label}
    </button>
  </ActionForm>
)
