import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import { getLedger } from '../../contract/control/accounts.ts'
import { getStatement } from '../../contract/control/statement.ts'
import { ActionForm } from '../action-form.tsx'
import { Table } from '../components.tsx'
import { CursorPager } from '../cursor-pager.tsx'
import { Choice, NumberField, SearchField } from '../form-fields.tsx'
import { describeDay, formatMoment, formatMoney } from '../format.ts'
import { ListPage, readFilters } from '../list-page.tsx'
import { type PageContent, type PageRequest, ROWS_PER_PAGE } from '../page-request.ts'
import {
  Amount,
  describeTrouble,
  type Entry,
  EntryBadge,
  EntrySentence,
  OrderLink,
  Problem,
} from '../statement-entry.tsx'

type Statement = z.infer<typeof getStatement.answer>
type Ledger = z.infer<typeof getLedger.answer>

const KINDS = [
  ['order', 'orders'],
  ['assignment', 'assigned from the inventory'],
  ['refund', 'refunds'],
  ['topup', 'top-ups'],
  ['adjustment', 'balance set'],
  ['refused', 'refused'],
] as const

/** Renders the story of the money: orders, assignments, refunds, top-ups and what was refused, by day, newest first. */
export async function showOrders({ call, query }: PageRequest): Promise<PageContent> {
  const filters = readFilters(query, 'kind', 'who', 'bundle', 'reference')
  const { who, ...others } = filters
  const ofWhom = /^[\d…]+$/.test(who) ? { iccid: who.replace('…', '') } : { customerRef: who }
  const isFiltered = Object.values(filters).some((text) => text !== '')
  const before = query.get('before') ?? ''
  const [ledger, statement] = await Promise.all([
    call(getLedger, { query: { limit: 1 } }),
    call(getStatement, { query: { ...others, ...ofWhom, before, limit: ROWS_PER_PAGE } }),
  ])
  const body = (
    <ListPage
      title={
        <>
          Orders <small data-live="balance">Balance now: {formatMoney(ledger.balance)}</small>
        </>
      }
      actions={<TopUp />}
      note={
        <div data-live="notes">
          <Notes ledger={ledger} entries={isFiltered || before !== '' ? [] : statement.entries} />
        </div>
      }
      filters={
        <>
          <Choice label="Kind" name="kind" values={KINDS} chosen={filters.kind} none="all" submits />
          <SearchField label="Customer or eSIM" name="who" value={who} placeholder="Sharon, or digits of an ICCID" />
          <SearchField label="Bundle" name="bundle" value={filters.bundle} />
          <SearchField label="Order reference" name="reference" value={filters.reference} />
        </>
      }
      live="orders"
      items={statement.entries}
      empty={statement.next === null ? 'Nothing found.' : 'Nothing found among the newest orders.'}
      table={() => <StatementTable statement={statement} />}
      pager={<CursorPager query={query} name="before" next={statement.next} first="Newest" text="Older" />}
    />
  )
  return { title: 'Orders', active: 'orders', body }
}

/** A form that tops up the balance. */
const TopUp: FC = () => (
  <ActionForm call="POST /v2.4/organisation/balance?amount={amount}" done="Topped up." label="Top up the balance">
    <NumberField label="Amount" name="amount" min={1000} max={5000} value={1000} unseen />
    <button type="submit">Top up</button>
  </ActionForm>
)

interface NotesProps {
  readonly ledger: Ledger
  /** The newest entries. */
  readonly entries: readonly Entry[]
}

/** The last order where it was refused or its answer was lost, and orders that look placed twice. */
const Notes: FC<NotesProps> = ({ ledger: { doubtful }, entries }) => {
  const last = entries.find(({ kind }) => kind === 'order' || kind === 'assignment' || kind === 'refused')
  return (
    <>
      {last?.problem && (
        <div class={`note ${last.kind === 'refused' || last.status === 'failed' ? 'bad' : 'warn'}`}>
          <b>{describeTrouble(last)}</b> <Problem entry={last} />
        </div>
      )}
      {doubtful.map(({ orders: references, item, amount, reason }) => (
        <p class="note warn">
          Possible duplicate order: <span class="mono">{item}</span> for {formatMoney(amount)}: {reason} (
          {references.map((reference, index) => (
            <>
              {index > 0 && ', '}
              <OrderLink reference={reference} />
            </>
          ))}
          ).
        </p>
      ))}
    </>
  )
}

const COLUMNS = [
  'Time',
  'What',
  { title: 'Amount', class: 'number' },
  { title: 'Balance after', class: 'number' },
  'Reference',
] as const

const StatementTable: FC<{ readonly statement: Statement }> = ({ statement: { entries, days } }) => {
  let shown = ''
  return (
    <Table label="Table of orders" columns={COLUMNS}>
      {entries.map((entry) => {
        const date = entry.at.slice(0, 10)
        const isFirst = date !== shown
        shown = date
        return (
          <>
            {isFirst && <DayRow date={date} sum={days.find((day) => day.date === date)} />}
            <EntryRow entry={entry} />
          </>
        )
      })}
    </Table>
  )
}

/** The heading of a day, with what came in and went out on all of it. */
const DayRow: FC<{ readonly date: string; readonly sum: Statement['days'][number] | undefined }> = ({ date, sum }) => (
  <tr class="of-day" data-item={`d${date}`}>
    <th colspan={2} scope="rowgroup">
      {describeDay(date)}
    </th>
    <td class="number">
      {sum && (
        <>
          {sum.cameIn > 0 && <Amount units={sum.cameIn} />} {sum.wentOut > 0 && <Amount units={-sum.wentOut} />}
        </>
      )}
    </td>
    <td colspan={2} class="soft">
      {sum && `${sum.movements} ${sum.movements === 1 ? 'movement' : 'movements'} that day`}
    </td>
  </tr>
)

/** The key of a row, by which the script finds it again. */
const keyOf = ({ reference, kind, request, at, balance }: Entry): string =>
  reference || (kind === 'refused' ? `r${request?.id}` : `${kind}-${at}-${balance}`)

const EntryRow: FC<{ readonly entry: Entry }> = ({ entry }) => (
  <tr data-item={keyOf(entry)}>
    <td>
      <time datetime={entry.at}>{formatMoment(entry.at).slice(11)}</time>
    </td>
    <td>
      <EntrySentence entry={entry} /> <EntryBadge entry={entry} />
      {entry.problem && (
        <small class="block">
          <Problem entry={entry} />
        </small>
      )}
    </td>
    <td class="number">{entry.kind === 'opening' || entry.amount === 0 ? null : <Amount units={entry.amount} />}</td>
    <td class="number">{entry.balance !== null && formatMoney(entry.balance)}</td>
    <td>{entry.reference !== '' && <OrderLink reference={entry.reference} />}</td>
  </tr>
)
