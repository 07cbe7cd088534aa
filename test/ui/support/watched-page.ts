import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** What a page may take to do what a test waits for, on a busy machine. */
const PATIENCE_MS = 10_000

export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })

export interface Visit {
  /** What is usual elsewhere and meant here: messages on the page's console that are no mistake. */
  readonly expected?: readonly RegExp[]
  readonly context?: BrowserContextOptions
}

export interface WatchedPage {
  readonly page: Page
  /** Errors on its console (violations of its security policy are told there), errors it threw, and requests to other places. */
  readonly problems: readonly string[]
  readonly close: () => Promise<void>
}

/** Opens a page of a fresh context, and watches it. The caller closes it. */
export async function watchPageOf(
  browser: Browser,
  origin: string,
  { expected = [], context: options = {} }: Visit = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const problems: string[] = []
  const note = (problem: string): void => {
    if (!expected.some((pattern) => pattern.test(problem))) problems.push(problem)
  }
  page.on('pageerror', (error) => note(`threw ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') note(`wrote ${message.text()}`)
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) note(`asked for ${url}`)
  })
  return { page, problems, close: () => context.close() }
}
