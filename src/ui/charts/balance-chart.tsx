import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { getLedger } from '../../contract/control/accounts.ts'
import { Timestamp } from '../components.tsx'
import { formatMoney } from '../format.ts'
import { orderPath } from '../links.ts'
import { Amount } from '../statement-entry.tsx'
import { axisOf, placeOn } from './axis.ts'
import { ChartTable } from './chart-table.tsx'
import { TimeGrid } from './time-grid.tsx'

export type Movement = z.infer<typeof getLedger.answer>['movements'][number]

const HEIGHT = 120
const TOP = 14
const BOTTOM = 22
/** A range of time that is drawn when all of it was at once. */
const SHORTEST = 86_400_000

/** Signs of the movements that are marked. Orders are the steps of the line. */
const SIGNS: Partial<Readonly<Record<Movement['kind'], string>>> = { topup: '▲', refund: '◆', adjustment: '■' }

/** Rows of the table: the page stays small. */
const MOST_ROWS = 40

interface BalanceChartProps {
  /** Oldest first. */
  readonly movements: readonly Movement[]
  readonly now: string
  readonly currency: string
}

/** The balance over time as a line of steps, with top-ups, refunds and settings by hand marked, and its numbers as a table. */
export const BalanceChart: FC<BalanceChartProps> = ({ movements, now, currency }) => {
  const start = Date.parse(movements[0]?.at ?? now)
  const axis = axisOf(start, Math.max(start + SHORTEST, Date.parse(now)))
  const x = placeOn(axis)
  const balances = movements.map(({ balance }) => balance)
  const low = Math.min(...balances)
  const high = Math.max(...balances)
  const y = (balance: number): string =>
    (high === low ? HEIGHT / 2 : TOP + (1 - (balance - low) / (high - low)) * (HEIGHT - TOP - BOTTOM)).toFixed(1)
  return (
    <figure aria-label="Balance over time">
      {/* The table below it has the same content as text. */}
      <svg class="timeline" width="100%" height={HEIGHT} aria-hidden="true">
        <TimeGrid axis={axis} top={TOP} bottom={HEIGHT - BOTTOM} />
        {[...new Set([high, low])].map((each) => (
          <>
            <line class="share" x1="0" x2="100%" y1={y(each)} y2={y(each)} />
            <text class="date" x="0" y={Number(y(each)) - 3}>
              {formatMoney(each)}
            </text>
          </>
        ))}
        <g class="curve">
          {movements.map(({ at, balance }, index) => {
            const next = movements[index + 1]
            const until = x(Date.parse(next?.at ?? now))
            return (
              <>
                <line x1={x(Date.parse(at))} x2={until} y1={y(balance)} y2={y(balance)} />
                {next && <line x1={until} x2={until} y1={y(balance)} y2={y(next.balance)} />}
              </>
            )
          })}
        </g>
        {movements.map(
          ({ at, kind, balance }) =>
            SIGNS[kind] && (
              <text class={`sign ${kind}`} x={x(Date.parse(at))} y={Number(y(balance)) + 4} text-anchor="middle">
                {SIGNS[kind]}
              </text>
            ),
        )}
      </svg>
      <p class="legend small">
        <span>▲ top-up</span> <span>◆ refund</span> <span>■ set by hand</span> <span>steps down: orders</span>
      </p>
      <ChartTable
        label={`Balance in ${currency}, as a table`}
        live="balance-numbers"
        most={MOST_ROWS}
        columns={['Time', 'Movement', 'Amount', 'Balance']}
        rows={movements
          .toReversed()
          .map(({ at, kind, reference, amount, balance }) => [
            <Timestamp at={at} />,
            reference === '' ? kind : <a href={orderPath(reference)}>{kind}</a>,
            <Amount units={amount} />,
            <data value={String(balance)}>{formatMoney(balance)}</data>,
          ])}
      />
    </figure>
  )
}
