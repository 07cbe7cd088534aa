/**
 * Takes pictures of the dashboard, in the middle of a trip: those of the documentation into docs/images/ or, into a
 * folder that is named, those of all main pages in light, in dark and on a phone.
 */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { createEmulator } from '../src/emulator.ts'
import { CHROMIUM_PLACES, findChromium } from './chromium.ts'

const [, , named] = process.argv
const folder = named ?? fileURLToPath(new URL('../docs/images/', import.meta.url))

/** The pictures of the documentation. */
const KEPT = ['overview-light', 'esim-light', 'esim-dark', 'esim-phone', 'docs-light']

const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }

/** A month of trade, and one traveller on the third day in France, whose receiver hears of everything. */
async function openWorld() {
  const emulator = await createEmulator({
    seed: 7,
    scenario: 'busy-reseller',
    clock: 'manual',
    callbackUrl: 'http://127.0.0.1:3000/esim',
    callbackFetch: async () => new Response('{"received":true}', { status: 200 }),
  })
  await emulator.settings.change({ callbackUrl: 'http://127.0.0.1:3000/esim' })
  const call = async (method: string, path: string, body?: unknown) => {
    const request = new Request(`http://emulator/v2.4${path}`, {
      method,
      headers: { 'X-API-Key': emulator.apiKey },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return (await emulator.fetch(request)).json()
  }
  await call('GET', '/catalogue?countries=FR&perpage=10')
  const line = { type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }
  const { order } = await call('POST', '/orders', { type: 'transaction', assign: true, order: [line] })
  const iccid: string = order[0].iccids[0]
  await call('PUT', '/esims', { iccid, customerRef: 'traveller-17' })
  await emulator.esims.install(iccid)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await emulator.clock.advance('42h')
  await emulator.clock.advance({ by: '1d', undoable: true })
  await call('GET', `/esims/${iccid}/bundles`)
  await call('GET', `/esims/${iccid}`)
  return { emulator, iccid }
}

async function take(browser: Browser, url: string, name: string, options: BrowserContextOptions): Promise<void> {
  if (named === undefined && !KEPT.includes(name)) return
  const context = await browser.newContext(options)
  const page = await context.newPage()
  await page.goto(url)
  await page.screenshot({ path: `${folder}/${name}.png` })
  await context.close()
  console.log(`${name}.png`)
}

const executablePath = findChromium()
if (executablePath === undefined) {
  console.error(`there is no Chromium in ${CHROMIUM_PLACES.join(', ')}: set CHROMIUM_PATH`)
  process.exit(1)
}
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
const { emulator, iccid } = await openWorld()
const { url } = await emulator.listen()
const PAGES = {
  overview: '/_emulator/',
  esim: `/_emulator/ui/esims/${iccid}`,
  catalogue: '/_emulator/ui/catalogue?country=FR',
  callbacks: '/_emulator/ui/callbacks',
  journal: '/_emulator/ui/journal',
  faults: '/_emulator/ui/faults',
  docs: '/_emulator/docs#createOrder',
}
for (const [name, path] of Object.entries(PAGES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await take(browser, `${url}${path}`, `${name}-${colorScheme}`, { ...DESKTOP, colorScheme })
  }
  await take(browser, `${url}${path}`, `${name}-phone`, { ...PHONE, colorScheme: 'light' })
}
await browser.close()
await emulator.close()
