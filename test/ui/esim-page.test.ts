import jsQR from 'jsqr'
import { expect, test } from 'vitest'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { findElement, findElements, listAttribute, look, region, textOf } from '../support/page.ts'
import { orderBody } from '../support/trade.ts'

const order = (item: string, iccid?: string) =>
  orderBody({ item, assign: true, ...(iccid === undefined ? {} : { iccids: [iccid] }) })

async function bought(bundle = 'esim_1GB_7D_FR_V2') {
  const { emulator, api } = await createTestEmulator()
  const iccid: string = (await api.post('/orders', { body: order(bundle) })).json.order[0].iccids[0]
  const page = () => look(emulator, `/_emulator/ui/esims/${iccid}`)
  return { emulator, api, iccid, page }
}

/** Reads a drawn QR code as a camera would. */
function scan(svg: Element): string | undefined {
  const size = Number(svg.getAttribute('viewBox')?.split(' ')[2])
  const scale = 4
  const side = size * scale
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y, width] of (svg.querySelector('path')?.getAttribute('d') ?? '').matchAll(
    /M(\d+) (\d+)h(\d+)v1h-\3z/g,
  )) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(width)) * scale; column += 1) {
        pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3)
      }
    }
  }
  return jsQR.default(pixels, side, side)?.data
}

test('the QR code reads as the activation code of the eSIM', async () => {
  const { emulator, iccid, page } = await bought()
  const { matchingId, smdpAddress } = await emulator.esims.get(iccid)
  expect(scan(findElement((await page()).html, 'svg.qr'))).toBe(`LPA:1$${smdpAddress}$${matchingId}`)
})

const fills = (html: string) =>
  findElements(region(html, 'bundles'), '.fill').map((fill) =>
    [fill.getAttribute('class')?.replace('fill ', ''), fill.getAttribute('width')].join(' '),
  )

test('bars follow the data and the time of a bundle through its life', async () => {
  const { emulator, iccid, page } = await bought()
  expect(fills((await page()).html)).toEqual(['wait 100%', 'wait 100%'])
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 250 })
  expect(fills((await page()).html)).toEqual(['good 75%', 'good 100%'])
  await emulator.esims.use(iccid, { megabytes: 600 })
  await emulator.clock.advance('84h')
  expect(fills((await page()).html)).toEqual(['warn 15%', 'good 50%'])
  await emulator.esims.use(iccid, { megabytes: 150 })
  expect(fills((await page()).html)).toEqual(['warn 0%', 'warn 50%'])
  await emulator.clock.advance('84h')
  expect(fills((await page()).html)).toEqual(['gone 0%', 'gone 0%'])
})

test('data that flows between two events shows in the bar', async () => {
  const { emulator, iccid, page } = await bought()
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 })
  await emulator.clock.advance('12h')
  expect(textOf(region((await page()).html, 'bundles'))).toContain('950MB of 1GB')
})

test('the timeline draws waiting, active, without data and what is left, with its marks', async () => {
  const { emulator, api, iccid, page } = await bought()
  await emulator.clock.advance('1d')
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 500 })
  await emulator.clock.advance('1d')
  await emulator.esims.use(iccid, { megabytes: 500 })
  await emulator.clock.advance('1d')
  await api.get(`/esims/${iccid}`)
  const timeline = region((await page()).html, 'timeline')
  const segments = findElements(timeline, '.segment')
  const kinds = segments.map((segment) => segment.getAttribute('class')?.replace('segment ', ''))
  expect(kinds).toEqual(['wait', 'good', 'warn', 'warn ahead'])
  const widths = segments.map((segment) => Number.parseFloat(segment.getAttribute('width') ?? ''))
  const day = widths[0] ?? 0
  expect(widths.map((width) => Math.round(width / day))).toEqual([1, 1, 1, 5])
  expect(findElements(timeline, '.threshold > title').map(({ textContent }) => textContent)).toEqual([
    '50% Used',
    '80% Used',
    '100% Used',
  ])
  const text = textOf(timeline)
  expect(text).toContain('Callbacks · 5')
  expect(text).toContain('Requests · 1')
})

test('everything that happened is told, the newest first and with its page', async () => {
  const { api, iccid, page } = await bought()
  await api.get(`/esims/${iccid}`)
  await api.get(`/esims/${iccid}/bundles`)
  const events = textOf(region((await page()).html, 'events'))
  expect(events).toContain('esim_1GB_7D_FR_V2 queued transition')
  expect(events).toMatch(/2026-01-01 00:00:00 GET \/v2\.4\/esims\/…\d{6} 200 request .*bundles 200 request/)
  // All of it happened at one moment.
  expect(events).toContain('1 moment')
})

