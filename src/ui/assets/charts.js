/** Draws the charts that can be zoomed, with uPlot, in the place of what the server has drawn. */
import { moved, textOfTime, textsOfTicks, ticksOf, valueAt } from './chart-frame.js'
import uPlot from './uplot.js'

/** As in the picture that the server draws. */
const CURVES = 180
const COUNTRIES = 22
const ROW = 34
const BAR = 8
const BAR_TOP = 20
const AXIS = 24
const TOP = 108
const SHARES = [0, 50, 80, 100]
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]]
/** Points between which the readout is exact to a pixel. */
const SAMPLES = 600

/** Reads colours as they are in the theme of the reader. */
function coloursOf(place) {
  const probe = place.appendChild(document.createElement('i'))
  const read = (name) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const names = ['ink', 'soft', 'line', 'sunk', 'accent', 'sheet', 'good', 'wait', 'warn', 'bad', 'gone', 'wait-tint']
  const colours = Object.fromEntries(names.map((name) => [name, read(name)]))
  probe.remove()
  return colours
}

/** The data as uPlot takes it: instants, and the value of each curve at them. */
function toColumns({ axis, curves }) {
  const span = axis.to - axis.from
  const evenly = Array.from({ length: SAMPLES + 1 }, (_, index) => axis.from + (index / SAMPLES) * span)
  const known = curves.flatMap(({ points }) => points.map(([at]) => at))
  const at = [...new Set([...evenly, ...known])].sort((a, b) => a - b)
  return [at, ...curves.map(({ points }) => at.map((each) => valueAt(points, each)))]
}

/** Draws bands, states and dots below and behind the curves. */
function drawRows(u, data, colours) {
  const { ctx, bbox } = u
  const ratio = uPlot.pxRatio
  const x = (at) => u.valToPos(at, 'x', true)
  const y = (pixels) => bbox.top + pixels * ratio
  const end = bbox.left + bbox.width
  const rect = (from, to, top, height) => {
    const left = Math.max(bbox.left, x(from))
    const right = Math.min(end, x(to))
    if (right > left) ctx.fillRect(left, y(top), Math.max(1, right - left), height * ratio)
  }
  const write = (text, left, top, colour) => {
    ctx.lineWidth = 3 * ratio
    ctx.strokeStyle = colours.sheet
    ctx.strokeText(text, left, y(top))
    ctx.fillStyle = colour
    ctx.fillText(text, left, y(top))
  }
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.font = `${12 * ratio}px system-ui, sans-serif`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  for (const { from, to, text } of data.countries) {
    const left = Math.max(bbox.left, x(from)) + 4 * ratio
    const fits = (each) => left + ctx.measureText(each).width < Math.min(end, x(to))
    // The country alone where its network has no room.
    const written = [text, text.split(',')[0]].find(fits)
    if (written) write(written, left, CURVES + COUNTRIES - 7, colours.soft)
  }
  const rows = CURVES + COUNTRIES
  data.lanes.forEach(({ label, state, segments, marks }, index) => {
    const top = rows + index * ROW
    for (const { from, to, tone, ahead } of segments) {
      ctx.globalAlpha = ahead ? 0.25 : 1
      ctx.fillStyle = colours[tone]
      rect(from, to, top + BAR_TOP, BAR)
    }
    ctx.globalAlpha = 1
    ctx.fillStyle = colours.ink
    for (const { at } of marks) ctx.fillRect(x(at) - ratio, y(top + BAR_TOP - 3), 2 * ratio, (BAR + 6) * ratio)
    write(`${label} · ${state}`, bbox.left, top + 14, colours.ink)
  })
  const dots = (label, marks, row) => {
    const top = rows + row * ROW
    ctx.fillStyle = colours.line
    ctx.fillRect(bbox.left, y(top + BAR_TOP + BAR / 2), bbox.width, ratio)
    for (const { at, tone } of marks) {
      ctx.fillStyle = colours[tone]
      ctx.beginPath()
      ctx.arc(x(at), y(top + BAR_TOP + BAR / 2), 5 * ratio, 0, 2 * Math.PI)
      ctx.fill()
    }
    write(`${label} · ${marks.reduce((sum, { count }) => sum + count, 0)}`, bbox.left, top + 14, colours.ink)
  }
  dots('Callbacks', data.callbacks, data.lanes.length)
  dots('Requests', data.requests, data.lanes.length + 1)
  for (const { forecast } of data.curves) {
    if (forecast.length === 0) continue
    ctx.globalAlpha = 0.7
    ctx.strokeStyle = colours.accent
    ctx.lineWidth = 2 * ratio
    ctx.lineCap = 'round'
    ctx.setLineDash([ratio, 5 * ratio])
    ctx.beginPath()
    for (const [at, share] of forecast) ctx.lineTo(x(at), u.valToPos(share, 'y', true))
    ctx.stroke()
    ctx.setLineDash([])
    ctx.globalAlpha = 1
  }
  for (const { crossings } of data.curves) {
    for (const { at, percent } of crossings) {
      ctx.fillStyle = colours.warn
      ctx.beginPath()
      ctx.arc(x(at), u.valToPos(percent, 'y', true), 4 * ratio, 0, 2 * Math.PI)
      ctx.fill()
    }
  }
  ctx.fillStyle = colours.accent
  ctx.fillRect(x(data.now) - ratio, bbox.top, 2 * ratio, bbox.height)
  ctx.restore()
}

