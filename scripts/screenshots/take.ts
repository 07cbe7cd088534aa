import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { ITEM_PAGES } from '../../src/ui/app.tsx'
import { MENU } from '../../src/ui/layout.tsx'
import { shrink } from './picture.ts'
import { openWorld, type World } from './world.ts'

/** The address that the pictures show, whatever the port is. */
const ORIGIN = 'http://localhost:4024'

const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

const LOOKS = {
  light: { ...DESKTOP, colorScheme: 'light' },
  dark: { ...DESKTOP, colorScheme: 'dark' },
  phone: { ...PHONE, colorScheme: 'light' },
} as const

/** The pages of one thing, by the menu item that they belong to. */
const ITEM_NAMES: Readonly<Record<string, string>> = {
  esims: 'esim',
  catalogue: 'bundle',
  callbacks: 'callback',
  journal: 'request',
  orders: 'order',
}

/** Pages that show the report of the last advance; elsewhere it is dismissed. */
const WITH_REPORT = ['overview', 'esim']

/** The place where a picture of a page begins, if not at its top. */
const ANCHORS: Readonly<Record<string, string>> = { docs: '#createOrder' }

export interface Picture {
  /** `<page>-<light|dark|phone>`. */
  readonly name: string
  readonly file: Buffer
}

/** Takes a picture of every page in each look, one after the other. */
export async function* takePictures(executablePath: string): AsyncGenerator<Picture> {
  const world = await openWorld()
  const { port } = new URL((await world.emulator.listen()).url)
  await fetch(`http://127.0.0.1:${port}/v2.4/organisation`, { headers: { 'User-Agent': 'shop/1.4' } })
  const browser = await chromium.launch({
    executablePath,
    args: [
      `--host-resolver-rules=MAP localhost:4024 127.0.0.1:${port}`,
      // Letters are drawn alike on every machine that has the fonts.
      '--font-render-hinting=none',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  })
  try {
    for (const reported of [true, false]) {
      const pages = pagesOf(world).filter(([page]) => WITH_REPORT.includes(page) === reported)
      if (!reported) await world.emulator.clock.dismissReport()
      for (const [page, path] of pages) {
        for (const [look, options] of Object.entries(LOOKS)) {
          yield { name: `${page}-${look}`, file: await take(browser, path, options) }
        }
      }
    }
  } finally {
    await browser.close()
    await world.emulator.close()
  }
}

/** The name and the path of every page. */
const pagesOf = ({ items }: World): [page: string, path: string][] =>
  MENU.flatMap(({ id, href }) => {
    const item = ITEM_PAGES[id] && items[id]
    const own: [string, string] = [id, `${href}${ANCHORS[id] ?? ''}`]
    return item === undefined ? [own] : [own, [ITEM_NAMES[id] ?? `${id}-item`, `${href}/${encodeURIComponent(item)}`]]
  })

async function take(browser: Browser, path: string, options: BrowserContextOptions): Promise<Buffer> {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC' })
  const page = await context.newPage()
  await page.goto(`${ORIGIN}${path}`)
  await settle(page)
  const file = await page.screenshot({ animations: 'disabled' })
  await context.close()
  return shrink(file)
}

/** Durations are measured on the machine, so that they differ from run to run. */
const DURATION = '^\\d+(\\.\\d+)? ms$'

/** Waits until fonts and charts are drawn, and makes alike what differs from run to run. */
async function settle(page: Page): Promise<void> {
  await page.evaluate('document.fonts.ready')
  await page.waitForFunction(
    `[...document.querySelectorAll('[data-plot]')].every((plot) => plot.querySelector('canvas') !== null)`,
  )
  await page.evaluate(`
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      if (new RegExp(${JSON.stringify(DURATION)}).test(texts.currentNode.data.trim())) texts.currentNode.data = '1.0 ms'
    }
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  `)
}
