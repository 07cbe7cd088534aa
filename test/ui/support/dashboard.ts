import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { EmulatorOptions } from '../../../src/emulator.ts'
import { MENU, type PageId } from '../../../src/ui/layout.tsx'
import { createTestEmulator, type TestEmulator } from '../../support/emulator.ts'
import { openPage, type Visit } from './chromium.ts'

/** The path of every page of the menu. */
export const MAIN_PAGES = Object.fromEntries(MENU.map(({ id, href }) => [id, href])) as Readonly<Record<PageId, string>>

export interface Dashboard extends TestEmulator {
  /** `http://127.0.0.1:` and a port. */
  readonly origin: string
  readonly page: Page
}

export interface DashboardVisit extends Visit {
  readonly emulator?: EmulatorOptions
  /** Prepares the page before it is loaded. */
  readonly before?: (page: Page) => Promise<unknown>
}

/** An emulator that listens, and a page of a browser in front of it. */
export async function openDashboard(
  path: string = MAIN_PAGES.overview,
  { emulator: options = {}, before, ...visit }: DashboardVisit = {},
): Promise<Dashboard> {
  const { emulator, api } = await createTestEmulator(options)
  const { url: origin } = await emulator.listen()
  const page = await openPage(origin, visit)
  await before?.(page)
  await load(page, `${origin}${path}`)
  return { emulator, api, origin, page }
}

/** Opens an address, and goes on as soon as the page and its script are there. */
export const load = (page: Page, url: string) => page.goto(url, { waitUntil: 'domcontentloaded' })

/** The emulated time that the page shows. */
export const clockOf = async (page: Page): Promise<string> =>
  (await page.getByRole('region', { name: 'Time' }).locator('time').first().getAttribute('datetime')) ?? ''

/** Waits until the page shows this emulated time. */
export const waitForClock = (page: Page, now: string): Promise<void> =>
  expect.poll(() => clockOf(page), { timeout: 10_000 }).toBe(now)

/** Does what leads to another page, and goes on as soon as that page and its script are there. */
export async function follow(page: Page, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), act()])
}

/** Follows a link of the menu. */
export const goTo = (page: Page, name: string): Promise<void> =>
  follow(page, () =>
    page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('link', { name, exact: true }).click(),
  )

/** Says yes to whatever the page asks. */
export const agree = (page: Page): void => void page.on('dialog', (dialog) => dialog.accept())

/** Marks the page, and tells whether it is still the one that was marked: that nothing loaded it anew. */
export async function watchForReload(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate('globalThis.sameAsBefore = true')
  return async () => (await page.evaluate('globalThis.sameAsBefore !== true')) as boolean
}

/** What the page says came of an action. */
export const toasts = (page: Page) => page.locator('#toasts p')

/** The button that moves the clock by an hour. */
export const advance = (page: Page) => page.getByRole('button', { name: '+1 h', exact: true })

/**
 * Lets the timers of a page stand still until they are told to go on, as `page.clock` does. The page's checks whether the emulator
 * answers succeed at once: a busy machine would answer them after the time that the page's clock gives them.
 */
export async function standStill(page: Page): Promise<void> {
  await page.addInitScript(`
    const send = globalThis.fetch
    globalThis.fetch = (target, ...rest) =>
      String(target).endsWith('/_emulator/health') ? Promise.resolve(new Response('{}')) : send(target, ...rest)
  `)
  await standStillAndCheck(page)
}

/** The same for a page whose checks are what is tested. */
export async function standStillAndCheck(page: Page): Promise<void> {
  await page.clock.install({ time: '2026-01-01T00:00:00Z' })
  await page.clock.pauseAt('2026-01-01T00:00:10Z')
}

/** Lets a page be seen, or not, as a browser does with a tab. */
export const show = (page: Page, isShown: boolean): Promise<unknown> =>
  page.evaluate(`
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${!isShown} })
    document.dispatchEvent(new Event('visibilitychange'))
  `)
