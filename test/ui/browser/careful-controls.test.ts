import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { buyEsim } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { agree, load, MAIN_PAGES, openDashboard, toasts } from '../support/dashboard.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Presses where a button is, and again at the same place once `changed` says that the page has changed. */
async function pressTwice(page: Page, name: string | RegExp, changed: () => Promise<unknown>): Promise<void> {
  const pressed = page.getByRole('button', { name, exact: true }).first()
  await pressed.scrollIntoViewIfNeeded()
  const box = await pressed.boundingBox()
  if (!box) throw new Error(`there is no button ${name}`)
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.click(x, y)
  await changed()
  await page.mouse.click(x, y)
}

/** Counts the calls that a page makes from here on, by method and path. */
function watchCalls(page: Page): string[] {
  const calls: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (request.method() !== 'GET') calls.push(`${request.method()} ${pathname.replace(/\d{3,}/g, 'N')}`)
  })
  return calls
}

async function openEsim() {
  const dashboard = await openDashboard()
  const iccid = await buyEsim(dashboard.api)
  await load(dashboard.page, `${dashboard.origin}/_emulator/ui/esims/${iccid}`)
  return { ...dashboard, iccid }
}

inBrowser('a control and its opposite', () => {
  test('two clicks on Install install, and the focus stays on it', async () => {
    const { page, emulator, iccid } = await openEsim()
    const calls = watchCalls(page)
    await pressTwice(page, 'Install', () => page.getByRole('button', { name: 'Uninstall', disabled: false }).waitFor())
    await page.getByText('Installed.').waitFor()
    expect(calls).toEqual(['POST /_emulator/esims/N/install'])
    expect((await emulator.esims.get(iccid)).installed).toBe(true)
    expect(await button(page, 'Install').evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    expect(calls).toHaveLength(1)
  })

  test.each([
    ['Play', 'Pause', { mode: 'auto' }],
    ['Uninstall', 'Install', { installed: false }],
    ['Remove number', 'Assign number', { msisdn: null }],
  ])('two clicks on %s never press %s', async (name, opposite, result) => {
    const { page, emulator, iccid } = await openEsim()
    if (name === 'Uninstall') await emulator.esims.install(iccid)
    await page.getByRole('button', { name, exact: true, disabled: false }).waitFor()
    const opposites = watchCalls(page)
    await pressTwice(page, name, () => page.getByRole('button', { name, exact: true, disabled: true }).waitFor())
    expect(opposites).toHaveLength(1)
    expect(await button(page, opposite).isVisible()).toBe(true)
    expect({ ...(await emulator.esims.get(iccid)), ...(await emulator.clock.get()) }).toMatchObject(result)
  })

  test('the second of two clicks does not remove what has moved below the pointer', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.faults)
    for (let each = 0; each < 3; each += 1) await emulator.faults.add({ fault: { type: 'delay', delay: '1ms' } })
    const remove = page.getByRole('button', { name: /^Remove fault/ })
    await expect.poll(() => remove.count()).toBe(3)
    await pressTwice(page, /^Remove fault/, () => expect.poll(() => remove.count()).toBe(2))
    await page.getByText(/^Fault \d+ removed/).waitFor()
    expect(await emulator.faults.list()).toHaveLength(2)
    expect(await page.evaluate('document.activeElement.dataset.live')).toBe('faults')
  })
})

inBrowser('what destroys', () => {
  test('a fault that was removed comes back by Undo', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.faults)
    const rule = {
      match: { operationId: 'createOrder' },
      phase: 'after',
      fault: { type: 'status', status: 503 },
      times: 2,
    } as const
    await emulator.faults.add(rule)
    await page.getByRole('button', { name: /^Remove fault/ }).click()
    await toasts(page).getByRole('button', { name: 'Undo' }).click()
    await toasts(page).getByText('Undone.').waitFor()
    expect(await emulator.faults.list()).toMatchObject([rule])
  })

  test('a usage plan and a number come back by Undo', async () => {
    const { page, emulator, iccid } = await openEsim()
    await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 40, for: '3d', country: 'FR' })
    const { usagePlan, msisdn } = await emulator.esims.get(iccid)
    for (const name of ['Stop usage plan', 'Remove number']) {
      await page.getByRole('button', { name, disabled: false }).click()
      await toasts(page).getByRole('button', { name: 'Undo' }).click()
      // The button may not have been refreshed yet, so it does not tell whether the call was answered.
      await expect.poll(() => emulator.esims.get(iccid)).toMatchObject({ usagePlan, msisdn })
      await page.getByRole('button', { name, disabled: false }).waitFor()
    }
  })

  test('a snapshot is replaced after a question only', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.scenarios)
    await emulator.snapshots.take('before')
    await page.getByRole('button', { name: 'Restore before' }).waitFor()
    await emulator.clock.advance('1d')
    const question = page.waitForEvent('dialog')
    await page.getByLabel('Name', { exact: true }).fill('before')
    const clicked = button(page, 'Take a snapshot').click()
    const dialog = await question
    expect(dialog.message()).toBe('Replace before?')
    await dialog.dismiss()
    await clicked
    expect(await emulator.snapshots.list()).toMatchObject([{ takenAt: '2026-01-01T00:00:00Z' }])
    agree(page)
    await button(page, 'Take a snapshot').click()
    await page.getByText('Snapshot before taken.').waitFor()
    expect(await emulator.snapshots.list()).toMatchObject([{ takenAt: '2026-01-02T00:00:00Z' }])
  })

  test('all faults are removed after a question only', async () => {
    const { page, emulator } = await openDashboard(MAIN_PAGES.faults)
    await emulator.faults.add({ fault: { type: 'delay', delay: '1ms' } })
    const question = page.waitForEvent('dialog')
    const clicked = button(page, 'Remove all').click()
    await (await question).dismiss()
    await clicked
    expect(await emulator.faults.list()).toHaveLength(1)
  })
})
