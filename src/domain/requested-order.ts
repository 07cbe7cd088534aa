/** A bundle that a call asked for, with the eSIMs that it named. */
export interface RequestedLine {
  readonly bundle: string
  readonly quantity: number
  readonly iccids: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Lines that are read of one body. */
const MOST_LINES = 20

/**
 * Reads what a recorded body of an order or apply asked for, also when the call was refused for it: what is not a line, or
 * was cut off, is left out. A body that only asks for a price asks for nothing.
 */
export function readRequestedLines(body: string | null): RequestedLine[] {
  const asked = fieldsOf(parse(body))
  if (asked.type === 'validate') return []
  const ordered = listOf(asked.order ?? asked.Order)
  const applied = listOf(asked.bundles)
  const lines = ordered.length > 0 ? ordered : applied.length > 0 ? applied : [asked]
  return lines.slice(0, MOST_LINES).flatMap((given) => {
    const line = typeof given === 'string' ? { name: given } : fieldsOf(given)
    const bundle = textOf(line.item) || textOf(line.bundle) || textOf(line.name)
    if (bundle === '') return []
    const iccids = [...listOf(line.iccids), line.iccid].map(textOf).filter((iccid) => iccid !== '')
    const quantity = Number(line.quantity ?? line.repeat ?? 1)
    return [{ bundle, quantity: Number.isSafeInteger(quantity) ? quantity : 1, iccids }]
  })
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}

/** Whether a recorded body only asks for a price. */
export const isQuote = (body: string | null): boolean => fieldsOf(parse(body)).type === 'validate'