/** The last part of a call's path: `install`. */
const lastPart = (form: Element): string => form.getAttribute('data-call')?.split('/').at(-1) ?? ''

/** The acts that are available on a page, by the end of their calls. */
const available = (html: string): string[] =>
  findElements(region(html, 'acts'), '[data-call]')
    .filter((form) => form.querySelector('[type="submit"][aria-disabled="true"]') === null)
    .map(lastPart)

test('install and uninstall keep their places, and one of them is available', async () => {
  const { emulator, iccid, page } = await bought()
  const places = async () =>
    findElements(region((await page()).html, 'acts'), '[data-call]')
      .map(lastPart)
      .filter((act) => act.endsWith('install'))
  expect([await places(), available((await page()).html)]).toEqual([
    ['install', 'uninstall'],
    expect.not.arrayContaining(['uninstall']),
  ])
  await emulator.esims.install(iccid)
  expect([await places(), available((await page()).html)]).toEqual([
    ['install', 'uninstall'],
    expect.not.arrayContaining(['install']),
  ])
})

test('countries that its bundles cover come first', async () => {
  const { page } = await bought()
  const acts = region((await page()).html, 'acts')
  const countries = (label: string) => listAttribute(acts, 'value', `optgroup[label="${label}"] option`)
  expect(countries('Covered by its bundles')[0]).toBe('FR')
  expect(countries('Elsewhere')).toContain('US')
  expect(countries('Elsewhere')).not.toContain('FR')
})

test('an eSIM with no bundle has its page too', async () => {
  const { emulator } = await createTestEmulator()
  const [esim] = await emulator.esims.create()
  expect((await look(emulator, `/_emulator/ui/esims/${esim?.iccid}`)).text).toContain('No bundle yet.')
})

test('of many bundles six are drawn', async () => {
  const { emulator, api, iccid } = await bought()
  for (let count = 0; count < 14; count += 1) await api.post('/orders', { body: order('esim_1GB_7D_FR_V2', iccid) })
  const { html, text } = await look(emulator, `/_emulator/ui/esims/${iccid}`)
  expect(findElements(html, 'li.card')).toHaveLength(6)
  expect(text).toContain('And 9 more.')
})

test('an eSIM shows its number, which can be removed while it has one', async () => {
  const { emulator, iccid, page } = await bought()
  const facts = async () => region((await page()).html, 'facts')
  const removal = async () => findElement(await facts(), '[data-call^="DELETE"] [type="submit"]')
  expect(textOf(await facts())).toContain('447700900000001')
  expect((await removal()).getAttribute('aria-disabled')).toBeNull()
  await emulator.esims.removeMsisdn(iccid)
  expect(textOf(await facts())).toMatch(/Number\s*none/)
  expect((await removal()).getAttribute('aria-disabled')).toBe('true')
})

const mainButtons = (html: string) =>
  findElements(region(html, 'acts'), 'button.main').map(({ textContent }) => textContent)

test('the next likely act is the one main button: install, then attach, then use', async () => {
  const { emulator, iccid, page } = await bought()
  expect(mainButtons((await page()).html)).toEqual(['Install'])
  await emulator.esims.install(iccid)
  expect(mainButtons((await page()).html)).toEqual(['Attach'])
  await emulator.esims.attach(iccid, 'FR')
  expect(mainButtons((await page()).html)).toEqual(['Use 100 MB'])
})

test('the events are filtered by kind', async () => {
  const { emulator, api, iccid } = await bought()
  await api.get(`/esims/${iccid}`)
  const kinds = async (kind: string) => {
    const { html } = await look(emulator, `/_emulator/ui/esims/${iccid}?kind=${kind}`)
    return [...new Set(findElements(region(html, 'events'), '.moment small').map(({ textContent }) => textContent))]
  }
  expect(await kinds('request')).toEqual(['request'])
  expect(await kinds('transition')).toEqual(['transition'])
  expect((await kinds('')).sort()).toEqual(['action', 'request', 'transition'])
})

test('the tables below the chart have the numbers of the API', async () => {
  const { emulator, iccid, page } = await bought()
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 600 })
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 })
  await emulator.clock.advance('1d')
  await emulator.esims.attach(iccid, 'US')
  const { usage, stays } = (await callControl(emulator, { method: 'GET', path: `/esims/${iccid}/timeline` })).json
  const { html } = await page()
  const rows = (name: string) =>
    findElements(region(html, name), 'tbody tr')
      .map((row) => [
        row.querySelector('time')?.getAttribute('datetime'),
        row.querySelector('data')?.getAttribute('value') ?? row.querySelector('td')?.textContent,
      ])
      .reverse()
  expect(rows('usage-numbers')).toEqual(
    usage[0].points.map(({ at, usedBytes }: { at: string; usedBytes: number }) => [at, String(usedBytes)]),
  )
  expect(rows('country-numbers')).toEqual(
    stays.map(({ from, country }: { from: string; country: string }) => [from, country]),
  )
  const drawn = JSON.parse(findElement(html, '[data-chart]').textContent ?? '')
  expect(drawn.curves[0].points.map(([at, percent]: [number, number]) => [at, percent * 10_000_000])).toEqual(
    usage[0].points.map(({ at, usedBytes }: { at: string; usedBytes: number }) => [
      Date.parse(at),
      expect.closeTo(usedBytes, -5),
    ]),
  )
})

