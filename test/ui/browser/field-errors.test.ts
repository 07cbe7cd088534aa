import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { BUNDLES } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { advance, agree, MAIN_PAGES, openDashboard, standStill, toasts, waitForClock } from '../support/dashboard.ts'

/** What stands below a field, as a screen reader tells it with the field. */
const errorOf = (field: Locator): Promise<string> =>
  field.evaluate((input) => document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent ?? '')

inBrowser('an error', () => {
  test.each(['a b', '..', 'x'.repeat(101), 'ä'])('of the name %j of a snapshot stands at its field', async (name) => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.scenarios)
    const field = page.getByLabel(/^Name/)
    await field.fill(name)
    await page.getByRole('button', { name: 'Take a snapshot' }).click()
    await expect.poll(() => errorOf(field)).toBe('Use 1 to 100 letters, digits, dots, dashes or underscores.')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true)
    expect(await emulator.snapshots.list()).toEqual([])
    await field.fill('good')
    expect(await errorOf(field)).toBe('')
    await page.getByRole('button', { name: 'Take a snapshot' }).click()
    await page.getByText('Snapshot good taken.').waitFor()
  })

  test('that the API finds stands at its field, which keeps it when the page is refreshed', async () => {
    const { page, api } = await openDashboard(`/_emulator/ui/catalogue/${BUNDLES.france}`, {
      expected: [/status of 4\d\d/],
    })
    const form = page.getByRole('form', { name: /for an eSIM$/ })
    const field = form.getByLabel(/^ICCID/)
    await field.fill('8943108160000000000')
    await form.getByRole('button', { name: 'On this eSIM' }).click()
    await expect
      .poll(() =>
        errorOf(field)
          .then(Boolean)
          .catch(() => false)
          .then(async (is) => is || (await toasts(page).count()) > 0),
      )
      .toBe(true)

    const settings = await openDashboard(MAIN_PAGES.organisation, { expected: [/status of 422/] })
    const delay = settings.page.getByLabel(/^Processing delay/)
    await delay.fill('sixty')
    await settings.page.getByRole('form', { name: 'Times' }).getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => errorOf(delay)).not.toBe('')
    expect(await toasts(settings.page).count()).toBe(0)
    await settings.emulator.clock.advance('1h')
    await waitForClock(settings.page, '2026-01-01T01:00:00Z')
    expect(await errorOf(delay)).not.toBe('')
    await api.get('/organisation')
  })

  test('of a scenario stands at its text, with its line', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.scenarios, { expected: [/status of 422/] })
    agree(page)
    const field = page.getByLabel(/YAML or JSON/)
    await field.fill('name: mine\norganisation:\n  balanse: 3\n')
    await page.getByRole('form', { name: 'Start a scenario' }).getByRole('button', { name: 'Start' }).click()
    await expect.poll(() => errorOf(field)).toMatch(/line 3/)
    expect((await emulator.settings.get()).balance).toBe(1_000)
  })

  test('of a purchase that a fault was applied to names the fault', async () => {
    const { page, emulator } = await openDashboard(`/_emulator/ui/catalogue/${BUNDLES.france}`, {
      expected: [/status of 503/],
    })
    const { id } = await emulator.faults.add({
      match: { operationId: 'createOrder' },
      fault: { type: 'status', status: 503 },
    })
    await page.getByRole('button', { name: 'On a new eSIM' }).click()
    await toasts(page).getByText(`Service Unavailable, by fault ${id} (see Faults)`).waitFor()
  })
})

inBrowser('a message', () => {
  test('covers no control, however many there are', async () => {
    const { page } = await openDashboard(MAIN_PAGES.organisation, { before: standStill })
    for (let each = 1; each <= 3; each += 1) {
      await advance(page).click()
      await expect.poll(() => toasts(page).count()).toBe(each)
    }
    const covered = await page.locator('a, button, input, select').evaluateAll((controls) => {
      const places = [...document.querySelectorAll('#toasts > p')].map((toast) => toast.getBoundingClientRect())
      return controls
        .filter((control) => {
          if (control.closest('#toasts')) return false
          const box = control.getBoundingClientRect()
          const menu = control.closest('nav')?.getBoundingClientRect()
          const bottom = Math.min(box.bottom, menu?.bottom ?? box.bottom)
          return places.some(
            (place) => box.left < place.right && place.left < box.right && box.top < place.bottom && place.top < bottom,
          )
        })
        .map((control) => control.textContent)
    })
    expect(covered).toEqual([])
    for (const toast of await toasts(page).all()) {
      const box = await toast.boundingBox()
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(800)
    }
  })
})
