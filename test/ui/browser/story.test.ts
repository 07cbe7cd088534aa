import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { callControl } from '../../support/control.ts'
import { BUNDLES, buyEsim } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { load, openDashboard, toasts, waitForClock } from '../support/dashboard.ts'

const report = (page: Page) => page.getByRole('region', { name: 'Report of the last advance' })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** A traveller who uses 600 MB a day, on the page of the eSIM. */
async function openTrip() {
  const dashboard = await openDashboard()
  const { emulator, api, page, origin } = dashboard
  const iccid = await buyEsim(api, BUNDLES.france)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 600 })
  await load(page, `${origin}/_emulator/ui/esims/${iccid}`)
  return { ...dashboard, iccid }
}

inBrowser('the report of an advance', () => {
  test('says what happened, stays on every page, and leads to what it is about', async () => {
    const { page, iccid } = await openTrip()
    await expect.poll(() => report(page).isVisible()).toBe(false)
    await button(page, '+1 d').click()
    await report(page).getByText('reached 50%').waitFor()
    await page.getByRole('link', { name: 'Orders', exact: true }).first().click()
    await page.waitForURL(/\/orders$/)
    expect(await report(page).innerText()).toContain('1 day')
    await report(page)
      .getByRole('link', { name: `…${iccid.slice(-6)}` })
      .click()
    await page.waitForURL(new RegExp(iccid))
    await report(page).getByRole('link', { name: 'reached 50%' }).click()
    await page.waitForURL(/\/callbacks\/\d+$/)
    await button(page, 'Dismiss').click()
    await expect.poll(() => report(page).isVisible()).toBe(false)
    await page.reload()
    expect(await report(page).isVisible()).toBe(false)
  })

  test('undoes the advance by one click', async () => {
    const { page, emulator, iccid } = await openTrip()
    const before = await emulator.state.export()
    await button(page, '+1 w').click()
    await waitForClock(page, '2026-01-08T00:00:00Z')
    await button(page, 'Undo').click()
    await waitForClock(page, '2026-01-01T00:00:00Z')
    await toasts(page).getByText('Undone. Now 2026-01-01T00:00:00Z.').waitFor()
    await expect.poll(() => report(page).isVisible()).toBe(false)
    expect(await emulator.state.export()).toEqual(before)
    expect((await emulator.esims.get(iccid)).bundles[0]?.remainingQuantity).toBe(1_000_000_000)
  })

  test('asks before it undoes what was done since', async () => {
    const { page, emulator, iccid } = await openTrip()
    await button(page, '+1 d').click()
    await waitForClock(page, '2026-01-02T00:00:00Z')
    await emulator.esims.uninstall(iccid)
    await button(page, 'Install').and(page.locator(':not([aria-disabled])')).waitFor()
    const question = page.waitForEvent('dialog')
    const clicked = button(page, 'Undo').click()
    const dialog = await question
    expect(dialog.message()).toBe('Undo the advance, and everything that was done since?')
    await dialog.dismiss()
    await clicked
    expect((await emulator.clock.get()).now).toBe('2026-01-02T00:00:00Z')
  })

  test('comes after going to a date, too', async () => {
    const { page } = await openTrip()
    await page.getByLabel('Date to go to, at midnight UTC').fill('2026-01-05')
    await button(page, 'Go to date').click()
    await waitForClock(page, '2026-01-05T00:00:00Z')
    await report(page).getByText('4 days').waitFor()
  })
})

