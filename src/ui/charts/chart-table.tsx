import type { Child, FC } from 'hono/jsx'
import { Table } from '../components.tsx'
import { formatCount } from '../format.ts'

interface ChartTableProps {
  readonly label: string
  readonly live: string
  readonly columns: readonly string[]
  /** Newest first. */
  readonly rows: readonly (readonly Child[])[]
  /** Of more rows than these the newest are shown. */
  readonly most?: number
}

/** The numbers of a chart as a table, which opens below it. */
export const ChartTable: FC<ChartTableProps> = ({ label, live, columns, rows, most = rows.length }) => (
  <details class="numbers">
    <summary>{label}</summary>
    <div data-live={live}>
      <Table label={label} columns={columns}>
        {rows.slice(0, most).map((cells) => (
          <tr>
            {cells.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </Table>
      {rows.length > most && (
        <p class="soft small">
          The newest {most} of {formatCount(rows.length)}.
        </p>
      )}
    </div>
  </details>
)
