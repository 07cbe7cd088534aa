import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { BUNDLES, buy } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { agree, load, openDashboard, toasts } from '../support/dashboard.ts'

/** Presses Tab until the focus is on an element with this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const { ariaLabel, innerText } = document.activeElement as HTMLElement
      return (ariaLabel ?? innerText ?? '').trim()
    })
    if (typeof name === 'string' ? focused === name : name.test(focused)) return
  }
  throw new Error(`Tab does not reach ${name}`)
}

inBrowser('an order, with the keyboard alone', () => {
  test('is placed again, and refunded in part, from its page', async () => {
    const { page, api, origin, emulator } = await openDashboard()
    const first = await buy(api, { item: BUNDLES.france, quantity: 3 })
    agree(page)
    await load(page, `${origin}/_emulator/ui/orders/${first.orderReference}`)
    await tabTo(page, 'Order the same again')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => !url.pathname.includes(first.orderReference))
    const [second] = await emulator.orders.list({ limit: 1 })
    expect(page.url()).toBe(`${origin}/_emulator/ui/orders/${second?.orderReference}`)
    expect(second?.orderReference).not.toBe(first.orderReference)
    await tabTo(page, /^Acts on purchase/)
    await page.keyboard.press('Enter')
    await tabTo(page, 'Refund')
    await page.keyboard.press('Enter')
    await expect.poll(() => toasts(page).allInnerTexts()).toEqual(['Successfully refunded bundles to balance'])
    const row = page.getByRole('region', { name: 'Units of the order in the inventory' }).locator('tbody tr')
    await expect.poll(() => row.innerText()).toContain('2 of 3')
    const { purchases } = await emulator.orders.get(second?.orderReference ?? '')
    expect(purchases).toMatchObject([{ remaining: 2, refunded: 1 }])
    expect((await emulator.orders.get(first.orderReference)).purchases).toMatchObject([{ remaining: 3 }])
  })

  test('gives a unit on an eSIM back to the balance', async () => {
    const { page, api, origin, emulator } = await openDashboard()
    const { orderReference } = await buy(api, { item: BUNDLES.france, assign: true })
    agree(page)
    await load(page, `${origin}/_emulator/ui/orders/${orderReference}`)
    await tabTo(page, /^Acts on esim_1GB_7D_FR_V2/)
    await page.keyboard.press('Enter')
    await tabTo(page, 'Refund to the balance')
    await page.keyboard.press('Enter')
    const row = page.getByRole('region', { name: 'eSIMs of the order' }).locator('tbody tr')
    await expect.poll(() => row.innerText()).toContain('Over: it is revoked.')
    expect((await emulator.statement()).entries[0]).toMatchObject({ kind: 'refund', amount: 1.17 })
  })
})
