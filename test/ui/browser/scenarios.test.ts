import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { buyEsim } from '../../support/trade.ts'
import { findBarriers } from '../support/accessibility.ts'
import { inBrowser } from '../support/chromium.ts'
import { agree, openDashboard, toasts } from '../support/dashboard.ts'

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

  test('a scenario is started by its card after a question, and undone', async () => {
    const { page, api, emulator } = await openDashboard('/_emulator/ui/scenarios')
    await buyEsim(api)
    const [bought] = await emulator.esims.list()
    const question = page.waitForEvent('dialog')
    const clicked = page.getByRole('button', { name: 'Start low-balance', exact: true }).click()
    const dialog = await question
    expect(dialog.message()).toMatch(/^Start low-balance\? It replaces everything/)
    await dialog.accept()
    await clicked
    await toasts(page)
      .getByText(/^Started low-balance at /)
      .waitFor()
    expect((await emulator.settings.get()).balance).toBeLessThan(100)
    await toasts(page).getByRole('button', { name: 'Undo' }).click()
    await toasts(page).getByText('Undone.').waitFor()
    expect(await emulator.esims.list()).toEqual([bought])
  })

  test('a reset starts anew, with a seed', async () => {
    const { page, api, emulator } = await openDashboard('/_emulator/ui/scenarios')
    agree(page)
    await buyEsim(api)
    const form = page.getByRole('form', { name: 'Reset' })
    await form.getByLabel('Seed').fill('7')
    await form.getByRole('button', { name: 'Reset' }).click()
    await toasts(page)
      .getByText(/^Started fresh at /)
      .waitFor()
    expect(await emulator.esims.list()).toEqual([])
  })

  test('a scenario of one’s own is started, from its text', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/scenarios')
    agree(page)
    const form = page.getByRole('form', { name: 'Start a scenario' })
    await form.getByLabel(/YAML or JSON/).fill('name: mine\norganisation:\n  balance: 20.5\n')
    await form.getByRole('button', { name: 'Start' }).click()
    await page.getByText('Started mine.').waitFor()
    expect((await emulator.settings.get()).balance).toBe(20.5)
    expect(await page.getByRole('region', { name: 'The story that is played' }).isVisible()).toBe(false)
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

/** A story whose second step expects too much, and whose last cannot be carried out. */
const STORY = `name: trip
esims:
  - customerRef: vera
    bundles: [{ bundle: esim_1GB_7D_FR_V2, purchased: 1h ago }]
steps:
  - name: vera lands in Paris
    attach: { iccid: '\${esim.vera}', country: FR }
    expect: { esim: { iccid: '\${esim.vera}', country: FR } }
  - name: half of the data is used
    use: { iccid: '\${esim.vera}', amount: 500MB }
    expect: { balance: 12 }
  - install: '\${esim.nobody}'
  - advance: 1d
`

inBrowser('a story', () => {
  const story = (page: Page) => page.getByRole('region', { name: 'The story that is played' })
  const step = (page: Page, name: string) => story(page).getByRole('listitem').filter({ hasText: name })

  test('is played step by step, with what came of each, and survives a reload', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/scenarios')
    agree(page)
    await page.getByLabel(/YAML or JSON/).fill(STORY)
    await page.getByRole('form', { name: 'Start a scenario' }).getByRole('button', { name: 'Start' }).click()
    await story(page).getByText('0 of 4 steps played').waitFor()
    await step(page, 'half of the data is used').getByText('Expects balance 12').waitFor()

    await story(page).getByRole('button', { name: 'Next step' }).click()
    await step(page, 'vera lands').getByText('passed').waitFor()
    await page.reload()
    await story(page).getByText('1 of 4 steps played, 1 passed').waitFor()

    await story(page).getByRole('button', { name: 'Next step' }).click()
    await step(page, 'half of the data').getByText('failed').waitFor()
    await step(page, 'half of the data').getByText('balance: expected 12, it is 1000').waitFor()

    await story(page).getByRole('button', { name: 'Run to end' }).click()
    await step(page, 'install').getByText('no eSIM has the customer reference "nobody"').waitFor()
    await step(page, 'advance 1d').getByText('left out').waitFor()
    await story(page).getByRole('button', { name: 'Next step', disabled: true }).waitFor()
    expect(await emulator.story.get()).toMatchObject({ state: 'not met', played: 3, failed: 2 })
    expect(await findBarriers(page), 'in light').toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await findBarriers(page, ['color-contrast']), 'in dark').toEqual([])

    await story(page).getByRole('button', { name: 'Stop' }).click()
    await story(page).waitFor({ state: 'hidden' })
    expect(await emulator.story.get()).toBeNull()
  })

  test('is started and played by the keyboard alone, and its start is undone', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/scenarios')
    agree(page)
    await page.getByRole('button', { name: 'Start first-sale' }).focus()
    await page.keyboard.press('Enter')
    await story(page).getByText('0 of 8 steps played').waitFor()
    const next = story(page).getByRole('button', { name: 'Next step' })
    await next.focus()
    for (const played of [1, 2]) {
      await page.keyboard.press('Enter')
      await story(page).getByText(`${played} of 8 steps played`).waitFor()
      expect(await next.evaluate((button) => button === document.activeElement)).toBe(true)
    }
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await story(page).getByText('8 of 8 steps played, 8 passed').waitFor()
    await story(page).getByRole('button', { name: 'Undo the start' }).click()
    await story(page).waitFor({ state: 'hidden' })
    expect(await emulator.esims.list()).toEqual([])
  })
})
