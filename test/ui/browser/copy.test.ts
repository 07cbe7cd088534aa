import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { buyEsim } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { load, MAIN_PAGES, openDashboard, toasts } from '../support/dashboard.ts'

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

const copied = (page: Page): Promise<string> => page.evaluate('navigator.clipboard.readText()')

/** Presses the button of a form, which is seen while the pointer is on the form. */
async function copyCurl(form: Locator): Promise<void> {
  await form.hover()
  await form.getByRole('button', { name: 'curl' }).click()
}

inBrowser('the button that copies a call as curl', () => {
  test('copies the call of the form as it is filled in, and says what it copied', async () => {
    const { page, origin, emulator } = await openDashboard(MAIN_PAGES.scenarios, { context: CLIPBOARD })
    const form = page.locator('form[data-call="POST /_emulator/snapshots"]')
    await form.getByLabel('Name', { exact: true }).fill("it's-here")
    await copyCurl(form)
    const curl =
      `curl -X POST '${origin}/_emulator/snapshots' -H 'X-API-Key: ${emulator.apiKey}' ` +
      `-H 'Content-Type: application/json' -d '{"name":"it'\\''s-here"}'`
    await expect.poll(() => toasts(page).allInnerTexts()).toEqual([`Copied: ${curl.slice(0, 120)}…`])
    expect(await copied(page)).toBe(curl)
    expect(await emulator.snapshots.list()).toEqual([])
  })

  test('of several buttons it copies the call of the one that stands out, or else of the first', async () => {
    const { page, api, origin, emulator } = await openDashboard(MAIN_PAGES.overview, { context: CLIPBOARD })
    const iccid = await buyEsim(api)
    await page.getByRole('button', { name: 'Next event' }).and(page.locator(':not([aria-disabled])')).waitFor()
    await copyCurl(page.locator('form.steps'))
    await expect.poll(() => copied(page)).toContain(`-d '{"undoable":true,"skip":["esim.idle"],"toNextEvent":true}'`)
    await page.goto(`${origin}/_emulator/ui/esims/${iccid}`)
    await copyCurl(page.getByRole('form', { name: 'Use data' }))
    await expect.poll(() => copied(page)).toContain(`-d '{"megabytes":100}'`)
    const { nextEvent } = await emulator.clock.get()
    expect(nextEvent).not.toBeNull()
  })

  test('leaves out a button that cannot be pressed', async () => {
    const { page } = await openDashboard(MAIN_PAGES.overview, { context: CLIPBOARD })
    expect(await page.getByRole('button', { name: 'Next event' }).isDisabled()).toBe(true)
    await copyCurl(page.locator('form.steps'))
    await expect.poll(() => copied(page)).toContain(`-d '{"undoable":true,"by":`)
  })

  test('has a place for the control token, and never the token', async () => {
    const { page } = await openDashboard(MAIN_PAGES.organisation, { context: CLIPBOARD })
    const form = page.getByRole('form', { name: 'Open an organisation' })
    await page.evaluate("sessionStorage.setItem('control-token', 'secret')")
    await form.getByLabel('New API key').fill('new-key')
    await copyCurl(form)
    await expect.poll(() => copied(page)).toContain("-H 'Authorization: Bearer TOKEN'")
    expect(await copied(page)).not.toMatch(/secret|X-API-Key/)
  })

  test('without a clipboard it copies by a selection, and leaves nothing behind', async () => {
    const { page } = await openDashboard(MAIN_PAGES.overview, {
      before: (opened) =>
        opened.addInitScript(`
          Object.defineProperty(navigator, 'clipboard', { value: undefined })
          document.addEventListener('copy', () => { globalThis.copied = document.activeElement.value })
        `),
    })
    await copyCurl(page.locator('form.steps'))
    await expect.poll(() => toasts(page).count()).toBe(1)
    expect(await page.evaluate('globalThis.copied')).toMatch(/^curl -X POST .*"by":"1h"/)
    expect(await page.locator('body > textarea').count()).toBe(0)
  })

  const shown = (page: Page) =>
    page
      .locator('.act > .curl')
      .evaluateAll((buttons) => buttons.filter((each) => getComputedStyle(each).opacity === '1').length)

  test('is seen on the form under the pointer or with the focus, and on no other', async () => {
    const { page } = await openDashboard(MAIN_PAGES.organisation)
    expect(await shown(page)).toBe(0)
    await page.locator('form.steps').hover()
    await expect.poll(() => shown(page)).toBe(1)
    await page.mouse.move(0, 0)
    await expect.poll(() => shown(page)).toBe(0)
    await page.getByRole('button', { name: '+1 h', exact: true }).focus()
    await expect.poll(() => shown(page)).toBe(1)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('curl')
    expect(await shown(page)).toBe(1)
  })

  test('is seen on every form by a switch, which the browser remembers', async () => {
    const { page, origin } = await openDashboard(MAIN_PAGES.organisation)
    await page.getByLabel('Show curl').check()
    const all = await page.locator('.act > .curl').count()
    await expect.poll(() => shown(page)).toBe(all)
    await load(page, `${origin}${MAIN_PAGES.faults}`)
    expect(await page.getByLabel('Show curl').isChecked()).toBe(true)
    expect(await shown(page)).toBe(await page.locator('.act > .curl').count())
    await page.getByLabel('Show curl').uncheck()
    await load(page, `${origin}${MAIN_PAGES.faults}`)
    expect(await shown(page)).toBe(0)
  })

  test('is reached by a thumb: the switch is in the menu', async () => {
    const { page } = await openDashboard(MAIN_PAGES.faults, {
      context: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    })
    await page.getByRole('button', { name: 'Menu' }).tap()
    await page.getByText('Show curl').tap()
    await expect.poll(() => shown(page)).toBe(await page.locator('.act > .curl').count())
  })
})
