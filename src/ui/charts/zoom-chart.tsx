import { raw } from 'hono/html'
import type { FC, PropsWithChildren } from 'hono/jsx'

interface ZoomChartProps {
  readonly label: string
  /** Name of the part of the page that is refreshed. */
  readonly live: string
  /** The data of the chart, which `charts.js` draws. */
  readonly data: object
  readonly height: number
  readonly legend: readonly { readonly sign: string; readonly text: string }[]
}

const MOVES = [
  ['in', 'Zoom in'],
  ['out', 'Zoom out'],
  ['earlier', 'Earlier'],
  ['later', 'Later'],
  ['all', 'All'],
] as const

/** JSON that is text of a page: each sign that HTML gives a meaning to is written by its number. */
const toText = (data: object): string =>
  JSON.stringify(data).replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)

/**
 * A chart to zoom and to point at. Its content is drawn by the server; with the page's script, uPlot draws the same data in
 * its place, and the buttons move it.
 */
export const ZoomChart: FC<PropsWithChildren<ZoomChartProps>> = ({ label, live, data, height, legend, children }) => (
  <figure class="zoom" data-zoom aria-label={label}>
    <div class="moves">
      <p class="readout" data-readout>
        {/* Filled while the pointer or the keys are on the chart. */}
      </p>
      {MOVES.map(([move, text]) => (
        <button type="button" data-move={move}>
          {text}
        </button>
      ))}
    </div>
    <div data-live={live}>
      <pre data-chart data-height={height} hidden>
        {raw(toText(data))}
      </pre>
      {children}
    </div>
    <div
      class="plot"
      data-plot
      hidden
      tabindex={0}
      role="img"
      aria-label={`${label}. Keys: plus and minus zoom, left and right move, 0 shows all.`}
    />
    <ul class="legend" aria-label="Legend">
      {legend.map(({ sign, text }) => (
        <li>
          <i class={sign} /> {text}
        </li>
      ))}
    </ul>
  </figure>
)
