import { expect, test } from 'vitest'
import { buy } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { load, MAIN_PAGES, openDashboard, toasts } from '../support/dashboard.ts'

inBrowser('a page that is older than the state', () => {
  test('saves the fields that were changed, and keeps the others up to date', async () => {
    const { page, emulator, api } = await openDashboard(MAIN_PAGES.organisation)
    const account = page.getByRole('form', { name: 'Account', exact: true })
    const balance = account.getByLabel('Balance, USD')
    await account.getByLabel('Name').fill('Sky Travel')
    await buy(api, { quantity: 3 })
    const spent = (await emulator.settings.get()).balance
    await expect.poll(() => balance.inputValue()).toBe(String(spent))
    expect(await account.getByLabel('Name').inputValue()).toBe('Sky Travel')
    const curl = page.waitForRequest((request) => request.method() === 'PATCH')
    await account.getByRole('button', { name: 'Save' }).click()
    expect(JSON.parse((await curl).postData() ?? '')).toEqual({ name: 'Sky Travel' })
    await toasts(page).getByText('Account saved.').waitFor()
    expect(await emulator.settings.get()).toMatchObject({ name: 'Sky Travel', balance: spent })
    // A field that was saved shows the state again: also a change from elsewhere.
    await emulator.settings.change({ name: 'Sea Travel' })
    await expect.poll(() => account.getByLabel('Name').inputValue()).toBe('Sea Travel')
    await account.getByRole('button', { name: 'Save' }).click()
    await toasts(page).getByText('Nothing was changed.').waitFor()
  })

  test('has the filters of its own address when the browser goes back to it', async () => {
    const { page } = await openDashboard(MAIN_PAGES.catalogue)
    const country = page.getByLabel('Country or region')
    await country.selectOption('FR')
    await page.waitForURL(/country=FR/)
    await page.goBack()
    await page.waitForURL((url) => url.search === '')
    expect(await country.inputValue()).toBe('')
    await page.goForward()
    await page.waitForURL(/country=FR/)
    expect(await country.inputValue()).toBe('FR')
  })
})

/** Finds the element that covers the upper edge of the focused one; undefined if nothing does. */
const COVER = `(() => {
  const focused = document.activeElement
  const { left, top, width } = focused.getBoundingClientRect()
  const at = document.elementFromPoint(left + width / 2, top + 2)
  return at === null || focused.contains(at) || at.contains(focused) ? undefined : at.className || at.localName
})()`

inBrowser('the keyboard', () => {
  test('never puts the focus below the time bar, in either direction', async () => {
    const { page, origin, emulator } = await openDashboard(MAIN_PAGES.esims)
    await emulator.esims.create({ count: 40 })
    await load(page, origin + MAIN_PAGES.esims)
    await page.getByRole('link', { name: 'Next' }).focus()
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Shift+Tab')
      expect(await page.evaluate(COVER)).toBeUndefined()
    }
  })
})
