import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestEmulator } from '../../support/emulator.ts'
import { buy, buyEsim } from '../../support/trade.ts'
import { findBarriers, findTooWide } from '../support/accessibility.ts'
import { inBrowser, watchPage } from '../support/chromium.ts'
import { load, MAIN_PAGES, openDashboard } from '../support/dashboard.ts'

const PAGES = [...Object.keys(MAIN_PAGES), 'esim', 'bundle', 'callback', 'request', 'order', 'stocked order']

/** An emulator in the middle of things, only ever looked at, and the address of each of its pages. */
async function openBusy() {
  const { emulator, api, close } = await openTestEmulator({ scenario: 'end-of-trip' })
  const { url: origin } = await emulator.listen()
  const iccid = await buyEsim(api)
  const [order] = await emulator.orders.list({ limit: 1 })
  const stocked = await buy(api)
  await api.get('/catalogue?perpage=2')
  await emulator.esims.use(iccid, { megabytes: 700 })
  await emulator.snapshots.take('before')
  await emulator.faults.add({ match: { operationId: 'listGroups' }, fault: { type: 'status', status: 503 } })
  const [callback] = await emulator.callbacks.list({ limit: 1 })
  const [request] = await emulator.requests.list({ limit: 1 })
  const paths: Readonly<Record<string, string>> = {
    ...MAIN_PAGES,
    docs: '/_emulator/docs#createOrder',
    esim: `/_emulator/ui/esims/${iccid}`,
    bundle: '/_emulator/ui/catalogue/esim_1GB_7D_FR_V2',
    callback: `/_emulator/ui/callbacks/${callback?.id}`,
    request: `/_emulator/ui/journal/${request?.id}`,
    order: `/_emulator/ui/orders/${order?.orderReference}`,
    'stocked order': `/_emulator/ui/orders/${stocked.orderReference}`,
  }
  return { origin, paths, close }
}

inBrowser('every page', () => {
  let busy: Awaited<ReturnType<typeof openBusy>>
  let watched: Awaited<ReturnType<typeof watchPage>>
  beforeAll(async () => {
    busy = await openBusy()
    watched = await watchPage(busy.origin)
  })
  afterAll(async () => {
    await watched.close()
    await busy.close()
  })

  test.each(PAGES)('%s keeps nobody out, in light and in dark, and fits a phone', async (name) => {
    const { page, problems } = watched
    const before = problems.length
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 800 })
    await load(page, `${busy.origin}${busy.paths[name]}`)
    expect.soft(await findBarriers(page), 'in light').toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect.soft(await findBarriers(page, ['color-contrast']), 'in dark').toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect.soft(await findTooWide(page), 'on a phone').toEqual([])
    expect.soft(problems.slice(before), 'on the console').toEqual([])
  })
})

inBrowser('the keyboard alone', () => {
  test('reaches the page, the menu and the levers of time, and shows where it is', async () => {
    const { page } = await openDashboard()
    const reached: string[] = []
    const wanted = ['Skip to the page', 'Catalogue', 'API docs', 'Play', '+1 d', '+1 w']
    while (!wanted.every((name) => reached.includes(name)) && reached.length < 60) {
      await page.keyboard.press('Tab')
      const focus = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement
        const { outlineStyle, outlineWidth } = getComputedStyle(element)
        return {
          name: element.innerText.trim(),
          visible: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
        }
      })
      expect(focus.visible, `focus on ${focus.name} is seen`).toBe(true)
      reached.push(focus.name)
    }
    expect(reached).toEqual(expect.arrayContaining(wanted))
  })

  test('buys, and moves time', async () => {
    const { page, emulator } = await openDashboard('/_emulator/ui/catalogue/esim_1GB_7D_FR_V2')
    await page.getByRole('button', { name: 'On a new eSIM' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/esims\/\d{19}$/)
    await page.getByRole('button', { name: 'Next event' }).focus()
    await page.keyboard.press('Space')
    await expect.poll(async () => (await emulator.clock.get()).now).not.toBe('2026-01-01T00:00:00Z')
  })
})
