import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { buyEsim } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { MAIN_PAGES, openDashboard, toasts } from '../support/dashboard.ts'

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

const copied = (page: Page): Promise<string> => page.evaluate('navigator.clipboard.readText()')

inBrowser('the button that copies a call as curl', () => {
  test('copies the call of the form as it is filled in, and says what it copied', async () => {
    const { page, origin, emulator } = await openDashboard(MAIN_PAGES.scenarios, { context: CLIPBOARD })
    const form = page.locator('form[data-call="POST /_emulator/snapshots"]')
    await form.getByLabel('Name', { exact: true }).fill("it's-here")
    await form.getByRole('button', { name: 'curl' }).click()
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
    const curl = page.locator('form.steps').getByRole('button', { name: 'curl' })
    await page.getByRole('button', { name: 'Next event' }).and(page.locator(':not([aria-disabled])')).waitFor()
    await curl.click()
    await expect.poll(() => copied(page)).toContain(`-d '{"undoable":true,"skip":["esim.idle"],"toNextEvent":true}'`)
    await page.goto(`${origin}/_emulator/ui/esims/${iccid}`)
    await page.getByRole('form', { name: 'Use data' }).getByRole('button', { name: 'curl' }).click()
    await expect.poll(() => copied(page)).toContain(`-d '{"megabytes":100}'`)
    const { nextEvent } = await emulator.clock.get()
    expect(nextEvent).not.toBeNull()
  })

  test('leaves out a button that cannot be pressed', async () => {
    const { page } = await openDashboard(MAIN_PAGES.overview, { context: CLIPBOARD })
    expect(await page.getByRole('button', { name: 'Next event' }).isDisabled()).toBe(true)
    await page.locator('form.steps').getByRole('button', { name: 'curl' }).click()
    await expect.poll(() => copied(page)).toContain(`-d '{"undoable":true,"by":`)
  })

  test('has a place for the control token, and never the token', async () => {
    const { page } = await openDashboard(MAIN_PAGES.organisation, { context: CLIPBOARD })
    const form = page.getByRole('form', { name: 'Open an organisation' })
    await page.evaluate("sessionStorage.setItem('control-token', 'secret')")
    await form.getByLabel('New API key').fill('new-key')
    await form.getByRole('button', { name: 'curl' }).click()
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
    await page.locator('form.steps').getByRole('button', { name: 'curl' }).click()
    await expect.poll(() => toasts(page).count()).toBe(1)
    expect(await page.evaluate('globalThis.copied')).toMatch(/^curl -X POST .*"by":"1h"/)
    expect(await page.locator('body > textarea').count()).toBe(0)
  })
})
