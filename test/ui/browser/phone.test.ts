import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { BUNDLES, buyEsim } from '../../support/trade.ts'
import { findTooWide } from '../support/accessibility.ts'
import { inBrowser } from '../support/chromium.ts'
import { load, MAIN_PAGES, openDashboard } from '../support/dashboard.ts'

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

/** Of the screen so much may be taken before the content, in pixels. */
const MOST_TAKEN = 120

/** How far the content begins below the upper edge, and what hides its upper part when the page is scrolled. */
const heightBefore = (page: Page): Promise<{ content: number; head: number }> =>
  page.evaluate(() => {
    const [first] = [...(document.querySelector('main')?.children ?? [])].filter(
      (element) => element.getBoundingClientRect().height > 0,
    )
    return {
      content: (first?.getBoundingClientRect().top ?? 0) + scrollY,
      head: document.querySelector('.time')?.getBoundingClientRect().bottom ?? 0,
    }
  })

inBrowser('on a phone', () => {
  test('each page begins near the upper edge, keeps the time in sight, and has nothing beyond its sides', async () => {
    const { page, origin, emulator } = await openDashboard(MAIN_PAGES.overview, {
      context: PHONE,
      emulator: { scenario: 'busy-reseller' },
    })
    await emulator.callbacks.clear()
    for (const path of Object.values(MAIN_PAGES)) {
      await load(page, `${origin}${path}`)
      expect.soft([path, await findTooWide(page)]).toEqual([path, []])
      const top = await heightBefore(page)
      await page.evaluate('scrollTo(0, document.body.scrollHeight)')
      const { head } = await heightBefore(page)
      expect.soft([path, top.content <= MOST_TAKEN, head > 0 && head <= MOST_TAKEN]).toEqual([path, true, true])
    }
  })

  test.each([MAIN_PAGES.esims, MAIN_PAGES.catalogue])(
    'the rows of %s are cards, with a header beside each value',
    async (path) => {
      const { page } = await openDashboard(path, { context: PHONE, emulator: { scenario: 'busy-reseller' } })
      const cells = await page
        .locator('.as-cards tbody tr')
        .first()
        .locator('td:not(:empty)')
        .evaluateAll((found) =>
          found.map((cell) => ({
            label: getComputedStyle(cell, '::before').content,
            named: cell.hasAttribute('data-label'),
            inSight: cell.getBoundingClientRect().right <= innerWidth,
          })),
        )
      expect(cells.length).toBeGreaterThan(3)
      for (const { label, named, inSight } of cells) {
        expect(inSight).toBe(true)
        if (named) expect(label).toMatch(/^(".+"|none)$/)
      }
    },
  )

  test('the menu opens by its button, has the place of the page, and closes by Escape', async () => {
    const { page } = await openDashboard(MAIN_PAGES.faults, { context: PHONE })
    const menu = page.getByRole('navigation', { name: 'Pages', exact: true })
    expect(await menu.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Menu' }).tap()
    await menu.getByRole('link', { name: 'Faults' }).and(page.locator('[aria-current]')).waitFor()
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Menu' }).tap()
    await menu.getByRole('link', { name: 'Callers' }).tap()
    await page.getByRole('heading', { name: 'Refused callers' }).waitFor()
  })

  test('the mark of the present in the legend of an eSIM is as small as the others', async () => {
    const dashboard = await openDashboard(MAIN_PAGES.overview, { context: PHONE })
    const { page, api, origin } = dashboard
    await load(page, `${origin}/_emulator/ui/esims/${await buyEsim(api, BUNDLES.france)}`)
    const mark = page.locator('.legend .now')
    await mark.waitFor()
    expect(await mark.evaluate((element) => element.getBoundingClientRect().width)).toBeLessThan(4)
  })

  test('the speed and the date open by a button, and the steps are in sight', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.overview, { context: PHONE })
    const play = page.getByRole('button', { name: 'Play' })
    expect(await play.isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: '+1 h', exact: true }).isVisible()).toBe(true)
    await page.getByRole('button', { name: 'More of the clock' }).tap()
    await play.tap()
    await expect.poll(async () => (await emulator.clock.get()).mode).toBe('auto')
  })
})

inBrowser('the button that copies a call', () => {
  test.each([390, 700, 1_000, 1_280])('stands beside the button of its call, on a screen of %i', async (width) => {
    const { page, origin } = await openDashboard(MAIN_PAGES.faults, { context: { viewport: { width, height: 800 } } })
    await page.evaluate("document.cookie = 'emulator_curl=shown; path=/_emulator'")
    for (const path of [MAIN_PAGES.faults, MAIN_PAGES.organisation, MAIN_PAGES.scenarios]) {
      await load(page, `${origin}${path}`)
      const apart = await page.locator('.act > .curl').evaluateAll((buttons) =>
        buttons.map((button) => {
          const before = button.previousElementSibling?.getBoundingClientRect()
          return Math.abs(button.getBoundingClientRect().bottom - (before?.bottom ?? Number.NaN)) > 1
        }),
      )
      expect([path, apart.length > 0, apart.includes(true)]).toEqual([path, true, false])
    }
  })
})
