import type { Page } from 'playwright-core'
import { findChromium } from '../scripts/chromium.ts'
import { openTestEmulator, type TestEmulator } from '../test/support/emulator.ts'
import { HOSTILE_TEXTS } from '../test/support/laws/hostile-text.ts'
import { PAGES } from '../test/support/page.ts'
import { launchChromium, watchPageOf } from '../test/ui/support/watched-page.ts'
import type { Attempt, Round } from './round.ts'

/** How long a page may take on a busy machine. */
const LOADING_MS = 60_000

/** A real browser looks at every page of the dashboard while all that can be written is written by an attacker. */
export const hostile: Round = {
  name: 'hostile',
  law: 'a hostile text is shown as text: no script runs, nothing is asked for elsewhere',
  triesPerMinute: 2,
  unavailable: () => (findChromium() === undefined ? 'skipped: no Chromium on this machine' : undefined),
  run: attack,
}

async function attack(attempt: Attempt): Promise<string[]> {
  const { pick, onEnd, count } = attempt
  const answer = pick(HOSTILE_TEXTS)
  const opened = await openTestEmulator({
    callbackUrl: 'http://127.0.0.1:9/callback',
    callbackFetch: async () => new Response(answer, { status: 500, headers: { 'Content-Type': 'text/html' } }),
  })
  onEnd(() => opened.close())
  const { url: origin } = await opened.emulator.listen()
  const browser = await launchChromium(findChromium() ?? '')
  onEnd(() => browser.close())
  // A page is not found, and the browser says so on the console.
  const { page, problems } = await watchPageOf(browser, origin, { expected: [/status of 40[04]/] })
  page.setDefaultNavigationTimeout(LOADING_MS)
  const errors: string[] = []
  page.on('dialog', (dialog) => {
    errors.push(`a script ran on ${page.url()}: ${dialog.message()}`)
    return dialog.dismiss()
  })

  await write(opened, attempt)
  const [esim] = await opened.emulator.esims.list()
  const search = encodeURIComponent(pick(HOSTILE_TEXTS))
  const pages = [
    ...PAGES,
    `/_emulator/ui/esims/${esim?.iccid}`,
    '/_emulator/ui/journal/1',
    '/_emulator/ui/callbacks/1',
    ...['esims?find=', 'catalogue?find=', 'callbacks?iccid=', 'journal?path=', 'esims/'].map(
      (path) => `/_emulator/ui/${path}${search}`,
    ),
  ]
  for (const path of pages) {
    await page.goto(`${origin}${path}`, { waitUntil: 'load' })
    // What happens while the page is open comes to it over the stream.
    await write(opened, attempt)
    await settle(page)
    errors.push(...(await findMarkup(page)).map((element) => `${path} has the element ${element}`))
    count('pages')
  }
  await page.goto(`${origin}/_emulator/ui/esims/${esim?.iccid}`, { waitUntil: 'load' })
  errors.push(...(await findUnshown(page, opened, esim?.iccid ?? '')))
  return [...new Set([...errors, ...problems.map((problem) => `a page ${problem}`), ...opened.failures.map(String)])]
}

/** Lets a page take in what the stream has told it. */
const settle = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)))')

/** Writes texts wherever a client, a customer or a receiver can. A refusal is an answer too. */
async function write({ emulator, api }: TestEmulator, { pick, count }: Attempt): Promise<void> {
  const text = () => pick(HOSTILE_TEXTS)
  const [esim] = await emulator.esims.list()
  const { iccid } = esim ?? (await emulator.esims.create({ msisdn: '447700900123' }))[0] ?? { iccid: '' }
  await api.put('/esims', { body: { iccid, customerRef: text() } })
  await api.post(`/esims/${iccid}/sms`, { body: { message: text().slice(0, 160), from: 'eSIM' } })
  await api.post(`/orders?q=${encodeURIComponent(text())}`, { body: text(), headers: { 'User-Agent': 'x' } })
  await api.post('/esims/apply', { body: { bundle: text(), name: text() } })
  await api.get(`/orders/${encodeURIComponent(text())}`)
  await emulator.settings.change({ name: text() })
  await emulator.faults.add({
    match: { operationId: 'getLocation' },
    fault: { type: 'status', status: 503, body: { message: text() }, headers: { 'X-Text': 'x' } },
  })
  await emulator.callbacks.test({ alertType: 'LowBalance' })
  count('hostile texts', 7)
}

/** Elements that no page of the dashboard has, and a hostile text would make. */
const findMarkup = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const foreign =
      'iframe, object, embed, base, math, template, meta[http-equiv=refresh], [srcdoc], [style*="127.0.0.2"]'
    const inline = [...document.querySelectorAll('*')].filter((element) =>
      [...element.attributes].some(
        ({ name, value }) =>
          /^on/.test(name) ||
          (/^(src|href|action|formaction)$/.test(name) &&
            /^(?!\/_emulator\/|\?).*127\.0\.0\.2|^\s*javascript:/is.test(value)),
      ),
    )
    return [...document.querySelectorAll(foreign), ...inline].map((element) => element.outerHTML.slice(0, 200))
  })

/** The customer reference of an eSIM is on its page as it was written. */
async function findUnshown(page: Page, { api }: TestEmulator, iccid: string): Promise<string[]> {
  const { customerRef } = (await api.get(`/esims/${iccid}`)).json
  const shown = await page.evaluate(() => document.body.textContent ?? '')
  const plain = (text: string) => text.replace(/\s+/g, ' ').trim()
  return plain(shown).includes(plain(customerRef)) ? [] : [`the reference ${JSON.stringify(customerRef)} is not shown`]
}
