import type { Page, Request } from 'playwright-core'
import { expect, test } from 'vitest'
import { buyEsim } from '../../support/trade.ts'
import { inBrowser } from '../support/chromium.ts'
import { advance, MAIN_PAGES, openDashboard, standStill, toasts, waitForClock } from '../support/dashboard.ts'

/** The requests that an action made, but for looks at the page and the stream. */
function watchCalls(page: Page): Request[] {
  const calls: Request[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (
      request.resourceType() === 'fetch' &&
      request.url() !== page.url() &&
      !['/_emulator/stream', '/_emulator/health'].includes(pathname)
    ) {
      calls.push(request)
    }
  })
  return calls
}

inBrowser('a form that makes a call', () => {
  test('shows the key and a type where there is a body, and is a call of the page alone', async () => {
    const { page, api, origin, emulator } = await openDashboard(MAIN_PAGES.overview)
    const iccid = await buyEsim(api)
    await page.goto(`${origin}/_emulator/ui/esims/${iccid}`)
    const calls = watchCalls(page)
    await page.getByRole('button', { name: 'Remove number' }).click()
    await page.getByRole('button', { name: 'Assign number' }).click()
    await expect.poll(() => calls.length).toBe(2)
    const sent = await Promise.all(calls.map(async (call) => [call.method(), call.postData(), await call.allHeaders()]))
    expect(sent).toMatchObject([
      ['DELETE', null, { 'x-api-key': emulator.apiKey }],
      ['PUT', '{}', { 'x-api-key': emulator.apiKey, 'content-type': 'application/json' }],
    ])
    expect(sent.map(([, , headers]) => Object.keys(headers as object).includes('authorization'))).toEqual([
      false,
      false,
    ])
    expect(Object.keys(sent[0]?.[2] as object)).not.toContain('content-type')
  })

  test('empties what is written once when it went well, and keeps it when it did not', async () => {
    const { page, api, origin, emulator } = await openDashboard(MAIN_PAGES.overview, { expected: [/status of 400/] })
    const iccid = await buyEsim(api)
    await page.goto(`${origin}/_emulator/ui/esims/${iccid}`)
    const message = page.getByLabel(/^SMS/)
    const send = page.getByRole('button', { name: 'Send' })
    await emulator.esims.removeMsisdn(iccid)
    await message.fill('Welcome!')
    await send.click()
    await expect.poll(() => toasts(page).allInnerTexts()).toEqual(['esim has no msisdn'])
    expect(await message.inputValue()).toBe('Welcome!')
    await emulator.esims.giveMsisdn(iccid)
    await send.click()
    await expect.poll(() => toasts(page).allInnerTexts()).toEqual(['esim has no msisdn', 'SMS sent.'])
    expect(await message.inputValue()).toBe('')
    expect(await emulator.sms.list()).toHaveLength(1)
  })

  test('is sent once, however often it is pressed before it is answered', async () => {
    const { page, emulator } = await openDashboard()
    const held: (() => void)[] = []
    let reached = 0
    await page.route('**/_emulator/clock/advance', async (route) => {
      reached += 1
      await new Promise<void>((resolve) => held.push(resolve))
      await route.continue()
    })
    await advance(page).click()
    await expect.poll(() => reached).toBe(1)
    await advance(page).click()
    await page.getByRole('button', { name: '+1 d', exact: true }).click()
    expect(await page.locator('form.steps').getAttribute('aria-busy')).toBe('true')
    held.shift()?.()
    await expect.poll(() => toasts(page).count()).toBe(1)
    expect([reached, (await emulator.clock.get()).now]).toEqual([1, '2026-01-01T01:00:00Z'])
    expect(await page.locator('form.steps').getAttribute('aria-busy')).toBeNull()
    await advance(page).click()
    await expect.poll(() => held.length).toBe(1)
    held.shift()?.()
    await expect.poll(async () => (await emulator.clock.get()).now).toBe('2026-01-01T02:00:00Z')
  })

  test.each([
    ['the control API', 409, '{"error":{"code":"x","message":"do that"}}', 'do that'],
    ['the vendor', 403, '{"message":"access denied"}', 'access denied'],
    ['a text', 502, 'bad gateway', 'bad gateway'],
    ['JSON of another form', 500, '{"why":"no"}', '{"why":"no"}'],
    ['nothing', 503, '', 'answered 503'],
  ])('says what %s answers to a call that is refused', async (_, status, body, text) => {
    const { page } = await openDashboard(MAIN_PAGES.overview, { expected: [new RegExp(`status of ${status}`)] })
    await page.route('**/_emulator/clock/advance', (route) => route.fulfill({ status, body }))
    await advance(page).click()
    await expect.poll(() => toasts(page).allInnerTexts()).toEqual([text])
    expect(await toasts(page).getAttribute('class')).toBe('bad')
  })

  test('says that it did not get through', async () => {
    const { page } = await openDashboard(MAIN_PAGES.overview, { expected: [/ERR_FAILED/] })
    await page.route('**/_emulator/clock/advance', (route) => route.abort())
    await advance(page).click()
    await expect.poll(() => toasts(page).getAttribute('class')).toBe('bad')
    expect(await page.locator('form.steps').getAttribute('aria-busy')).toBeNull()
  })
})

