import { createHmac } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { listenAsReceiver } from '../../support/receiver.ts'
import { SIGNATURE, typesOf } from '../../support/told.ts'
import { BUNDLES } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { goTo, openDashboard, waitForClock } from '../support/dashboard.ts'

/** What is left, and what has become of the bundle, when each day is over. */
const DAYS = [
  { left: '800MB of 1GB', state: 'active' },
  { left: '600MB of 1GB', state: 'active' },
  { left: '400MB of 1GB', state: 'active' },
  { left: '200MB of 1GB', state: 'active' },
  { left: '0B of 1GB', state: 'depleted' },
  { left: '0B of 1GB', state: 'depleted' },
  { left: '0B of 1GB', state: 'expired' },
  { left: '0B of 1GB', state: 'expired' },
] as const

const TOLD = ['FirstAttachment', 'FirstUse', 'Utilisation', 'Utilisation', 'Utilisation']

inBrowser('a trip', () => {
  test('eight days by clicks alone: bought, installed, attached, used up, expired, and told of', async () => {
    const receiver = await listenAsReceiver()
    const { page, emulator } = await openDashboard('/_emulator/', { emulator: { callbackUrl: receiver.url } })

    await goTo(page, 'Catalogue')
    await page.getByLabel('Country or region').selectOption({ label: 'France' })
    await page.waitForURL(/country=FR/)
    await page.getByRole('row', { name: BUNDLES.france }).getByRole('button', { name: 'On a new eSIM' }).click()
    await page.waitForURL(/\/esims\/\d{19}$/)
    const iccid = page.url().slice(-19)
    await bundle(page).getByText('queued', { exact: true }).waitFor()

    await page.getByRole('button', { name: 'Install', exact: true }).click()
    await page.getByRole('button', { name: 'Uninstall', disabled: false }).waitFor()
    await page.getByRole('combobox', { name: 'Country', exact: true }).selectOption('FR')
    await page.getByRole('button', { name: 'Attach', exact: true }).click()
    await page.getByText('Attached to Orange in FR.').waitFor()
    await page.getByLabel('MB a day', { exact: true }).fill('200')
    await page.getByRole('button', { name: 'Start usage plan' }).click()
    await page.getByRole('button', { name: 'Stop usage plan', disabled: false }).waitFor()
    await bundle(page).getByText('active', { exact: true }).waitFor()

    for (const [index, { left, state }] of DAYS.entries()) {
      await page.getByRole('button', { name: '+1 d', exact: true }).click()
      await waitForClock(page, `2026-01-${String(index + 2).padStart(2, '0')}T00:00:00Z`)
      await bundle(page)
        .getByRole('img', { name: `Data left: ${left}` })
        .waitFor()
      await bundle(page).getByText(state, { exact: true }).waitFor()
    }

    await goTo(page, 'Callbacks')
    const rows = page.getByRole('row').filter({ hasText: `…${iccid.slice(-6)}` })
    await expect.poll(() => rows.getByText('delivered', { exact: true }).count()).toBe(TOLD.length)
    expect(typesOf(receiver.received.map(({ body }) => JSON.parse(body)))).toEqual(TOLD)
    for (const { body, headers } of receiver.received) {
      const expected = createHmac('sha256', emulator.apiKey).update(body).digest('base64')
      expect(headers[SIGNATURE.toLowerCase()]).toBe(expected)
    }
  })
})

/** The card of the one bundle. */
const bundle = (page: Page) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: BUNDLES.france, exact: true }) })
