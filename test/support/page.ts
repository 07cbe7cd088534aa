import type { Emulator } from '../../src/emulator.ts'

export interface PageAnswer {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** What a reader sees: the body without its tags, spaces made one, references resolved. */
  readonly text: string
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
}

/** The text of a piece of HTML that the pages write. */
export const textOf = (html: string): string =>
  html
    .replace(/<head>.*?<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:lt|gt|quot|amp|#39);/g, (reference) => REFERENCES[reference] ?? reference)
    .replace(/\s+/g, ' ')
    .trim()

/** Looks at a page of the dashboard, as a browser that has no script. */
export async function look(
  emulator: Pick<Emulator, 'fetch'>,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<PageAnswer> {
  const response = await emulator.fetch(new Request(`http://127.0.0.1:4024${path}`, { headers }))
  const html = await response.text()
  return { status: response.status, headers: response.headers, html, text: textOf(html) }
}

/** The part of a page that a pattern captures; throws when it is not there. */
export function part(html: string, pattern: RegExp): string {
  const found = pattern.exec(html)?.[1]
  if (found === undefined) throw new Error(`the page has nothing like ${pattern}`)
  return found
}

/** A region of a page that keeps itself up to date, up to the next one. */
export const region = (html: string, name: string): string =>
  part(html, new RegExp(`(data-live="${name}".*?)(?:data-live=|</main>|</body>)`, 's'))

/** Everything that a pattern captures in a page, in order. */
export const all = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map((found) => found[1] ?? '')

/** The pages that need nothing to be there. */
export const PAGES = [
  '/_emulator/',
  '/_emulator/ui/esims',
  '/_emulator/ui/orders',
  '/_emulator/ui/inventory',
  '/_emulator/ui/catalogue',
  '/_emulator/ui/catalogue/esim_1GB_7D_GB_V2',
  '/_emulator/ui/callbacks',
  '/_emulator/ui/journal',
  '/_emulator/ui/callers',
  '/_emulator/ui/faults',
  '/_emulator/ui/scenarios',
  '/_emulator/ui/organisation',
]
