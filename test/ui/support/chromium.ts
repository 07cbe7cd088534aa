import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, vi } from 'vitest'
import { findChromium } from '../../../scripts/chromium.ts'
import { launchChromium, type Visit, type WatchedPage, watchPageOf } from './watched-page.ts'

export type { Visit } from './watched-page.ts'

const CHROMIUM = findChromium()

let browser: Browser | undefined

/** Tests that need a browser: one is started for the file. Without one on the machine they are skipped, and say why. */
export function inBrowser(name: string, define: () => void): void {
  const title = CHROMIUM ? name : `${name} (skipped: no Chromium on this machine, set CHROMIUM_PATH)`
  describe.skipIf(CHROMIUM === undefined)(title, () => {
    vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
    beforeAll(async () => {
      browser = await launchChromium(CHROMIUM ?? '')
    })
    afterAll(() => browser?.close())
    define()
  })
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

/** The same for who looks at the problems itself. */
export async function openWatchedPage(origin: string, visit?: Visit): Promise<Omit<WatchedPage, 'close'>> {
  const { page, problems, close } = await watchPage(origin, visit)
  onTestFinished(close)
  return { page, problems }
}

/** The same for pages that tests only look at, one after the other; the caller closes it. */
export async function watchPage(origin: string, visit?: Visit): Promise<WatchedPage> {
  if (!browser) throw new Error('pages are opened by tests within inBrowser()')
  return watchPageOf(browser, origin, visit)
}
