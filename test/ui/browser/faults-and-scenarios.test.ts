import { expect, test } from 'vitest'
import { callRaw } from '../../support/call.ts'
import { buyEsim } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { agree, openDashboard } from '../support/dashboard.ts'

inBrowser('faults by clicks', () => {
  test('a fault is added, strikes, shows its hits, and is removed', async () => {
    const { page, api, emulator } = await openDashboard('/_emulator/ui/faults')
    const form = page.getByRole('form', { name: 'Add a fault on calls' })
    await form.getByLabel('Calls').selectOption('getOrganisation')
    await form.getByLabel('Status', { exact: true }).fill('503')
    await form.getByRole('button', { name: 'Add' }).click()
    const fault = page.getByRole('listitem').filter({ hasText: 'getOrganisation: status, 503' })
    await fault.getByText('applied 0 times').waitFor()

    expect((await callRaw(emulator, 'GET', '/v2.4/organisation')).status).toBe(503)
    await fault.getByText('applied 1 time', { exact: true }).waitFor()

    await fault.getByRole('button', { name: /^Remove fault \d+$/ }).click()
    await page.getByText('None: every call and callback succeeds.').waitFor()
    expect(await emulator.faults.list()).toEqual([])
    expect((await api.get('/organisation')).status).toBe(200)
  })

  test('what a kind of fault needs is asked with it', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/faults')
    const form = page.getByRole('form', { name: 'Add a fault on callbacks' })
    expect(await form.getByLabel('Delay').isVisible()).toBe(false)
    await form.getByLabel('Fault').selectOption({ label: 'sent late' })
    await form.getByLabel('Delay').fill('2h')
    await form.getByRole('button', { name: 'Add' }).click()
    await page.getByText('applied 0 times').waitFor()
    expect(await emulator.faults.list()).toMatchObject([{ fault: { type: 'delay', delay: 'PT2H' } }])
  })
})

inBrowser('snapshots and scenarios by clicks', () => {
  test('a snapshot is taken, gone back to, and removed', async () => {
    const { page, api, emulator } = await openDashboard('/_emulator/ui/scenarios')
    agree(page)
    await page.getByLabel('Name', { exact: true }).fill('before')
    await page.getByRole('button', { name: 'Take a snapshot' }).click()
    await page.getByRole('button', { name: 'Restore before' }).waitFor()

    await buyEsim(api)
    expect(await emulator.esims.list()).toHaveLength(1)
    await page.getByRole('button', { name: 'Restore before' }).click()
    await page.getByText(/^Restored: now 2026-01-01/).waitFor()
    expect(await emulator.esims.list()).toEqual([])

    await page.getByRole('button', { name: 'Remove before' }).click()
    await page.getByText('None yet.').waitFor()
  })

  test('a reset starts again, in the scenario that is chosen', async () => {
    const { page, api, emulator } = await openDashboard('/_emulator/ui/scenarios')
    agree(page)
    const form = page.getByRole('form', { name: 'Reset' })
    await form.getByLabel('Scenario').selectOption('low-balance')
    await form.getByRole('button', { name: 'Reset' }).click()
    await page.getByText(/^Started low-balance/).waitFor()
    expect((await emulator.settings.get()).balance).toBeLessThan(100)

    await form.getByLabel('Scenario').selectOption('fresh')
    await form.getByRole('button', { name: 'Reset' }).click()
    await page.getByText(/^Started fresh/).waitFor()
    expect((await api.get('/organisation')).json.organisations[0].balance).toBe(1_000)
  })

  test('a scenario of one’s own is loaded', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/scenarios')
    agree(page)
    const form = page.getByRole('form', { name: 'Start a scenario' })
    await form.getByLabel(/YAML or JSON/).fill('name: mine\norganisation:\n  balance: 20.5\n')
    await form
      .getByRole('button')
      .filter({ hasText: /load|start/i })
      .click()
    await page.getByText(/^Started mine/).waitFor()
    expect((await emulator.settings.get()).balance).toBe(20.5)
  })

  test('who says no keeps everything', async () => {
    const { page, api, emulator } = await openDashboard('/_emulator/ui/scenarios')
    await buyEsim(api)
    const asked = page.waitForEvent('dialog')
    const clicked = page.getByRole('form', { name: 'Reset' }).getByRole('button', { name: 'Reset' }).click()
    await (await asked).dismiss()
    await clicked
    expect(await emulator.esims.list()).toHaveLength(1)
  })
})
