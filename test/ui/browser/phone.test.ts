import { expect, test } from 'vitest'
import { inBrowser } from '../support/chromium.ts'
import { load, MAIN_PAGES, openDashboard } from '../support/dashboard.ts'

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

/** Of the screen so much may be taken by the time when the page is scrolled, in pixels. */
const MOST_TAKEN = 115

inBrowser('on a phone', () => {
  test('the place in the menu is in sight on every page', async () => {
    const { page, origin } = await openDashboard(MAIN_PAGES.overview, { context: PHONE })
    for (const path of Object.values(MAIN_PAGES)) {
      await load(page, `${origin}${path}`)
      const { left, right } = await page
        .locator('.side [aria-current]')
        .evaluate((link) => link.getBoundingClientRect().toJSON() as DOMRect)
      expect([path, left >= 0, right <= PHONE.viewport.width]).toEqual([path, true, true])
    }
  })

  test('the time stays when a page is scrolled, and takes little of the screen', async () => {
    const { page } = await openDashboard(MAIN_PAGES.faults, { context: PHONE })
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    const time = page.getByRole('region', { name: 'Time' })
    await expect.poll(async () => (await time.boundingBox())?.y ?? 0).toBeLessThan(0)
    const { y, height } = (await time.boundingBox()) ?? { y: 0, height: Number.NaN }
    expect(y + height).toBeLessThan(MOST_TAKEN)
    for (const shown of [time.locator('time').first(), time.getByRole('button', { name: '+1 h', exact: true })]) {
      expect((await shown.boundingBox())?.y).toBeGreaterThanOrEqual(0)
    }
  })
})

inBrowser('the button that copies a call', () => {
  test.each([390, 700, 1_000, 1_280])('stands beside the button of its call, on a screen of %i', async (width) => {
    const { page, origin } = await openDashboard(MAIN_PAGES.faults, { context: { viewport: { width, height: 800 } } })
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