inBrowser('the picture of an eSIM', () => {
  const plot = (page: Page) => page.locator('[data-plot]')
  const shown = (page: Page) => plot(page).getAttribute('data-shown')

  test('is zoomed and moved by buttons and keys, and comes back', async () => {
    const { page, emulator } = await openTrip()
    await emulator.clock.advance('1d')
    await waitForClock(page, '2026-01-02T00:00:00Z')
    await expect.poll(() => shown(page)).toMatch(/^2025-12-31 .* to 2026-01-08/)
    const whole = await shown(page)
    await button(page, 'Zoom in').click()
    await expect.poll(() => shown(page)).not.toBe(whole)
    const zoomed = await shown(page)
    await plot(page).focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => shown(page)).not.toBe(zoomed)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => shown(page)).toBe(zoomed)
    await page.keyboard.press('0')
    await expect.poll(() => shown(page)).toBe(whole)
  })

  test('says what the pointer is on, as the API has it, and a drag zooms', async () => {
    const { page, emulator, iccid } = await openTrip()
    await emulator.clock.advance('36h')
    await emulator.esims.attach(iccid, 'US')
    await emulator.clock.advance('12h')
    const [curve] = (await callControl(emulator, { method: 'GET', path: `/esims/${iccid}/timeline` })).json.usage
    await expect.poll(async () => (await page.locator('[data-chart]').textContent())?.includes('"US')).toBe(true)
    const box = await page.locator('.u-over').boundingBox()
    if (!box) throw new Error('the chart is not drawn')
    const readout = page.locator('[data-readout]')
    for (const part of [0.1, 0.15]) {
      await page.mouse.move(box.x + box.width * part, box.y + 40)
      await expect.poll(() => readout.innerText()).toContain('% used')
      const [, at = '', percent = ''] =
        /^(\S+ \S+) · \S+ ([\d.]+)% used · FR, Orange/.exec(await readout.innerText()) ?? []
      const days = (Date.parse(`${at}Z`) - Date.parse(curve.points[0].at)) / 86_400_000
      expect(Number(percent)).toBeCloseTo(days * 60, 0)
    }
    const whole = await shown(page)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60)
    await page.mouse.up()
    await expect.poll(() => shown(page)).not.toBe(whole)
  })

  test('follows the clock, and nothing moves while it does', async () => {
    const { page, emulator } = await openTrip()
    await expect.poll(() => shown(page)).toBeTruthy()
    await page.evaluate(`
      globalThis.shifts = 0
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shifts += value
      }).observe({ type: 'layout-shift', buffered: true })
    `)
    const before = await page.locator('[data-chart]').textContent()
    await emulator.clock.set({ mode: 'auto', rate: 3_600 })
    await expect.poll(async () => (await page.locator('[data-chart]').textContent()) !== before).toBe(true)
    await emulator.clock.set({ mode: 'manual' })
    expect(await page.evaluate('globalThis.shifts')).toBeLessThan(0.02)
  })

  test('a reference and a number are changed where they stand', async () => {
    const { page, emulator, iccid } = await openTrip()
    await page.getByLabel('Customer reference').fill('traveller-17')
    await button(page, 'Save reference').click()
    await toasts(page).getByText('Reference saved.').waitFor()
    await page.getByLabel('Phone number').fill('447700900555')
    await button(page, 'Assign number').click()
    await toasts(page).getByText('Number 447700900555 assigned.').waitFor()
    expect(await emulator.esims.get(iccid)).toMatchObject({ customerRef: 'traveller-17', msisdn: '447700900555' })
    await page.getByLabel('Customer reference').fill('')
    await button(page, 'Save reference').click()
    await expect.poll(async () => (await emulator.esims.get(iccid)).customerRef).toBe('')
  })
})

inBrowser('failed callbacks', () => {
  test('are said, and sent again by one click', async () => {
    let status = 500
    const { page, emulator } = await openDashboard('/_emulator/', {
      emulator: {
        callbackUrl: 'http://127.0.0.1:1/hook',
        callbackFetch: async () => new Response(null, { status }),
      },
    })
    await emulator.settings.change({ callbackRetries: 0 })
    for (let count = 0; count < 2; count += 1) await emulator.callbacks.test({ alertType: 'LowBalance' })
    await page.getByText(/^2 callbacks failed, the newest of /).waitFor()
    status = 200
    await button(page, 'Send failed ones again').click()
    await toasts(page).getByText('Sent 2 again: 2 delivered, 0 failed.').waitFor()
    await expect.poll(() => page.getByText(/callbacks failed/).count()).toBe(0)
  })
})