inBrowser('what the page says', () => {
  test('is there for six seconds, what is bad for twenty, and three at a time', async () => {
    const { page } = await openDashboard(MAIN_PAGES.overview, {
      expected: [/status of 409/],
      before: standStill,
    })
    const say = async (status: number, text: string) => {
      const answer = JSON.stringify(status < 400 ? { now: text, eventCount: 0 } : { message: text })
      await page.route('**/_emulator/clock/advance', (route) => route.fulfill({ status, body: answer }), { times: 1 })
      await advance(page).click()
      await page.locator('#toasts').getByText(text).waitFor()
    }
    await say(409, 'no')
    await say(200, 'one')
    expect(await toasts(page).allInnerTexts()).toEqual(['no', 'Now one. Events: 0.'])
    await page.clock.runFor(5_900)
    expect(await toasts(page).count()).toBe(2)
    await page.clock.runFor(200)
    expect(await toasts(page).allInnerTexts()).toEqual(['no'])
    await page.clock.runFor(13_800)
    expect(await toasts(page).count()).toBe(1)
    await page.clock.runFor(200)
    expect(await toasts(page).count()).toBe(0)
    for (const text of ['1', '2', '3', '4']) await say(200, text)
    expect(await toasts(page).allInnerTexts()).toEqual(['2', '3', '4'].map((text) => `Now ${text}. Events: 0.`))
  })
})

inBrowser('the control token', () => {
  const CONTROLLED = { emulator: { controlToken: 'secret' } } as const
  const others = (page: Page) => page.getByRole('button', { name: /^Switch to / })

  test('is asked for, sent with calls of the server and looks alone, and kept in the tab', async () => {
    const { page, api, origin } = await openDashboard(MAIN_PAGES.organisation, CONTROLLED)
    await api.as('another-key').get('/organisation')
    const seen: [string, string, string | undefined, string | undefined][] = []
    page.on('request', (request) => {
      const { authorization, 'x-api-key': key } = request.headers()
      seen.push([request.method(), new URL(request.url()).pathname, authorization, key])
    })
    expect(await others(page).count()).toBe(0)
    await page.getByLabel('Control token').fill('secret')
    await page.getByRole('button', { name: 'Show' }).click()
    await others(page).waitFor()
    const authorised = seen.filter(([, , authorization]) => authorization !== undefined)
    expect(authorised.length).toBeGreaterThan(0)
    for (const each of authorised) expect(each).toEqual(['GET', MAIN_PAGES.organisation, 'Bearer secret', undefined])

    const form = page.getByRole('form', { name: 'Open an organisation' })
    await form.getByLabel('New API key').fill('third-key')
    await form.getByRole('button', { name: 'Open' }).click()
    await page.getByText(/^Opened /).waitFor()
    const opened = seen.find(([method]) => method === 'POST')
    expect(opened).toEqual(['POST', '/_emulator/organisations', 'Bearer secret', undefined])
    await expect.poll(() => others(page).count()).toBe(2)

    await advance(page).click()
    await expect
      .poll(() => seen.filter(([, path]) => path === '/_emulator/clock/advance'))
      .toEqual([['POST', '/_emulator/clock/advance', undefined, 'test-key']])
    await page.goto(`${origin}${MAIN_PAGES.organisation}`)
    await expect.poll(() => others(page).count()).toBe(2)
  })

  test('that is wrong shows nothing, and another can be given', async () => {
    const { page, api, emulator } = await openDashboard(MAIN_PAGES.organisation, {
      ...CONTROLLED,
      expected: [/status of 40[13]/],
    })
    await api.as('another-key').get('/organisation')
    await page.getByLabel('Control token').fill('guess')
    const refused = page.waitForResponse((response) => response.request().headers().authorization === 'Bearer guess')
    await page.getByRole('button', { name: 'Show' }).click()
    await refused
    // The page has been refreshed with that token when it shows what comes later.
    await emulator.clock.advance('1h')
    await waitForClock(page, '2026-01-01T01:00:00Z')
    expect(await others(page).count()).toBe(0)
    await page.getByLabel('Control token').fill('secret')
    await page.getByRole('button', { name: 'Show' }).click()
    await others(page).waitFor()
  })
})

inBrowser('the fields of a form', () => {
  test('are there only with the choice they belong to, also where a look at the page brings them', async () => {
    const { page, api } = await openDashboard(MAIN_PAGES.faults)
    const added = `<div data-live="clear"><form id="added"><select name="kind"><option>x</option><option>y</option></select>
      <fieldset data-when="kind=y|z"><i>late</i></fieldset><fieldset data-when="kind=x"><i>soon</i></fieldset></form>`
    await page.route(page.url(), async (route) => {
      const response = await route.fetch()
      const body = (await response.text()).replace('<div data-live="clear">', added)
      await route.fulfill({ response, body })
    })
    await api.get('/networks?isos=FR')
    await page.locator('#added').waitFor({ state: 'attached' })
    const isShown = () =>
      page
        .locator('#added fieldset')
        .evaluateAll((all) => (all as HTMLFieldSetElement[]).map(({ hidden, disabled }) => [hidden, disabled]))
    expect(await isShown()).toEqual([
      [true, true],
      [false, false],
    ])
    await page.locator('#added select').selectOption('y')
    expect(await isShown()).toEqual([
      [false, false],
      [true, true],
    ])
  })

  test('a file fills in the field that it is for', async () => {
    const { page } = await openDashboard(MAIN_PAGES.scenarios)
    const buffer = Buffer.from('{"name": "of a file"}')
    await page.locator('input[type=file]').setInputFiles({ name: 's.json', mimeType: 'application/json', buffer })
    await expect.poll(() => page.getByLabel(/YAML or JSON/).inputValue()).toBe('{"name": "of a file"}')
    await page.locator('input[type=file]').setInputFiles([])
    expect(await page.getByLabel(/YAML or JSON/).inputValue()).toBe('{"name": "of a file"}')
  })
})
