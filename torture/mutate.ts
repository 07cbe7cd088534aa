import type { Attempt } from './round.ts'

/** Values that programs are seldom ready for. */
const JUNK: readonly unknown[] = [
  ...[null, true, false, 0, -0, -1, 0.1, 1e21, 9_007_199_254_740_991, 2_147_483_648, 4_294_967_296],
  ...['', ' ', '0', '-1', 'NaN', 'null', '\u0000', '\ud800', '\u202e', '%', '%00', '../..', "'; DROP TABLE esims; --"],
  ...['__proto__', 'constructor', 'toString', '<script>', 'x'.repeat(5_000), '🏝️'.repeat(100)],
  ...[[], {}, [[]], [null], { length: -1 }, [{}]],
]

const NAMES = ['__proto__', 'constructor', 'toString', '', 'unknown', '0', 'order', 'iccid', 'type']

/** Changes a value of JSON in one place: something is replaced, missing, doubled, wrapped or added. */
export function mutate(value: unknown, attempt: Pick<Attempt, 'draw' | 'pick'>): unknown {
  const { draw, pick } = attempt
  const inner = Array.isArray(value)
    ? value.map((_, index) => index)
    : typeof value === 'object' && value !== null
      ? Object.keys(value)
      : []
  if (inner.length > 0 && draw(4) > 0) {
    const key = pick<string | number>(inner)
    const copy = structuredClone(value) as Record<string | number, unknown>
    copy[key] = mutate(copy[key], attempt)
    return copy
  }
  switch (draw(5)) {
    case 0:
      return undefined
    case 1:
      return [value, value]
    case 2:
      return { value }
    case 3:
      return Array.isArray(value)
        ? [...value, pick(JUNK)]
        : typeof value === 'object' && value !== null
          ? { ...value, [pick(NAMES)]: pick(JUNK) }
          : pick(JUNK)
    default:
      return pick(JUNK)
  }
}

/** A body as bytes: its JSON, or that of another value, cut off or with a byte changed. */
export function encodeMutated(body: unknown, attempt: Pick<Attempt, 'draw' | 'pick'>): Uint8Array {
  const bytes = new TextEncoder().encode(JSON.stringify(mutate(body, attempt)) ?? '')
  if (bytes.length > 0 && attempt.draw(4) === 0) {
    if (attempt.draw(2) === 0) return bytes.subarray(0, attempt.draw(bytes.length))
    bytes[attempt.draw(bytes.length)] = attempt.draw(256)
  }
  return bytes
}
