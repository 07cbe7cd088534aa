import { parseHTML } from 'linkedom'
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

/** Finds the elements of a page, or of a piece of one, by a selector. */
export function findElements(html: string, selector: string): Element[] {
  const page = html.startsWith('<!doctype') ? html : `<!doctype html><html><body>${html}</body></html>`
  return [...parseHTML(page).document.querySelectorAll(selector)]
}

/** Finds the first element by a selector. Throws when the page has none. */
export function findElement(html: string, selector: string): Element {
  const [found] = findElements(html, selector)
  if (found === undefined) throw new Error(`the page has no ${selector}`)
  return found
}

/** Lists an attribute of the elements that a selector finds, in order, where they have it. */
export const listAttribute = (html: string, name: string, selector = '*'): string[] =>
  findElements(html, selector)
    .map((element) => element.getAttribute(name))
    .filter((value) => value !== null)

/** Cuts out a region of a page that keeps itself up to date. */
export const region = (html: string, name: string): string => findElement(html, `[data-live="${name}"]`).outerHTML

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