test('the order that made an eSIM, its installation and its usage plan are told', async () => {
  const { emulator, iccid, page } = await bought()
  await emulator.clock.advance('1d')
  await emulator.esims.install(iccid)
  await emulator.clock.advance('1d')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200, for: '8d' })
  const events = textOf(region((await page()).html, 'events'))
  expect(events).toMatch(
    /2026-01-03 00:00:00 Usage plan: 200 MB a day until 2026-01-11T00:00:00Z action .* 2026-01-02 00:00:00 Installed for the first time action 2026-01-01 00:00:00 Order of 1 × esim_1GB_7D_FR_V2 for 1\.17 USD \([\w-]{36}\) action/,
  )
})

test('the forecast of a usage plan is in the picture and in its table: used up, or left when the plan or the bundle ends', async () => {
  const { emulator, iccid, page } = await bought()
  await emulator.esims.attach(iccid, 'FR')
  const forecast = async () => {
    const { html } = await page()
    const [row] = findElements(region(html, 'usage-numbers'), 'tbody tr').map((each) => textOf(each.innerHTML))
    const { curves } = JSON.parse(findElement(html, '[data-chart]').textContent ?? '')
    const lines = findElements(region(html, 'timeline'), '.forecast').length
    return [row?.includes('as planned') ? row : undefined, lines, curves[0]?.forecast.at(-1)]
  }
  expect(await forecast()).toEqual([undefined, 0, undefined])
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await emulator.clock.advance('1d')
  const usedUp = Date.UTC(2026, 0, 6)
  expect(await forecast()).toEqual(['2026-01-06 00:00:00 esim_1GB_7D_FR_V2 1GB 100%, as planned', 1, [usedUp, 100]])
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200, for: '2d' })
  expect((await forecast())[0]).toBe('2026-01-04 00:00:00 esim_1GB_7D_FR_V2 600MB 60%, as planned')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 50 })
  expect((await forecast())[0]).toBe('2026-01-08 00:00:00 esim_1GB_7D_FR_V2 500MB 50%, as planned')
  await emulator.esims.stopUsagePlan(iccid)
  expect(await forecast()).toEqual([undefined, 0, undefined])
})

test('the picture of an unlimited bundle falls at each refill, and has no forecast', async () => {
  const { emulator, iccid, page } = await bought('esim_UL_5D_FR_V2')
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 600 })
  await emulator.clock.advance('60h')
  const { curves } = JSON.parse(findElement((await page()).html, '[data-chart]').textContent ?? '')
  const percents = curves[0].points.map(([, percent]: [number, number]) => percent)
  expect(percents.filter((percent: number) => percent === 60)).toHaveLength(2)
  expect(percents.filter((percent: number) => percent === 0)).toHaveLength(3)
  expect(curves[0].forecast).toEqual([])
})

test('nothing is offered for an eSIM that was deleted, with the reason', async () => {
  const { emulator, page } = await bought()
  await emulator.clock.advance({ to: '2100-01-01T00:00:00Z' })
  const { html } = await page()
  expect(findElement(html, '.top .badge').getAttribute('class')).toBe('badge gone')
  expect(findElements(region(html, 'acts'), 'button.main')).toEqual([])
  const offered = findElements(region(html, 'acts'), 'button[type="submit"]:not([aria-disabled])')
  expect(offered.map(({ textContent }) => textContent)).toEqual(['Send'])
  expect(listAttribute(region(html, 'acts'), 'title')).toContain('The eSIM is deleted.')
})

test('a long customer reference is shortened beside the ICCID, and whole in its title and its field', async () => {
  const { api, iccid, page } = await bought()
  const customerRef = 'reference-'.repeat(25)
  await api.put('/esims', { body: { iccid, customerRef } })
  const { html } = await page()
  const shown = findElement(region(html, 'top'), 'span[title]')
  expect([shown.textContent?.length, shown.getAttribute('title')]).toEqual([80, customerRef])
  expect(listAttribute(html, 'value')).toContain(customerRef)
})
