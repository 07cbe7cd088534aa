import { createHmac } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createReceiver, RECEIVER_URL } from '../../support/receiver.ts'
import { BUNDLES, buyEsim, orderBody } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { agree, load, MAIN_PAGES, openDashboard, toasts } from '../support/dashboard.ts'

const CLIPBOARD = { context: { permissions: ['clipboard-read', 'clipboard-write'] } }

/** Moves the focus by the keyboard alone until it is on this element. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return
  }
  throw new Error(`no number of tabs leads to ${selector}`)
}

inBrowser('a call of the journal', () => {
  test('is made again by the keyboard alone, and its new answer stands beside the old one', async () => {
    const { page, api, emulator, origin } = await openDashboard(MAIN_PAGES.journal)
    await api.post('/orders', { body: orderBody({ item: BUNDLES.france, assign: true }) })
    await load(page, `${origin}/_emulator/ui/journal/1`)
    await tabTo(page, 'form[aria-label="Make it again"] [type=submit]')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/journal\/2\?beside=1$/)
    await page.getByRole('heading', { name: 'Compared with call 1' }).waitFor()
    await page.getByRole('cell', { name: 'body.orderReference', exact: true }).waitFor()
    expect(await emulator.orders.list()).toHaveLength(2)
  })

  test('is copied as a test in another language, by the keyboard alone', async () => {
    const { page, api, emulator, origin } = await openDashboard(MAIN_PAGES.journal, CLIPBOARD)
    await api.get('/catalogue?countries=FR')
    await load(page, `${origin}/_emulator/ui/journal/1`)
    await page.getByText("import { test } from 'esim-go-emulator/vitest'").waitFor()
    await tabTo(page, '.tabs a[href*="as=python"]')
    await page.keyboard.press('Enter')
    await page.waitForURL(/as=python#test$/)
    await page.getByText('from urllib.request').waitFor()
    await tabTo(page, '#test button.copy')
    await page.keyboard.press('Enter')
    await toasts(page).getByText('Copied: Python').waitFor()
    const copied = (await page.evaluate('navigator.clipboard.readText()')) as string
    expect(copied).toContain(`"${origin}/v2.4/catalogue?countries=FR"`)
    expect(copied).toContain(`"X-API-Key": "${emulator.apiKey}"`)
  })

  test('is found by a text in its body, and the search is in the address', async () => {
    const { page, api } = await openDashboard(MAIN_PAGES.journal)
    await api.get('/inventory')
    await api.post('/orders', { body: orderBody({ item: BUNDLES.france }) })
    await page.getByRole('row').filter({ hasText: '/v2.4/inventory' }).waitFor()
    await page.getByLabel('Search').fill('fr_v2')
    await page.keyboard.press('Enter')
    await page.waitForURL(/search=fr_v2/)
    await page.getByText('Searched: paths, queries, bodies').waitFor()
    expect(await page.getByRole('row').filter({ hasText: '/v2.4/' }).count()).toBe(1)
  })
})

inBrowser('callbacks', () => {
  test('of a bundle are sent again at once, and the list says so', async () => {
    let answer = 500
    const receiver = createReceiver(() => answer)
    const { page, api, emulator } = await openDashboard(`${MAIN_PAGES.callbacks}?bundle=${BUNDLES.france}`, {
      emulator: { callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch },
    })
    agree(page)
    await emulator.settings.change({ callbackRetries: 0 })
    await emulator.esims.use(await buyEsim(api, BUNDLES.france), { megabytes: 600, country: 'FR' })
    const ofBundle = await emulator.callbacks.list({ bundle: BUNDLES.france })
    await page.getByRole('button', { name: `Send all of this list again (${ofBundle.length})` }).waitFor()
    answer = 200
    await page.getByRole('button', { name: /^Send all of this list again/ }).click()
    await toasts(page).getByText(`Sent ${ofBundle.length} again: ${ofBundle.length} delivered, 0 failed.`).waitFor()
    await expect
      .poll(() => page.getByRole('row').filter({ hasText: 'delivered' }).filter({ hasText: 'Utilisation' }).count())
      .toBe(ofBundle.filter(({ alertType }) => alertType === 'Utilisation').length)
    expect(await emulator.callbacks.list({ status: 'failed' })).toMatchObject([{ alertType: 'FirstAttachment' }])
  })

  test('one is sent again from the menu of its row', async () => {
    let answer = 500
    const receiver = createReceiver(() => answer)
    const { page, emulator } = await openDashboard(MAIN_PAGES.callbacks, {
      emulator: { callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch },
    })
    await emulator.settings.change({ callbackRetries: 0 })
    const { id } = await emulator.callbacks.test({ alertType: 'LowBalance' })
    const row = page.getByRole('row').filter({ hasText: 'LowBalance' })
    await row.getByText('failed').waitFor()
    answer = 200
    await row.locator(`summary[aria-label="Acts on callback ${id}"]`).click()
    await row.getByRole('button', { name: 'Send again' }).click()
    await toasts(page).getByText('Sent again: delivered.').waitFor()
    await row.getByText('delivered').waitFor()
  })

  test('one is compared with what the receiver computed, and the result stays below the form', async () => {
    const { page, emulator, origin } = await openDashboard(MAIN_PAGES.callbacks, {
      emulator: { callbackUrl: RECEIVER_URL, callbackFetch: createReceiver().fetch },
    })
    const { id, body, headers } = await emulator.callbacks.test({ alertType: 'LowBalance' })
    await load(page, `${origin}/_emulator/ui/callbacks/${id}`)
    const result = page.locator('#compare output')
    await page
      .getByLabel('Signature that it computed')
      .fill(createHmac('sha256', emulator.apiKey).update(`${body}\n`).digest('hex'))
    await page.keyboard.press('Enter')
    await result.getByText('the body with a line break at its end').waitFor()
    await page.getByLabel('Signature that it computed').fill(headers['X-Signature-SHA256'] ?? '')
    await page.keyboard.press('Enter')
    await result.getByText('The signature is the one that was sent.').waitFor()
  })
})
