import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { CONTROL_OPERATIONS } from '../../../src/contract/control/operations.ts'
import { ALL_OPERATIONS } from '../../../src/contract/operations.ts'
import { BUNDLES, buyEsim } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { openDashboard } from '../support/dashboard.ts'

const ALL = ALL_OPERATIONS.length + CONTROL_OPERATIONS.length

/** The part of one call. */
const entry = (page: Page, id: string) => page.locator(`details#${id}`)
const open = (page: Page, id: string) => entry(page, id).locator('summary').first().click()
const answerOf = (page: Page, id: string) => entry(page, id).getByRole('status')
const found = (page: Page) => page.getByRole('search').getByRole('status')

inBrowser('the reference', () => {
  test('has every call of both APIs, each below an anchor of its own', async () => {
    const { page } = await openDashboard('/_emulator/docs')
    const ids = await page.locator('details.operation').evaluateAll((all) => all.map(({ id }) => id))
    expect(ids).toEqual(
      [
        ...ALL_OPERATIONS.map(({ operationId }) => operationId).toSorted(),
        ...CONTROL_OPERATIONS.map(({ operationId }) => `control-${operationId}`).toSorted(),
      ].toSorted((a, b) => ids.indexOf(a) - ids.indexOf(b)),
    )
    expect(await found(page).innerText()).toBe(`${ALL} calls`)
  })

  test('the search narrows it, and Enter opens the first that is left', async () => {
    const { page } = await openDashboard('/_emulator/docs')
    await page.keyboard.press('/')
    await page.keyboard.type('post refund')
    await found(page).getByText(`1 of ${ALL} calls`).waitFor()
    expect(await entry(page, 'refundInventory').isVisible()).toBe(true)
    expect(await entry(page, 'createOrder').isVisible()).toBe(false)
    expect(await page.getByRole('link', { name: 'createOrder' }).isVisible()).toBe(false)
    await page.keyboard.press('Enter')
    await entry(page, 'refundInventory').getByRole('button', { name: 'Send' }).waitFor()

    await page.getByRole('searchbox').fill('nothing of the kind')
    await found(page).getByText(`0 of ${ALL} calls`).waitFor()
    await page.getByRole('searchbox').fill('')
    await found(page).getByText(`${ALL} calls`, { exact: true }).waitFor()
  })

  test('an address with an anchor opens its call, as does the table of contents', async () => {
    const { page } = await openDashboard('/_emulator/docs#control-advanceClock')
    await entry(page, 'control-advanceClock').getByRole('button', { name: 'Send' }).waitFor()
    await page
      .getByRole('navigation', { name: 'Calls' })
      .getByRole('link', { name: /createOrder$/ })
      .click()
    await entry(page, 'createOrder').getByRole('button', { name: 'Send' }).waitFor()
    expect(new URL(page.url()).hash).toBe('#createOrder')
  })
})

inBrowser('trying a call', () => {
  test('sends it, and shows status, headers and answer', async () => {
    const { page, emulator, origin } = await openDashboard('/_emulator/docs')
    await open(page, 'createOrder')
    await entry(page, 'createOrder').getByRole('button', { name: 'Send' }).click()
    await answerOf(page, 'createOrder').getByText(/^200 /).waitFor()
    const order = JSON.parse(await answerOf(page, 'createOrder').locator('pre').innerText())
    expect(order).toMatchObject({ status: 'completed', total: 1.17 })
    expect(await answerOf(page, 'createOrder').innerText()).toMatch(/emulator-request-id\s+1\b/)
    const [esim] = await emulator.esims.list()
    expect(esim?.iccid).toBe(order.order[0].iccids[0])

    const curl = await page.getByRole('figure', { name: 'createOrder as curl' }).innerText()
    expect(curl).toContain(`curl -X POST '${origin}/v2.4/orders' -H 'X-API-Key: ${emulator.apiKey}'`)
    expect(curl).toContain(BUNDLES.france)
  })

  test('the beginning of the answer is in sight', async () => {
    const { page } = await openDashboard('/_emulator/docs#listCatalogue')
    await entry(page, 'listCatalogue').getByRole('button', { name: 'Send' }).click()
    const status = answerOf(page, 'listCatalogue').getByText(/^200 /)
    await status.waitFor()
    const { y, height } = (await status.boundingBox()) ?? { y: Number.NaN, height: 0 }
    const bar = await page.getByRole('region', { name: 'Time' }).boundingBox()
    expect(y).toBeGreaterThan((bar?.y ?? 0) + (bar?.height ?? 0))
    expect(y + height).toBeLessThan(700)
  })

  test('examples name what the organisation has, and say what it has not', async () => {
    const { page, api } = await openDashboard('/_emulator/docs')
    await open(page, 'getEsim')
    await entry(page, 'getEsim').getByText('this organisation has no eSIM yet').waitFor()
    await open(page, 'getEsim')

    const iccid = await buyEsim(api)
    await expect.poll(() => page.locator('#own').getAttribute('data-own')).toContain(iccid)
    await open(page, 'getEsim')
    await expect.poll(() => entry(page, 'getEsim').getByLabel('iccid').inputValue()).toBe(iccid)
    await entry(page, 'getEsim').getByRole('button', { name: 'Send' }).click()
    await answerOf(page, 'getEsim').getByText(/^200 /).waitFor()
    expect(await answerOf(page, 'getEsim').innerText()).toContain(`"iccid": "${iccid}"`)
  })

  test('a refusal is shown as one, with the reason that the emulator gives', async () => {
    const { page } = await openDashboard('/_emulator/docs#getEsim', { expected: [/status of 403/] })
    await entry(page, 'getEsim').getByRole('button', { name: 'Send' }).click()
    await answerOf(page, 'getEsim').getByText(/^403 /).waitFor()
    expect(await answerOf(page, 'getEsim').innerText()).toMatch(/emulator-reason\s+unknown-iccid/)
  })

  test('a fault can strike one call, and query fields are sent', async () => {
    const { page, emulator } = await openDashboard('/_emulator/docs#listCatalogue', { expected: [/status of 503/] })
    const call = entry(page, 'listCatalogue')
    await call.getByLabel('region').fill('North America')
    await call.getByRole('button', { name: 'Send' }).click()
    await answerOf(page, 'listCatalogue').getByText(/^200 /).waitFor()
    await call.getByLabel('Emulator-Fault').fill('status=503')
    await call.getByRole('button', { name: 'Send' }).click()
    await answerOf(page, 'listCatalogue').getByText(/^503 /).waitFor()
    const requests = await emulator.requests.list()
    expect(requests.map(({ status, query }) => [status, query])).toEqual([
      [503, { countries: 'FR', perPage: '2', region: 'North America' }],
      [200, { countries: 'FR', perPage: '2', region: 'North America' }],
    ])
  })

  test('a file is offered to be saved', async () => {
    const { page, api } = await openDashboard('/_emulator/docs')
    await buyEsim(api)
    await page.reload()
    await open(page, 'getQrCodes')
    await entry(page, 'getQrCodes').getByRole('button', { name: 'Send' }).click()
    const saved = page.waitForEvent('download')
    await answerOf(page, 'getQrCodes')
      .getByRole('link', { name: /^Save .*\.zip$/ })
      .click()
    expect((await saved).suggestedFilename()).toMatch(/\.zip$/)
  })
})
