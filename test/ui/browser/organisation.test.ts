import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { connectEmulator } from '../../../src/index.ts'
import { listenAsReceiver } from '../../support/receiver.ts'
import { SIGNATURE } from '../../support/told.ts'
import { inBrowser } from '../support/chromium.ts'
import { agree, follow, load, MAIN_PAGES, openDashboard, toasts } from '../support/dashboard.ts'

const group = (page: Page, name: string) => page.getByRole('form', { name, exact: true })
const save = (page: Page, name: string) => group(page, name).getByRole('button', { name: 'Save' }).click()

inBrowser('the settings', () => {
  test('are saved a group at a time, and days are days', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.organisation)
    const before = await emulator.settings.get()
    const refundWindow = group(page, 'Times').getByLabel('Refund window, days')
    expect(await refundWindow.inputValue()).toBe('60')
    await refundWindow.fill('1.5')
    await group(page, 'Account').getByLabel('Name').fill('not saved')
    await save(page, 'Times')
    await toasts(page).getByText('Times saved.').waitFor()
    expect(await emulator.settings.get()).toEqual({ ...before, refundWindow: 'P1DT12H' })

    await group(page, 'Account').getByLabel('Name').fill('Sky Travel')
    await group(page, 'Account').getByLabel('Balance, USD').fill('12.5')
    await save(page, 'Account')
    await toasts(page).getByText('Account saved.').waitFor()
    expect(await emulator.settings.get()).toMatchObject({ name: 'Sky Travel', balance: 12.5, refundWindow: 'P1DT12H' })
  })

  test('say what is wrong at their fields', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.organisation, { expected: [/status of 422/] })
    const url = group(page, 'Callbacks').getByLabel('Callback URL')
    await url.fill('http://user:secret@example.com/')
    await save(page, 'Callbacks')
    await expect.poll(() => url.getAttribute('aria-invalid')).toBe('true')
    await group(page, 'Callbacks').getByText('must be empty, or a URL without a user').waitFor()
    expect(await toasts(page).count()).toBe(0)
    await group(page, 'Callbacks').getByLabel('Usage thresholds, %').fill('50, many')
    await url.fill('')
    await save(page, 'Callbacks')
    await expect.poll(() => group(page, 'Callbacks').locator('.field-error').count()).toBe(1)
    expect((await emulator.settings.get()).usageThresholds).toEqual([50, 80, 100])
  })

  test('are changed by the keyboard alone', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.organisation)
    await group(page, 'API').getByLabel('Calls a second').focus()
    await page.keyboard.type('7')
    await page.keyboard.press('Enter')
    await toasts(page).getByText('API saved.').waitFor()
    expect((await emulator.settings.get()).rateLimit).toBe(7)
    await group(page, 'API').getByLabel('Calls a second').fill('')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await emulator.settings.get()).rateLimit).toBeNull()
  })
})

inBrowser('the API key', () => {
  const form = (page: Page) => group(page, 'Replace the API key')
  const replace = (page: Page) => form(page).getByRole('button', { name: 'Replace key' }).click()

  test('is replaced after a question, and the page goes on with the new one', async () => {
    const { page, emulator, origin } = await openDashboard(MAIN_PAGES.organisation)
    agree(page)
    const before = emulator.apiKey
    await replace(page)
    const told = form(page).getByText('The API key is now ')
    await told.waitFor()
    const made = /is now (\w{40})$/.exec((await told.textContent()) ?? '')?.[1] ?? ''
    await page.locator('[data-live="api-key"]').getByText(made, { exact: true }).waitFor()
    expect((await fetch(`${origin}/v2.4/organisation`, { headers: { 'X-API-Key': before } })).status).toBe(403)

    await group(page, 'Account').getByLabel('Name').fill('Sky Travel')
    await save(page, 'Account')
    await toasts(page).getByText('Account saved.').waitFor()
    expect((await connectEmulator(origin, { apiKey: made }).settings.get()).name).toBe('Sky Travel')
    await load(page, origin + MAIN_PAGES.organisation)
    await page.getByRole('heading', { name: 'Sky Travel' }).waitFor()
  })

  test('is replaced by one that is given, of a key that was chosen, and in the other tab too', async () => {
    const { page, emulator, origin } = await openDashboard(MAIN_PAGES.organisation)
    await emulator.organisation('key-of-a').settings.change({ name: 'Shop A' })
    const switching = group(page, 'Switch')
    await switching.getByLabel('API key').fill('key-of-a')
    await follow(page, () => switching.getByRole('button', { name: 'Switch' }).click())
    await load(page, origin + MAIN_PAGES.organisation)
    const other = await page.context().newPage()
    await load(other, origin + MAIN_PAGES.organisation)
    agree(page)
    await form(page).getByLabel('New API key').fill('new-key-of-a')
    await replace(page)
    await form(page).getByText('The API key is now new-key-of-a').waitFor()
    await other.locator('body[data-key="new-key-of-a"]').waitFor()
    await other.getByRole('heading', { name: 'Shop A' }).waitFor()
  })

  test('stays when the question is answered with no, or the new one is in use', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.organisation, { expected: [/status of 409/] })
    await emulator.organisation('taken').settings.change({})
    page.once('dialog', (dialog) => dialog.dismiss())
    await form(page).getByLabel('New API key').fill('taken')
    await replace(page)
    agree(page)
    await replace(page)
    await toasts(page).getByText('this API key is in use').waitFor()
    expect(await page.locator('body').getAttribute('data-key')).toBe(emulator.apiKey)
    await group(page, 'Account').getByLabel('Name').fill('Sky Travel')
    await save(page, 'Account')
    await toasts(page).getByText('Account saved.').waitFor()
  })
})

inBrowser('a test of the callback URL', () => {
  test('shows there what came of it', async () => {
    const receiver = await listenAsReceiver()
    const { page } = await openDashboard(MAIN_PAGES.organisation)
    await page.getByRole('button', { name: 'Send a test', disabled: true }).waitFor()
    await group(page, 'Callbacks').getByLabel('Callback URL').fill(receiver.url)
    await save(page, 'Callbacks')
    await group(page, 'Send a test callback').getByRole('combobox').selectOption('LowBalance')
    await page.getByRole('button', { name: 'Send a test', disabled: false }).click()
    await toasts(page).getByText('Test sent: delivered.').waitFor()
    const result = page.locator('[data-live="test-callback"]')
    await result.getByText('delivered').waitFor()
    await result.getByText('200', { exact: true }).waitFor()
    expect(receiver.received).toHaveLength(1)
    await result.getByText(String(receiver.received[0]?.headers[SIGNATURE.toLowerCase()]), { exact: true }).waitFor()
  })
})

inBrowser('the organisations of the server', () => {
  test('are a table, and one is removed in the menu of its row', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.organisation)
    agree(page)
    const form = page.getByRole('form', { name: 'Open an organisation' })
    await form.getByLabel('New API key').fill('second-key')
    await form.getByRole('button', { name: 'Open' }).click()
    const row = page.getByRole('row').filter({ hasText: 'second-key' })
    await row.getByRole('button', { name: /^Switch to/ }).waitFor()
    await row.locator('summary').click()
    await row.getByRole('button', { name: 'Remove' }).click()
    await row.waitFor({ state: 'detached' })
    expect((await emulator.organisations.list()).map(({ apiKey }) => apiKey)).not.toContain('second-key')
  })
})
