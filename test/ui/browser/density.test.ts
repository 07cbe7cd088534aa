import { expect, test } from 'vitest'
import { inBrowser } from '../support/chromium.ts'
import { type Dashboard, load, MAIN_PAGES, openDashboard } from '../support/dashboard.ts'

/** Rows of a table that a screen of 1280 by 800 shows at least. */
const LEAST_ROWS = 15

/** A month of trade, with more calls, refused callers and callbacks than a screen shows. */
async function openTrade(): Promise<Dashboard> {
  const dashboard = await openDashboard(MAIN_PAGES.overview, {
    emulator: { scenario: 'busy-reseller', apiKeys: ['test-key'] },
  })
  const { api, emulator } = dashboard
  for (let count = 0; count < 20; count += 1) {
    await api.get(`/catalogue?countries=FR&page=${count + 1}`)
    await api.as(`wrong-key-${count}`).get('/organisation')
  }
  expect((await emulator.callbacks.list()).length).toBeGreaterThan(LEAST_ROWS)
  return dashboard
}

inBrowser('a screen of 1280 by 800', () => {
  test('shows fifteen rows of every list', async () => {
    const { page, origin } = await openTrade()
    const lists = ['esims', 'catalogue', 'callbacks', 'journal', 'callers'] as const
    const seen: [string, number][] = []
    for (const id of lists) {
      await load(page, `${origin}${MAIN_PAGES[id]}`)
      await page.locator('main').waitFor()
      const rows = await page.evaluate(() => {
        const rows = [...document.querySelectorAll('tbody tr')]
        return rows.filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length
      })
      seen.push([id, rows])
    }
    expect(seen.filter(([, rows]) => rows < LEAST_ROWS)).toEqual([])
  })
})
