import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createTestEmulator } from '../../support/emulator.ts'
import { inBrowser } from '../support/chromium.ts'
import { advance, MAIN_PAGES, openDashboard, standStillAndCheck, toasts } from '../support/dashboard.ts'

const HEALTH = '**/_emulator/health'
const time = (page: Page) => page.getByRole('region', { name: 'Time' })
const note = (page: Page) => time(page).getByRole('alert')

/** Lets two seconds of the page pass, with time for its requests in between. */
async function twoSeconds(page: Page): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    await page.clock.runFor(100)
    await page.evaluate('0')
  }
}

inBrowser('a page whose emulator does not answer', () => {
  test('says so within two seconds, and stays as it is', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.overview, {
      expected: [/ERR_/],
      before: standStillAndCheck,
    })
    await page.getByText('Nothing: no call was refused').waitFor()
    const text = await page.locator('main').innerText()
    await emulator.close()
    await expect
      .poll(async () => {
        await page.clock.runFor(500)
        return note(page).isVisible()
      })
      .toBe(true)
    await time(page).getByText('no connection').waitFor()
    expect(await page.locator('main').innerText()).toBe(text)
    await advance(page).click()
    await toasts(page).getByText('Not sent: the emulator does not answer.').waitFor()
  })

  test.each([
    ['has no answer', undefined],
    ['is answered by a proxy', 502],
  ])('says so within two seconds where its check %s', async (_, status) => {
    const { page } = await openDashboard(MAIN_PAGES.overview, {
      expected: [/ERR_|status of 502/],
      before: standStillAndCheck,
    })
    await page.route(HEALTH, (route) => (status ? route.fulfill({ status }) : undefined))
    await twoSeconds(page)
    await note(page).waitFor()
  })

  test('freezes a running clock at the last time it was told, and goes on when there is an answer again', async () => {
    const { page, api } = await openDashboard(MAIN_PAGES.journal, {
      emulator: { clock: 'auto', rate: 20 },
      expected: [/ERR_/],
      before: async (opened) => {
        await standStillAndCheck(opened)
        await opened.route('**/_emulator/stream', () => undefined)
      },
    })
    await page.route(HEALTH, (route) => route.abort())
    await expect
      .poll(async () => {
        await page.clock.runFor(500)
        return note(page).isVisible()
      })
      .toBe(true)
    const said = (await time(page).locator('time').first().getAttribute('data-now')) ?? ''
    await page.clock.runFor(10_000)
    expect(await time(page).locator('time').first().innerText()).toBe(`${said.slice(0, 10)} ${said.slice(11, 19)} UTC`)

    await api.get('/networks?isos=FR')
    await page.unroute(HEALTH)
    await expect
      .poll(async () => {
        await page.clock.runFor(500)
        return page.getByRole('row').filter({ hasText: '/v2.4/networks' }).count()
      })
      .toBe(1)
    expect(await note(page).isVisible()).toBe(false)
    await time(page).getByText('running ×20').waitFor()
  })

  test('finds a new emulator at the same address, with what is new there', async () => {
    const { page, emulator, origin } = await openDashboard(MAIN_PAGES.organisation, { expected: [/ERR_/] })
    await emulator.close()
    await note(page).waitFor()
    const next = await createTestEmulator()
    await next.emulator.settings.change({ balance: 77 })
    await next.emulator.listen({ port: Number(new URL(origin).port) })
    await note(page).waitFor({ state: 'hidden' })
    await advance(page).click()
    await toasts(page).getByText(/^Now /).waitFor()
  })
})
