import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { BUNDLES } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { MAIN_PAGES, openDashboard } from '../support/dashboard.ts'

const ESIMS = [
  ...Array.from({ length: 30 }, (_, index) => ({ customerRef: `guest ${index}` })),
  { customerRef: 'paris', location: 'FR', bundles: [{ bundle: BUNDLES.france, state: 'active' as const }] },
  { customerRef: 'london', location: 'GB', bundles: [{ bundle: BUNDLES.uk, state: 'active' as const }] },
]

const open = (query = '') => openDashboard(`${MAIN_PAGES.esims}${query}`, { emulator: { scenario: { esims: ESIMS } } })

const submit = (page: Page) => page.getByRole('button', { name: /^Do it to/ })

const act = (page: Page, name: string) => page.locator('#bulk-act').selectOption({ label: name })

/** The call of the next act, and the questions that were asked before it. */
function watchActs(page: Page, answer: 'accept' | 'dismiss' = 'accept') {
  const [bodies, questions]: [unknown[], string[]] = [[], []]
  page.on('request', (request) => {
    if (request.url().endsWith('/esims/bulk')) bodies.push(request.postDataJSON())
  })
  page.on('dialog', (dialog) => {
    questions.push(dialog.message())
    return dialog[answer]()
  })
  return { bodies, questions }
}

const box = (page: Page, iccid: string) => page.getByLabel(`Choose ${iccid}`, { exact: true })

inBrowser('acts on many eSIMs', () => {
  test('hit the chosen ones: the button says how many, and the result what was done', async () => {
    const { page, emulator } = await open()
    const { bodies } = watchActs(page)
    const [first, second] = (await emulator.esims.list({ direction: 'desc', limit: 3 })).slice(1)
    expect(await submit(page).isDisabled()).toBe(true)
    await box(page, first?.iccid ?? '').check()
    await box(page, second?.iccid ?? '').check()
    await act(page, 'Attach in')
    await page.locator('[name="acts.0.attach.country"]').fill('Spain')
    expect(await submit(page).innerText()).toBe('Do it to 2 eSIMs')
    await submit(page).click()
    await page.getByText('done to 2 of 2 eSIMs').waitFor()
    expect(bodies).toEqual([
      { match: { iccids: [first?.iccid, second?.iccid] }, acts: [{ attach: { country: 'Spain' } }] },
    ])
    expect((await emulator.esims.list({ country: 'ES' })).map(({ iccid }) => iccid).toSorted()).toEqual(
      [first?.iccid, second?.iccid].toSorted(),
    )
  })

  test('hit all that match, with the conditions of the list', async () => {
    const { page } = await open('?find=guest&installed=false')
    const { bodies } = watchActs(page)
    await page.getByLabel('all 30 that match').check()
    expect(await submit(page).innerText()).toBe('Do it to 30 eSIMs')
    expect(await page.getByLabel('Choose all eSIMs of this page').isDisabled()).toBe(true)
    await act(page, 'Install')
    await submit(page).click()
    await page.getByText('done to 30 of 30 eSIMs').waitFor()
    expect(bodies).toEqual([{ match: { find: 'guest', installed: false }, acts: [{ install: {} }] }])
    await page.getByText('No eSIM matches.').waitFor()
    await page.getByRole('button', { name: 'Do it to 0 eSIMs' }).waitFor()
  })

  test('ask before they destroy, and do nothing after a no', async () => {
    const { page, emulator } = await open('?state=active')
    const { bodies, questions } = watchActs(page, 'dismiss')
    await page.getByLabel('Choose all eSIMs of this page').check()
    await act(page, 'Uninstall')
    await submit(page).click()
    await expect.poll(() => questions).toEqual(['Uninstall 2 eSIMs from their devices?'])
    expect(bodies).toEqual([])
    expect(await emulator.esims.list({ installed: 'true' })).toHaveLength(2)
  })

  test('tell what was refused, and why', async () => {
    const { page, emulator } = await open()
    const { bodies } = watchActs(page)
    await emulator.clock.advance('900d')
    await page.getByLabel('Choose all eSIMs of this page').check()
    await act(page, 'Install')
    await submit(page).click()
    const result = page.locator('[data-result]')
    await result
      .getByText(/refused: /)
      .first()
      .waitFor()
    expect(await result.innerText()).toMatch(/^Install: done to \d+ of 25 eSIMs/)
    expect(await result.getByRole('link').first().getAttribute('href')).toMatch(/\/esims\/\d{19}$/)
    expect(bodies).toHaveLength(1)
  })

  test.each([
    ['Use data', { use: { amount: '100MB' } }],
    ['Start a usage plan of', { plan: { megabytesPerDay: 200 } }],
    ['Give numbers', { msisdn: {} }],
    ['Stop usage plans', { plan: { megabytesPerDay: 0 } }],
    ['Remove numbers', { msisdn: { number: null } }],
    ['Uninstall', { uninstall: {} }],
  ])('%s is one act of the call', async (name, expected) => {
    const { page } = await open('?state=active')
    const { bodies } = watchActs(page)
    await page.getByLabel('all 2 that match').check()
    await act(page, name)
    await submit(page).click()
    await page
      .locator('[data-result]')
      .getByText(/of 2 eSIMs/)
      .waitFor()
    expect(bodies).toEqual([{ match: { bundleState: 'active' }, acts: [expected] }])
  })
})
