import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { buyEsim } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { load, MAIN_PAGES, openDashboard } from '../support/dashboard.ts'

const FRANCE = `${MAIN_PAGES.catalogue}?country=FR`

const menuOf = (page: Page, name: string) => page.getByLabel(`Acts on ${name}`, { exact: true })

const openMenus = (page: Page) => page.locator('.row-menu[open]')

/** Opens the menu of the bundle, and waits for the acts of its page. */
async function openMenu(page: Page, name: string) {
  await menuOf(page, name).click()
  const panel = page.locator('.row-menu[open] .panel')
  await panel.locator('.loaded').waitFor()
  return panel
}

inBrowser('the menu of a row', () => {
  test('has the acts of the page that it leads to, and closes after one', async () => {
    const { page, emulator } = await openDashboard(FRANCE)
    const panel = await openMenu(page, 'esim_1GB_7D_FR_V2')
    await panel.getByLabel('Quantity').fill('3')
    await panel.getByRole('button', { name: 'Into the inventory' }).click()
    await page.getByText(/^Bought for /).waitFor()
    await expect.poll(() => openMenus(page).count()).toBe(0)
    expect(await menuOf(page, 'esim_1GB_7D_FR_V2').evaluate((dots) => dots === document.activeElement)).toBe(true)
    expect(await emulator.orders.list()).toHaveLength(1)
  })

  test('is moved in by arrows, but for its fields, which keep theirs', async () => {
    const { page } = await openDashboard(FRANCE)
    const panel = await openMenu(page, 'esim_1GB_7D_FR_V2')
    const focused = () =>
      page.evaluate('(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe('On a new eSIM')
    await page.keyboard.press('ArrowUp')
    expect(await menuOf(page, 'esim_1GB_7D_FR_V2').evaluate((dots) => dots === document.activeElement)).toBe(true)
    const quantity = panel.getByLabel('Quantity')
    await quantity.fill('3')
    await quantity.press('ArrowUp')
    expect(await quantity.inputValue()).toBe('4')
    await panel.getByRole('button', { name: 'Into the inventory' }).focus()
    await page.keyboard.press('Escape')
    await expect.poll(() => openMenus(page).count()).toBe(0)
  })

  test('changes the price, and the row shows it', async () => {
    const { page } = await openDashboard(FRANCE)
    const panel = await openMenu(page, 'esim_1GB_7D_FR_V2')
    await panel.getByLabel('Price', { exact: true }).fill('2.5')
    await panel.getByRole('button', { name: 'Change', exact: true }).click()
    await page.locator('tr[data-item="esim_1GB_7D_FR_V2"]').getByText('2.50', { exact: true }).waitFor()
  })

  test('stays open, with what was typed, while the page is refreshed', async () => {
    const { page, api } = await openDashboard(FRANCE)
    const panel = await openMenu(page, 'esim_1GB_7D_FR_V2')
    await panel.getByLabel('Quantity').fill('7')
    await api.post('/orders', {
      body: { type: 'transaction', order: [{ type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }] },
    })
    await page.getByText(/^Next, in .*inventory expires/).waitFor()
    expect(await panel.getByLabel('Quantity').inputValue()).toBe('7')
  })

  test('closes by Escape with the focus on its dots, by a click elsewhere, and when another opens', async () => {
    const { page } = await openDashboard(FRANCE)
    await openMenu(page, 'esim_1GB_7D_FR_V2')
    await page.keyboard.press('Escape')
    expect(await openMenus(page).count()).toBe(0)
    expect(await menuOf(page, 'esim_1GB_7D_FR_V2').evaluate((dots) => dots === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.locator('.row-menu[open] .loaded').waitFor()
    await page.getByRole('heading', { level: 1 }).click()
    expect(await openMenus(page).count()).toBe(0)
    await openMenu(page, 'esim_1GB_7D_FR_V2')
    // The panel of the first may cover the dots of the second, which the keyboard reaches.
    await menuOf(page, 'esim_UL_1D_FR_V2').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => openMenus(page).count()).toBe(1)
    expect(await openMenus(page).getByLabel('Acts on esim_UL_1D_FR_V2').count()).toBe(1)
  })

  test.each([
    { name: 'on a desktop', viewport: { width: 1280, height: 800 } },
    { name: 'on a phone', viewport: { width: 390, height: 844 } },
  ])('is not cut off by its table, $name', async ({ viewport }) => {
    const { page } = await openDashboard(FRANCE, { context: { viewport } })
    const last = page.locator('.row-menu').last()
    await last.locator('summary').click()
    await last.locator('.loaded').waitFor()
    const { top, left, right, bottom } = await last
      .locator('.panel')
      .evaluate((panel) => panel.getBoundingClientRect().toJSON() as DOMRect)
    expect([top >= 0, left >= 0, right <= viewport.width, bottom <= viewport.height]).toEqual([true, true, true, true])
    const hit = await page.evaluate(
      ([x, y]) => document.elementFromPoint(x as number, y as number)?.closest('.panel') !== null,
      [left + 10, top + 10],
    )
    expect(hit).toBe(true)
  })

  test('works without the script: it opens, and leads to the page', async () => {
    const { page, api, origin } = await openDashboard(MAIN_PAGES.esims, { context: { javaScriptEnabled: false } })
    const iccid = await buyEsim(api)
    await load(page, `${origin}${MAIN_PAGES.esims}`)
    await menuOf(page, `…${iccid.slice(-6)}`).click()
    await page.getByRole('link', { name: 'Open its page' }).click()
    await page.waitForURL(new RegExp(`/esims/${iccid}$`))
  })
})
