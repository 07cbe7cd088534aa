import type { Page, Request } from 'playwright-core'
import { expect, test } from 'vitest'
import { inBrowser } from '../support/chromium.ts'
import { MAIN_PAGES, openDashboard, show, standStill } from '../support/dashboard.ts'

const STREAM = '/_emulator/stream'

interface Traffic {
  /** How often the page was read again. */
  readonly looks: () => number
  /** The connections that were opened to the stream, and how many of them are left. */
  readonly opened: () => number
  readonly open: () => number
}

/** Counts what a page asks for from here on. */
function watchTraffic(page: Page): Traffic {
  const count = { looks: 0, opened: 0, closed: 0 }
  const isStream = (request: Request) => new URL(request.url()).pathname === STREAM
  page.on('request', (request) => {
    if (isStream(request)) count.opened += 1
    else if (request.resourceType() === 'fetch' && request.url() === page.url()) count.looks += 1
  })
  const over = (request: Request) => {
    if (isStream(request)) count.closed += 1
  }
  page.on('requestfailed', over)
  page.on('requestfinished', over)
  return { looks: () => count.looks, opened: () => count.opened, open: () => count.opened - count.closed }
}

/** A page of the dashboard, and what it asks for from the beginning. */
async function openWatched(path: string, prepare: (page: Page) => Promise<unknown> = async () => undefined) {
  const watched: Traffic[] = []
  const dashboard = await openDashboard(path, {
    before: async (page) => {
      watched.push(watchTraffic(page))
      await prepare(page)
    },
  })
  const [traffic] = watched
  if (!traffic) throw new Error('nobody watches')
  return { ...dashboard, ...traffic }
}

inBrowser('a page and the stream of what happens', () => {
  test('a page that is hidden leaves the stream, and one that is seen again comes back and catches up', async () => {
    const { page, api, looks, opened, open } = await openWatched(MAIN_PAGES.journal)
    // The stream tells at once that it hears, which is looked at once.
    await expect.poll(() => [open(), looks()]).toEqual([1, 1])
    await show(page, false)
    await expect.poll(open).toBe(0)

    await api.get('/networks?isos=FR')
    expect([looks(), opened()]).toEqual([1, 1])
    expect(await page.getByRole('row').filter({ hasText: '/v2.4/networks' }).count()).toBe(0)

    await show(page, true)
    await page.getByRole('row').filter({ hasText: '/v2.4/networks' }).waitFor()
    await expect.poll(open).toBe(1)
    await api.get('/networks?isos=GB')
    await expect.poll(() => page.getByRole('row').filter({ hasText: '/v2.4/networks' }).count()).toBe(2)
    expect(opened()).toBe(2)
  })

  test('a page that was never seen does not listen', async () => {
    const { page, opened, open } = await openWatched(MAIN_PAGES.overview, (hidden) =>
      hidden.addInitScript("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })"),
    )
    await page.waitForLoadState('networkidle')
    expect(opened()).toBe(0)
    await show(page, true)
    await expect.poll(open).toBe(1)
  })

  test('many events cost one look at the page in each quarter of a second, and no event is missed', async () => {
    const { page, api, looks, open } = await openWatched(MAIN_PAGES.journal, standStill)
    await expect.poll(open).toBe(1)
    const calls = page.getByRole('row').filter({ hasText: '/v2.4/networks' })
    for (let call = 0; call < 20; call += 1) {
      await api.get('/networks?isos=FR')
      // Each is heard by itself.
      await page.evaluate('fetch("/health")')
    }
    expect(looks()).toBe(0)
    let quarters = 0
    await expect
      .poll(async () => {
        await page.clock.runFor(250)
        quarters += 1
        return calls.count()
      })
      .toBe(20)
    expect(looks()).toBeLessThanOrEqual(quarters)
    // Nor does any of them cost a look later.
    for (let quarter = 0; quarter < 12; quarter += 1) {
      await page.clock.runFor(250)
      await page.evaluate('fetch("/health")')
    }
    expect(looks()).toBeLessThanOrEqual(4)

    const before = looks()
    for (let moment = 0; moment < 20; moment += 1) {
      await api.get('/networks?isos=FR')
      await page.clock.runFor(50)
    }
    expect(looks() - before).toBeLessThanOrEqual(5)
  })

  test('a look that takes long is waited for before the next', async () => {
    const { page, api, looks } = await openWatched(MAIN_PAGES.journal, standStill)
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route(page.url(), async (route) => {
      await released
      await route.continue()
    })
    await expect
      .poll(async () => {
        await page.clock.runFor(250)
        return looks()
      })
      .toBe(1)
    for (let call = 0; call < 5; call += 1) {
      await api.get('/networks?isos=FR')
      await page.evaluate('fetch("/health")')
      await page.clock.runFor(1_000)
    }
    expect(looks()).toBe(1)
    release()
    await expect
      .poll(async () => {
        await page.clock.runFor(250)
        return page.getByRole('row').filter({ hasText: '/v2.4/networks' }).count()
      })
      .toBe(5)
  })

  test('where the stream ends the page listens again in two seconds, and catches up before it is heard', async () => {
    const { page, api, looks, opened, open } = await openWatched(MAIN_PAGES.journal, async (cut) => {
      await standStill(cut)
      const ended = { contentType: 'text/event-stream', body: '' }
      let asked = 0
      await cut.route(`**${STREAM}`, (route) => {
        asked += 1
        return asked === 1 ? route.fulfill(ended) : undefined
      })
    })
    await expect.poll(() => [opened(), open()]).toEqual([1, 0])
    await api.get('/networks?isos=FR')
    await page.clock.runFor(1_900)
    expect([looks(), opened()]).toEqual([0, 1])
    await expect
      .poll(async () => {
        await page.clock.runFor(250)
        return [await page.getByRole('row').filter({ hasText: '/v2.4/networks' }).count(), opened()]
      })
      .toEqual([1, 2])
  })

  test('a page that is seen again catches up, though no connection is left for its stream', async () => {
    const { page, api, opened } = await openWatched(MAIN_PAGES.journal, (silent) =>
      silent.route(`**${STREAM}`, () => undefined),
    )
    await expect.poll(opened).toBe(1)
    await show(page, false)
    await api.get('/networks?isos=FR')
    await show(page, true)
    await page.getByRole('row').filter({ hasText: '/v2.4/networks' }).waitFor()
    await expect.poll(opened).toBe(2)
  })
})