function drawBands(u, data, colours) {
  const { ctx, bbox } = u
  const ratio = uPlot.pxRatio
  data.countries.forEach(({ from, to }, index) => {
    const left = Math.max(bbox.left, u.valToPos(from, 'x', true))
    const right = Math.min(bbox.left + bbox.width, u.valToPos(to, 'x', true))
    ctx.fillStyle = index % 2 === 0 ? colours['wait-tint'] : colours.sunk
    if (right > left) ctx.fillRect(left, bbox.top, right - left, (CURVES + COUNTRIES) * ratio)
  })
}

/** Describes an instant of the chart in words. */
function describe(data, at) {
  const used = data.curves.flatMap(({ label, points, forecast }) => {
    const share = valueAt(points, at)
    if (share !== null) return [`${label} ${share.toFixed(1)}% used`]
    const later = valueAt(forecast, at)
    return later === null ? [] : [`${label} ${later.toFixed(1)}% used, as planned`]
  })
  const where = data.countries.find(({ from, to }) => from <= at && at <= to)
  const near = (data.axis.to - data.axis.from) / 150
  const marks = [...data.callbacks, ...data.requests].filter((mark) => Math.abs(mark.at - at) < near)
  return [
    textOfTime(at),
    ...used,
    ...(where ? [where.text] : []),
    ...marks.slice(0, 2).map(({ text, count }) => (count > 1 ? `${text} and ${count - 1} more` : text)),
  ].join(' · ')
}

function show(figure) {
  const source = figure.querySelector('[data-chart]')
  const place = figure.querySelector('[data-plot]')
  const readout = figure.querySelector('[data-readout]')
  const read = () => JSON.parse(source.textContent)
  let data = read()
  let u
  let range
  const whole = () => [data.axis.from, data.axis.to]
  const height = () => Number(source.dataset.height)

  function go(move, at) {
    range = moved(move, range ?? whole(), whole(), at)
    if (range[0] === data.axis.from && range[1] === data.axis.to) range = undefined
    u.setScale('x', { min: (range ?? whole())[0], max: (range ?? whole())[1] })
  }

  function build() {
    u?.destroy()
    place.replaceChildren()
    const colours = coloursOf(place)
    const below = height() - AXIS - CURVES
    const options = {
      width: place.clientWidth,
      height: height(),
      padding: [0, 0, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false }, points: { size: 7 } },
      scales: {
        x: { time: false, range: () => range ?? whole() },
        y: { range: () => [(-below / CURVES) * TOP, TOP] },
      },
      axes: [
        {
          size: AXIS,
          stroke: colours.soft,
          font: '12px system-ui, sans-serif',
          grid: { stroke: colours.line, width: 1 },
          ticks: { show: false },
          splits: (self) => ticksOf(self.scales.x.min, self.scales.x.max),
          values: ({ scales: { x } }, splits) =>
            // A text at the edge would be cut.
            textsOfTicks(splits).map((text, index) => (splits[index] > x.max - (x.max - x.min) / 40 ? '' : text)),
        },
        {
          side: 3,
          size: 38,
          stroke: colours.soft,
          font: '12px system-ui, sans-serif',
          grid: { stroke: colours.line, width: 1, dash: [3, 3] },
          ticks: { show: false },
          splits: () => SHARES,
          values: (_, splits) => splits.map((share) => `${share}%`),
        },
      ],
      series: [
        {},
        ...data.curves.map(({ label }, index) => ({
          label,
          stroke: colours.accent,
          width: 2,
          dash: DASHES[index % DASHES.length],
          points: { show: false },
          // Else lines between many points become stairs.
          pxAlign: 0,
        })),
      ],
      hooks: {
        drawClear: [(self) => drawBands(self, data, colours)],
        draw: [
          (self) => {
            drawRows(self, data, colours)
            const { min, max } = self.scales.x
            place.dataset.shown = `${textOfTime(min)} to ${textOfTime(max)}`
          },
        ],
        setSelect: [
          (self) => {
            if (self.select.width < 4) return
            range = [self.posToVal(self.select.left, 'x'), self.posToVal(self.select.left + self.select.width, 'x')]
          },
        ],
        setCursor: [
          (self) => {
            const { left } = self.cursor
            readout.textContent = left === undefined || left < 0 ? '' : describe(data, self.posToVal(left, 'x'))
          },
        ],
      },
    }
    u = new uPlot(options, toColumns(data), place)
    u.over.addEventListener('dblclick', () => go('all'))
    u.over.addEventListener(
      'wheel',
      (event) => {
        // Without a key the wheel scrolls the page.
        if (!event.ctrlKey && !event.shiftKey) return
        event.preventDefault()
        const at = u.posToVal(u.cursor.left, 'x')
        if (event.ctrlKey) go(event.deltaY < 0 ? 'in' : 'out', at)
        else go(event.deltaY + event.deltaX < 0 ? 'earlier' : 'later')
      },
      { passive: false },
    )
  }

  place.hidden = false
  figure.classList.add('drawn')
  build()
  figure.addEventListener('click', ({ target }) => {
    const { move } = target.dataset
    if (move) go(move)
  })
  place.addEventListener('keydown', ({ key }) => {
    const move = { '+': 'in', '=': 'in', '-': 'out', ArrowLeft: 'earlier', ArrowRight: 'later', 0: 'all' }[key]
    if (move) go(move)
  })
  new MutationObserver(() => {
    const lines = data.curves.length
    data = read()
    if (data.curves.length !== lines || u.height !== height()) return build()
    u.setData(toColumns(data), true)
  }).observe(source, { characterData: true, childList: true, subtree: true })
  new ResizeObserver(() => {
    if (place.clientWidth !== u.width) u.setSize({ width: place.clientWidth, height: height() })
  }).observe(place)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', build)
}

for (const figure of document.querySelectorAll('[data-zoom]')) show(figure)
