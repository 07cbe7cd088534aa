import { expect, test } from 'vitest'
import { createReceiver, RECEIVER_URL } from '../../support/receiver.ts'
import { inBrowser } from '../support/chromium.ts'
import { type Dashboard, load, MAIN_PAGES, openDashboard } from '../support/dashboard.ts'

/** Rows of a list that a screen of 1280 by 800 shows at least, and of one with a chart or the headings of days above its rows. */
const LEAST_ROWS = 15
const LEAST_BELOW_OTHERS = 12

const LISTS = {
  esims: LEAST_ROWS,
  catalogue: LEAST_ROWS,
  journal: LEAST_ROWS,
  callers: LEAST_ROWS,
  inventory: LEAST_ROWS,
  orders: LEAST_BELOW_OTHERS,
  callbacks: LEAST_BELOW_OTHERS,
} as const

/** A month of trade whose receiver answers by this status, if there is one, with more calls, refused callers and callbacks than a screen shows. */
async function openTrade(status?: number): Promise<Dashboard> {
  const dashboard = await openDashboard(MAIN_PAGES.overview, {
    emulator: {
      scenario: 'busy-reseller',
      apiKeys: ['test-key'],
      ...(status && { callbackUrl: RECEIVER_URL, callbackFetch: createReceiver(() => status).fetch }),
    },
  })
  const { api, emulator } = dashboard
  if (status) {
    for (let count = 0; count < 20; count += 1) await emulator.callbacks.test({ alertType: 'Utilisation' })
  }
  for (let count = 0; count < 20; count += 1) {
    await api.get(`/catalogue?countries=FR&page=${count + 1}`)
    await api.as(`wrong-key-${count}`).get('/organisation')
  }
  expect((await emulator.callbacks.list()).length).toBeGreaterThan(LEAST_ROWS)
  return dashboard
}

inBrowser('a screen of 1280 by 800', () => {
  test.each([
    ['callbacks that nobody takes', undefined],
    ['callbacks that wait for their next attempt', 500],
  ])('shows twelve rows of every list or more, with %s', async (_, status) => {
    const { page, origin } = await openTrade(status)
    const seen: unknown[] = []
    for (const [id, least] of Object.entries(LISTS)) {
      await load(page, `${origin}${MAIN_PAGES[id as keyof typeof LISTS]}`)
      await page.locator('main').waitFor()
      const { rows, beyond } = await page.evaluate(() => {
        const shown = [...document.querySelectorAll('tr[data-item]:not(.of-day)')].filter((row) =>
          row.checkVisibility(),
        )
        const table = document.querySelector('.scroll:has(tr[data-item])')
        return {
          rows: shown.filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length,
          beyond: table ? table.scrollWidth - table.clientWidth : 0,
        }
      })
      if (rows < least || beyond > 0) seen.push({ id, rows, beyond })
    }
    expect(seen).toEqual([])
  })
})
