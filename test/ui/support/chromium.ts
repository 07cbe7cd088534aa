import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, vi } from 'vitest'
import { findChromium } from '../../../scripts/chromium.ts'

const CHROMIUM = findChromium()

/** What a page may take to do what a test waits for, on a busy machine. */
const PATIENCE_MS = 10_000

let browser: Browser | undefined

/** Tests that need a browser: one is started for the file. Without one on the machine they are skipped, and say why. */
export function inBrowser(name: string, define: () => void): void {
  const title = CHROMIUM ? name : `${name} (skipped: no Chromium on this machine, set CHROMIUM_PATH)`
  describe.skipIf(CHROMIUM === undefined)(title, () => {
    vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
    beforeAll(async () => {
      browser = await chromium.launch({
        executablePath: CHROMIUM ?? '',
        args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      })
    })
    afterAll(() => browser?.close())
    define()
  })
}

export interface Visit {
  /** What is usual elsewhere and meant here: messages on the page's console that are no mistake. */
  readonly expected?: readonly RegExp[]
  readonly context?: BrowserContextOptions
}

/**
 * A page of a fresh context for the rest of the test. The test fails if the page wrote an error to its console (which is
 * also where violations of its security policy are told), threw one, or asked for anything that is not at `origin`.
 */
export async function openPage(origin: string, visit: Visit = {}): Promise<Page> {
  const { page, problems } = await openWatchedPage(origin, visit)
  onTestFinished(() => {
    expect(problems, 'the page must be without errors and without requests to other places').toEqual([])
  })
  return page
}

interface WatchedPage {
  readonly page: Page
  readonly problems: readonly string[]
}

/** The same for who looks at the problems itself. */
export async function openWatchedPage(origin: string, visit?: Visit): Promise<WatchedPage> {
  const { page, problems, close } = await watchPage(origin, visit)
  onTestFinished(close)
  return { page, problems }
}

/** The same for pages that tests only look at, one after the other; the caller closes it. */
export async function watchPage(
  origin: string,
  { expected = [], context: options = {} }: Visit = {},
): Promise<WatchedPage & { readonly close: () => Promise<void> }> {
  if (!browser) throw new Error('pages are opened by tests within inBrowser()')
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
