import { expect, test } from 'vitest'
import { createTestEmulator } from '../../support/emulator.ts'
import { buy } from '../../support/trade.ts'
import { inBrowser, openPage } from '../support/chromium.ts'
import { follow, goTo, load, openDashboard } from '../support/dashboard.ts'

inBrowser('whose pages they are', () => {
  test('another organisation is looked at by its key, and one goes back to the first', async () => {
    const { page, api } = await openDashboard('/_emulator/ui/organisation')
    await buy(api.as('another-key'))
    const key = page.getByLabel(/^API key/)
    const form = page.locator('form', { has: key })
    await key.fill('another-key')
    await follow(page, () => form.getByRole('button', { name: 'Switch', exact: true }).click())
    await page.getByText('another-key', { exact: true }).first().waitFor()
    await page.getByText('998.64').first().waitFor()

    await goTo(page, 'Organisation')
    const back = page.getByRole('button', { name: /^Switch to / }).first()
    await follow(page, () => back.click())
    await page.getByText('1,000.00').first().waitFor()
    expect(await page.getByText('another-key', { exact: true }).count()).toBe(0)
  })

  test('an emulator that others can reach asks for the key, and tells nothing before', async () => {
    const { emulator, api } = await createTestEmulator({ apiKeys: ['first-key', 'second-key'] })
    await buy(api.as('second-key'))
    const { port } = await emulator.listen({ host: '0.0.0.0' })
    const origin = `http://127.0.0.1:${port}`
    // A page that asks who is there is answered with 401, which Chromium notes.
    const page = await openPage(origin, { expected: [/status of 401/] })
    for (const path of ['/_emulator/', '/_emulator/ui/journal', '/_emulator/docs']) {
      const answer = await load(page, `${origin}${path}`)
      expect(answer?.status()).toBe(401)
      expect(await page.content()).not.toMatch(/first-key|second-key/)
    }

    await page.getByLabel('API key').fill('guess')
    await follow(page, () => page.getByRole('button', { name: 'Open' }).click())
    await page.getByText('This API key is not accepted.').waitFor()

    await page.getByLabel('API key').fill('second-key')
    await follow(page, () => page.getByRole('button', { name: 'Open' }).click())
    await page.getByText('998.64').first().waitFor()
    expect(await page.content()).not.toContain('first-key')
  })
})
