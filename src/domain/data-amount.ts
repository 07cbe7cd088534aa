/** Megabytes are decimal, as the vendor's are. */
export const BYTES_PER_MEGABYTE = 1_000_000

const UNITS: Readonly<Record<string, number>> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

/** Reads an amount of data in bytes: `500MB`, `1.5GB`, `20kB`, or a number of bytes. Undefined for anything else. */
export function parseDataAmount(text: string | number): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?b)?$/i.exec(String(text).trim())
  if (!match) return undefined
  const bytes = Math.round(Number(match[1]) * (UNITS[(match[2] ?? 'b').toLowerCase()] ?? Number.NaN))
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

const LARGEST_FIRST = Object.entries(UNITS).reverse()

/** Formats an amount of data exactly, in the largest unit: `600MB`, `1.5GB`, `17B`. */
export function formatDataAmount(bytes: number): string {
  const [unit = 'b', size = 1] =
    LARGEST_FIRST.find(([, size]) => bytes >= size && Number.isInteger((bytes / size) * 1_000)) ?? []
  return `${bytes / size}${unit === 'kb' ? 'kB' : unit.toUpperCase()}`
}
