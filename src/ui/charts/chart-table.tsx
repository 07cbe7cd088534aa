import type { Child, FC } from 'hono/jsx'
import { Table } from '../components.tsx'

interface ChartTableProps {
  readonly label: string
  readonly live: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Child[])[]
}

/** The numbers of a chart as a table, which opens below it. */
export const ChartTable: FC<ChartTableProps> = ({ label, live, columns, rows }) => (
  <details class="numbers">
    <summary>{label}</summary>
    <div data-live={live}>
      <Table label={label} columns={columns}>
        {rows.map((cells) => (
          <tr>
            {cells.map((cell) => (
              <td>{cell}</td>
            ))}
          </tr>
        ))}
      </Table>
    </div>
  </details>
)
