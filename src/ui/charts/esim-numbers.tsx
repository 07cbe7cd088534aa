import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { getTimeline } from '../../contract/control/accounts.ts'
import { formatInstant } from '../../domain/instant.ts'
import { Timestamp } from '../components.tsx'
import { formatData } from '../format.ts'
import { ChartTable } from './chart-table.tsx'
import type { Forecast } from './esim-picture.ts'

type Timeline = z.infer<typeof getTimeline.answer>

/** Rows of each table: the page of an eSIM stays small. */
const MOST_ROWS = 10

type EsimNumbersProps = Pick<Timeline, 'usage' | 'stays'> & { readonly forecast: Forecast | undefined }

/** The numbers of an eSIM's chart: the forecast, the points of its usage curves, and the countries. */
export const EsimNumbers: FC<EsimNumbersProps> = ({ usage, stays, forecast }) => (
  <>
    <ChartTable
      label="Data used, as a table"
      live="usage-numbers"
      most={MOST_ROWS}
      columns={['Time', 'Bundle', 'Used', 'Share']}
      rows={[
        ...(forecast ? [usageRow({ ...forecast, at: formatInstant(forecast.at) }, ', as planned')] : []),
        ...usage
          .flatMap(({ points, ...curve }) => points.map((point) => ({ ...curve, ...point })))
          .reverse()
          .map((point) => usageRow(point)),
      ]}
    />
    <ChartTable
      label="Countries, as a table"
      live="country-numbers"
      most={MOST_ROWS}
      columns={['Country', 'Network', 'From', 'To']}
      rows={stays
        .toReversed()
        .map(({ country, network, from, to }) => [
          country,
          network,
          <Timestamp at={from} />,
          to === null ? 'now' : <Timestamp at={to} />,
        ])}
    />
  </>
)

interface UsagePoint {
  readonly at: string
  readonly bundle: string
  readonly usedBytes: number
  readonly initialBytes: number
}

const usageRow = ({ at, bundle, usedBytes, initialBytes }: UsagePoint, remark = '') => [
  <Timestamp at={at} />,
  bundle,
  <data value={String(usedBytes)}>{formatData(usedBytes)}</data>,
  `${initialBytes === 0 ? 0 : Math.round((usedBytes / initialBytes) * 1_000) / 10}%${remark}`,
]
