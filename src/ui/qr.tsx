import type { FC } from 'hono/jsx'

/** Modules around a code that stay light, so that cameras find it. */
const QUIET = 4

export interface QrShape {
  readonly size: number
  /** Where the dark modules are, as an SVG path. */
  readonly path: string
}

/** The QR code of a text. */
export async function qrShape(text: string): Promise<QrShape> {
  const { default: qrcode } = await import('qrcode')
  const { modules } = qrcode.create(text)
  let path = ''
  for (let y = 0; y < modules.size; y += 1) {
    for (let x = 0; x < modules.size; x += 1) {
      if (modules.get(y, x)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`
    }
  }
  return { size: modules.size + 2 * QUIET, path }
}

/** A QR code as an image, dark on light whatever the page's colours are. */
export const Qr: FC<{ readonly shape: QrShape; readonly label: string }> = ({ shape: { size, path }, label }) => (
  <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
    <rect width={size} height={size} fill="#fff" />
    <path d={path} fill="#000" />
  </svg>
)
