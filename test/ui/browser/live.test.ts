import { expect, test } from 'vitest'
import { orderBody } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { clockOf, MAIN_PAGES, openDashboard, waitForClock, watchForReload } from '../support/dashboard.ts'

inBrowser('a page that stays open', () => {
  test('shows a call from elsewhere, its cost and its eSIM without being loaded again', async () => {
    const { page, origin, emulator } = await openDashboard()
    await page.getByText('No callback yet.').waitFor()
    await page.getByText('1,000.00', { exact: false }).first().waitFor()
    const wasReloaded = await watchForReload(page)

    const response = await fetch(`${origin}/v2.4/orders`, {
      method: 'POST',
      headers: { 'X-API-Key': emulator.apiKey },
      body: JSON.stringify(orderBody({ assign: true })),
    })
    const [iccid] = (await response.json()).order[0].iccids

    await page.getByText('998.64', { exact: false }).first().waitFor()
    await page.locator(`a[href$="/esims/${iccid}"]`).first().waitFor()
    expect(await wasReloaded()).toBe(false)
  })

  test('does not show what happens to another organisation', async () => {
    const { page, api, emulator } = await openDashboard(MAIN_PAGES.journal)
    const calls = (path: string) => page.getByRole('row').filter({ hasText: path })
    await api.as('another-key').get('/organisation')
    await api.get('/networks?isos=FR')
    await calls('/v2.4/networks').waitFor()
    expect(await calls('/v2.4/organisation').count()).toBe(0)
    expect(await page.getByText('another-key').count()).toBe(0)
    expect(await page.getByText(emulator.apiKey, { exact: true }).count()).toBeGreaterThan(0)
  })

  test('shows the money that a top-up brings', async () => {
    const { page } = await openDashboard('/_emulator/ui/orders')
    await page.getByRole('button', { name: 'Top up' }).click()
    await page.getByText('Topped up.').waitFor()
    await page.getByText('Balance now: 2,000.00').waitFor()
  })

  test('shows a snapshot that is taken elsewhere', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.scenarios)
    // The page reads the stream: what is taken now is shown by what the stream says of it.
    await emulator.clock.advance('1h')
    await waitForClock(page, '2026-01-01T01:00:00Z')
    await emulator.snapshots.take('elsewhere')
    await page.getByRole('button', { name: 'Restore elsewhere' }).waitFor()
  })

  test('keeps what is being typed', async () => {
    const { page, api } = await openDashboard('/_emulator/ui/scenarios')
    const name = page.getByLabel('Name', { exact: true })
    await name.fill('half-typ')
    await api.get('/organisation')
    await page.getByRole('button', { name: '+1 h', exact: true }).click()
    await waitForClock(page, '2026-01-01T01:00:00Z')
    expect(await name.inputValue()).toBe('half-typ')
  })
})

inBrowser('the levers of time', () => {
  test('play lets it run as fast as is chosen, pause stops it', async () => {
    const { page, emulator } = await openDashboard()
    const time = page.getByRole('region', { name: 'Time', exact: true })
    await time.getByText('paused').waitFor()
    await time.getByLabel('Speed').selectOption({ label: '1 day a second' })
    await time.getByRole('button', { name: 'Play' }).click()
    await time.getByText('running ×86400').waitFor()
    await expect.poll(() => time.locator('time').innerText(), { timeout: 10_000 }).not.toContain('2026-01-01')
    expect(await emulator.clock.get()).toMatchObject({ mode: 'auto', rate: 86_400 })

    await time.getByRole('button', { name: 'Pause' }).click()
    await time.getByText('paused').waitFor()
    const { now, mode } = await emulator.clock.get()
    expect(mode).toBe('manual')
    expect(await clockOf(page)).toBe(now)
    expect(await time.locator('time').innerText()).toBe(`${now.slice(0, 10)} ${now.slice(11, 19)} UTC`)
  })

  test('an hour, a day, a week: each step moves it so far', async () => {
    const { page, emulator } = await openDashboard()
    const steps = [
      ['+1 h', '2026-01-01T01:00:00Z'],
      ['+1 d', '2026-01-02T01:00:00Z'],
      ['+1 w', '2026-01-09T01:00:00Z'],
    ] as const
    for (const [name, now] of steps) {
      await page.getByRole('button', { name, exact: true }).click()
      await waitForClock(page, now)
      expect(await emulator.clock.get()).toMatchObject({ now })
    }
  })

  test('next event goes to what is due, and there is nothing to go to where nothing is', async () => {
    const { page, emulator, api } = await openDashboard()
    const next = page.getByRole('button', { name: 'Next event' })
    expect(await next.isDisabled()).toBe(true)
    await api.post('/orders', { body: orderBody({}) })
    await page.getByText(/Next, in .*inventory expires/).waitFor()
    const due = (await emulator.clock.get()).nextEvent?.at ?? ''
    await next.click()
    await waitForClock(page, due)
  })
})
