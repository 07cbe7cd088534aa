import type { FC } from 'hono/jsx'

/** Light modules around the code, which scanners need. */
const QUIET = 4

export interface QrDrawing {
  readonly size: number
  /** The dark modules as an SVG path. */
  readonly path: string
}

/** Draws the QR code of a text. */
export async function drawQrCode(text: string): Promise<QrDrawing> {
  const { default: qrcode } = await import('qrcode')
  const { modules } = qrcode.create(text)
  let path = ''
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (!modules.get(y, x)) continue
      // Dark modules in a row are one rectangle.
      const start = x
      while (x + 1 < modules.size && modules.get(y, x + 1)) x += 1
      const width = x + 1 - start
      path += `M${start + QUIET} ${y + QUIET}h${width}v1h-${width}z`
    }
  }
  return { size: modules.size + 2 * QUIET, path }
}

/** A QR code, dark on light in either theme. */
export const Qr: FC<{ readonly shape: QrDrawing; readonly label: string }> = ({ shape: { size, path }, label }) => (
  <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
    <rect width={size} height={size} fill="#fff" />
    <path d={path} fill="#000" />
  </svg>
)
