import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { callRaw } from '../../support/call.ts'
import { inBrowser } from '../support/chromium.ts'
import { openDashboard, toasts } from '../support/dashboard.ts'

const ADD_ON_CALLS = 'Add a fault on calls'
const inForce = (page: Page, sentence: string) => page.getByRole('listitem').filter({ hasText: sentence })

inBrowser('faults by clicks', () => {
  test('a fault is built by its sentence, hits, is disabled and enabled, and is removed', async () => {
    const { page, api, emulator } = await openDashboard('/_emulator/ui/faults')
    const form = page.getByRole('form', { name: ADD_ON_CALLS })
    await form.getByLabel('Calls').selectOption('getOrganisation')
    await form.getByLabel('Status', { exact: true }).fill('503')
    await form.getByLabel('When').selectOption('after')
    await form.getByLabel('Times').fill('3')
    await form.getByRole('button', { name: 'Add' }).click()
    const fault = inForce(page, 'Answers 503 to the next three GETs of the organisation, after they were carried out.')
    await fault.getByText('0 of 3 hits').waitFor()
    const { id } = (await emulator.faults.list())[0] ?? { id: 0 }

    expect((await callRaw(emulator, 'GET', '/v2.4/organisation')).status).toBe(503)
    await inForce(page, 'to the next two GETs').getByText('1 of 3 hits').waitFor()

    await page.getByRole('button', { name: `Disable fault ${id}` }).click()
    await page.getByRole('button', { name: `Enable fault ${id}`, disabled: false }).waitFor()
    expect((await api.get('/organisation')).status).toBe(200)
    await page.getByRole('button', { name: `Enable fault ${id}` }).click()
    await page.getByRole('button', { name: `Disable fault ${id}`, disabled: false }).waitFor()
    expect((await callRaw(emulator, 'GET', '/v2.4/organisation')).status).toBe(503)

    await page.getByRole('button', { name: `Remove fault ${id}` }).click()
    await page.getByText('None: every call and callback succeeds.').waitFor()
    expect(await emulator.faults.list()).toEqual([])
  })

  test('what a kind of fault needs is asked with it', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/faults')
    const form = page.getByRole('form', { name: 'Add a fault on callbacks' })
    expect(await form.getByLabel('Delay').isVisible()).toBe(false)
    await form.getByLabel('Fault').selectOption('delay')
    await form.getByLabel('Delay').fill('2h')
    await form.getByRole('button', { name: 'Add' }).click()
    await inForce(page, 'Sends every callback 2 h late.').waitFor()
    expect(await emulator.faults.list()).toMatchObject([{ fault: { type: 'delay', delay: 'PT2H' } }])
  })

  test('a sentence has the blanks of the chosen fault only, each in its line', async () => {
    const { page } = await openDashboard('/_emulator/ui/faults')
    const form = page.getByRole('form', { name: 'Add a fault on calls' })
    const ofStatus = form.getByLabel('Status', { exact: true })
    const ofDelay = form.getByLabel('Delay', { exact: true })
    await form.getByLabel('Fault', { exact: true }).selectOption('delay')
    await ofStatus.waitFor({ state: 'hidden' })
    expect(await ofDelay.isVisible()).toBe(true)
    await form.getByLabel('Fault', { exact: true }).selectOption('status')
    await ofDelay.waitFor({ state: 'hidden' })
    expect(await ofStatus.isVisible()).toBe(true)
    expect(await ofStatus.evaluate((blank) => blank.closest('.fill-in') !== null)).toBe(true)
    expect(await ofStatus.evaluate((blank) => blank.getBoundingClientRect().height)).toBeLessThan(40)
  })

  test('an error stands at its blank', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/faults', { expected: [/status of 422/] })
    const form = page.getByRole('form', { name: ADD_ON_CALLS })
    await form.getByText('More conditions').click()
    await form.getByLabel('Until').fill('tomorrow')
    await form.getByRole('button', { name: 'Add' }).click()
    await form.getByText('must be a time from now').waitFor()
    expect(await emulator.faults.list()).toEqual([])
  })

  test('a bad day is one click, and says what it does', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/faults')
    await page.getByRole('button', { name: 'Orders are refused' }).click()
    await toasts(page)
      .getByText(/Answers 503 to the next three orders\.$/)
      .waitFor()
    await inForce(page, 'Answers 503 to the next three orders.').getByText('in force').waitFor()
    expect(await emulator.faults.list()).toMatchObject([{ match: { operationId: 'createOrder' }, times: 3 }])
  })

  test('a fault is built by the keyboard alone', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/faults')
    await page.getByRole('form', { name: ADD_ON_CALLS }).getByLabel('Calls').focus()
    await page.keyboard.type('POST /orders')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('429')
    await page.keyboard.press('Enter')
    await inForce(page, 'Answers 429 to every order.').waitFor()
    expect(await emulator.faults.list()).toMatchObject([
      { match: { operationId: 'createOrder' }, fault: { status: 429 } },
    ])
  })
})
