import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { orderBody } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { clockOf, MAIN_PAGES, openDashboard } from '../support/dashboard.ts'

/** Notes what moves while nobody has pressed anything: the texts of the elements, and how much of the page it is. */
const watchShifts = (page: Page): Promise<unknown> =>
  page.evaluate(`
    globalThis.shifts = []
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries()) {
        // A new row moves those below it.
        const others = sources.filter(({ node }) => !node?.parentElement?.closest('tbody, .feed'))
        const moved = others.map(({ node }) => (node?.outerHTML ?? node?.data ?? 'a node').slice(0, 120))
        if (!hadRecentInput && moved.length > 0) globalThis.shifts.push([value, ...moved])
      }
    }).observe({ type: 'layout-shift' })
  `)

/** What may move in sum: a number that gets a digit more. Browsers call a page stable up to 0.1. */
const MOST_MOVED = 0.005

const PAGES = ['overview', 'esims', 'catalogue', 'orders', 'callbacks', 'journal', 'inventory', 'faults'] as const

inBrowser('a page that refreshes itself', () => {
  test.each(PAGES)('%s moves nothing while the clock runs and calls come in', async (id) => {
    const { page, api, emulator } = await openDashboard(MAIN_PAGES[id], { emulator: { scenario: 'busy-reseller' } })
    await page.evaluate('document.fonts.ready')
    await watchShifts(page)
    await emulator.clock.set({ mode: 'auto', rate: 3_600 })
    await page.getByText('running ×3600').waitFor()
    const before = await clockOf(page)
    // A failed call and one of the same kind as before: a list gets rows, and none of the parts above it grows.
    await api.get('/esims/8943108165999999999')
    await api.post('/orders', { body: orderBody({ quantity: 1 }) })
    await expect.poll(() => clockOf(page), { timeout: 10_000 }).not.toBe(before)
    await emulator.clock.set({ mode: 'manual' })
    await page.getByRole('region', { name: 'Time' }).getByText('paused').waitFor()
    const shifts = (await page.evaluate('globalThis.shifts')) as [value: number, ...moved: string[]][]
    const total = shifts.reduce((sum, [value]) => sum + value, 0)
    expect(total, JSON.stringify(shifts)).toBeLessThan(MOST_MOVED)
  })
})
