import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inBrowser } from '../support/chromium.ts'
import { MAIN_PAGES, openDashboard, show, standStill } from '../support/dashboard.ts'

inBrowser('the clock of a page', () => {
  /** The page's own time stands, and nothing tells it to look at itself again. */
  const stand = async (page: Page) => {
    await standStill(page)
    await page.route('**/_emulator/stream', () => undefined)
  }
  const shown = (page: Page) => page.getByRole('region', { name: 'Time' }).locator('time')
  const textAt = (instant: string | null, laterMs: number) => {
    const at = new Date(Date.parse(instant ?? '') + laterMs).toISOString()
    return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`
  }

  test('goes on by itself at its rate, from what the emulator said last', async () => {
    const { page } = await openDashboard(MAIN_PAGES.organisation, {
      emulator: { clock: 'auto', rate: 20 },
      before: stand,
    })
    await page.clock.runFor(250)
    const said = await shown(page).getAttribute('data-now')
    for (const second of [1, 2, 3]) {
      await page.clock.runFor(1_000)
      expect(await shown(page).innerText()).toBe(textAt(said, second * 20_000))
    }
  })

  test('stands where the clock stands', async () => {
    const { page } = await openDashboard(MAIN_PAGES.overview, { before: stand })
    await page.clock.runFor(5_000)
    expect(await shown(page).innerText()).toBe('2026-01-01 00:00:00 UTC')
  })

  const openCounting = async (rate: number) => {
    let looks = 0
    const { page } = await openDashboard(MAIN_PAGES.overview, {
      emulator: { clock: 'auto', rate },
      before: async (opened) => {
        await stand(opened)
        opened.on('request', (request) => {
          if (request.resourceType() === 'fetch' && request.url() === opened.url()) looks += 1
        })
      },
    })
    return { page, looks: () => looks }
  }

  test('that goes quickly has the page looked at every second', async () => {
    const { page, looks } = await openCounting(30)
    let quarters = 0
    await expect
      .poll(async () => {
        await page.clock.runFor(250)
        quarters += 1
        return looks()
      })
      .toBeGreaterThanOrEqual(4)
    expect(looks()).toBeLessThanOrEqual(1 + quarters / 4)
  })

  test('that goes quickly has it looked at only while somebody sees it', async () => {
    const { page, looks } = await openCounting(86_400)
    await show(page, false)
    await page.clock.runFor(5_000)
    expect(looks()).toBe(0)
  })

  test('that goes slowly has not', async () => {
    const { page, looks } = await openCounting(29)
    await page.clock.runFor(10_000)
    expect(looks()).toBe(0)
  })
})
