import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { getClock } from '../contract/control/clock.ts'
import { DomainError } from '../domain/errors.ts'
import type { PublicUrl } from '../domain/public-url.ts'
import { readBody } from '../http/body.ts'
import { knownFailure } from '../http/known-failure.ts'
import { getOrganisation } from '../state/records/organisations.ts'
import { AskError, asker } from './ask.ts'
import { loadAssets } from './assets.ts'
import { type AssetUrls, MENU, Page, type PageId } from './layout.tsx'
import { withBasePath } from './links.ts'
import type { Look, ShowPage, UiDependencies } from './look.ts'
import { showCallback, showCallbacks } from './pages/callbacks.tsx'
import { showCallers } from './pages/callers.tsx'
import { showBundle, showCatalogue } from './pages/catalogue.tsx'
import { showEsim } from './pages/esim.tsx'
import { showEsims } from './pages/esims.tsx'
import { showFaults } from './pages/faults.tsx'
import { showInventory } from './pages/inventory.tsx'
import { showJournal, showRequest } from './pages/journal.tsx'
import { showOrders } from './pages/orders.tsx'
import { showOrganisation } from './pages/organisation.tsx'
import { showOverview } from './pages/overview.tsx'
import { SignIn } from './pages/sign-in.tsx'
import { showWorlds } from './pages/worlds.tsx'
import { chooseKey, chosenKey } from './session.ts'
import type { Frame } from './time-bar.tsx'

/** The page behind each entry of the menu. */
const PAGES: Readonly<Record<PageId, ShowPage>> = {
  overview: showOverview,
  esims: showEsims,
  orders: showOrders,
  inventory: showInventory,
  catalogue: showCatalogue,
  callbacks: showCallbacks,
  journal: showJournal,
  callers: showCallers,
  faults: showFaults,
  worlds: showWorlds,
  organisation: showOrganisation,
  // The longest page: it is made when somebody reads it.
  docs: async (look) => (await import('./docs/show.tsx')).showDocs(look),
}

/** The page of one item, below the page that lists them. */
const ITEM_PAGES: Readonly<Partial<Record<PageId, ShowPage>>> = {
  esims: showEsim,
  catalogue: showBundle,
  callbacks: showCallback,
  journal: showRequest,
}

/** The form that signs in: a key, and how it is called. */
const LONGEST_FORM_BYTES = 1_024

/** Nothing of another place, no script or style in the page itself, and no place in another's frame. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Not `no-referrer`: the form that signs in would come without its origin.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** The pages of the dashboard and their files. They show what the reads of the state and the control API say. */
export function createUiApp(given: UiDependencies): Hono {
  const app = new Hono()
  const assets = loadAssets()
  const { publicUrl } = given
  const site: Site = { assets: assets.urls, publicUrl }
  const home = `${publicUrl?.basePath ?? ''}/_emulator/`

  app.onError((error, context) => {
    const known = knownFailure(error)
    if (known instanceof DomainError && known.code === 'storage_full') {
      return plain(context, site, 507, 'The disk is full', 'There is no room for the state. Make room, and look again.')
    }
    given.onFailure(error)
    return plain(context, site, 500, 'The emulator failed', 'Its log says more.')
  })

  app.get('/_emulator/assets/*', (context) =>
    assets.answer(context.req.path.replace('/_emulator/assets/', ''), context.req.header('if-none-match')),
  )

  app.use(async (context, next) => {
    const forgery = given.guard.findForgery(context.req.raw)
    if (forgery) return plain(context, site, 403, 'Not from here', forgery.message)
    return next()
  })

  app.get('/_emulator', (context) => context.redirect(home))

  app.post('/_emulator/ui/session', async (context) => {
    const { text } = await readBody(context.req.raw, LONGEST_FORM_BYTES)
    chooseKey(context, publicUrl, new URLSearchParams(text).get('key')?.trim() ?? '')
    return context.redirect(home, 303)
  })

  const serve = (path: string, show: ShowPage) =>
    app.get(path, async (context) => {
      const look = await lookOf(context, given)
      if (!look) return signIn(context, given, site)
      try {
        const { title, active, body } = await show(look)
        return answer(context, 200, { title, active, site, frame: look.frame, body })
      } catch (error) {
        const problem = problemOf(error)
        if (!problem) throw error
        return answer(context, problem.status, {
          title: 'Not here',
          active: 'overview',
          site,
          frame: look.frame,
          body: <Problem title="Not here" text={problem.message} />,
        })
      }
    })
  for (const { id, href } of MENU) {
    serve(href, PAGES[id])
    const showItem = ITEM_PAGES[id]
    if (showItem) serve(`${href}/:item`, showItem)
  }

  app.all('*', (context) => plain(context, site, 404, 'Not here', `There is no page ${context.req.path}.`))
  return app
}

/** Who looks at what; undefined when nobody has said whose pages are meant, or said so with a key that is not accepted. */
async function lookOf(context: Context, given: UiDependencies): Promise<Look | undefined> {
  const key =
    chosenKey(context, given.publicUrl) ?? (given.exposed(context.req.raw.headers) ? undefined : given.defaultKey)
  const tenant = key === undefined ? undefined : await enter(key, given)
  if (!tenant) return undefined
  const ask = asker(given.fetch, { ...passedOn(context), 'X-API-Key': tenant.apiKey })
  const url = new URL(context.req.url)
  const read: Look['read'] = (work) => given.state.read(tenant, work)
  const frame: Frame = {
    name: read(getOrganisation).profile.name,
    apiKey: tenant.apiKey,
    clock: await ask(getClock),
  }
  return {
    frame,
    ask,
    read,
    address: given.publicUrl?.href ?? url.origin,
    query: url.searchParams,
    again: context.req.header('sec-fetch-dest') === 'empty',
    item: context.req.param('item') ?? '',
  }
}

/** What a page shows of the server, its reader may see: so the calls behind it are made in the reader's name. */
function passedOn(context: Context): Record<string, string> {
  const { host, authorization } = context.req.header()
  return {
    ...(host === undefined ? {} : { Host: host }),
    ...(authorization === undefined ? {} : { Authorization: authorization }),
  }
}

async function enter(key: string, { authenticate }: UiDependencies) {
  try {
    return await authenticate(key)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'access_denied') return undefined
    throw error
  }
}

function signIn(context: Context, given: UiDependencies, site: Site) {
  const refused = chosenKey(context, given.publicUrl) !== undefined
  return answer(context, 401, {
    title: 'Sign in',
    active: 'overview',
    site,
    body: <SignIn open={given.open} refused={refused} />,
  })
}

/** What was asked for and is not there, or cannot be: in words for the reader. */
function problemOf(error: unknown): { status: number; message: string } | undefined {
  if (error instanceof AskError) return { status: error.status, message: error.message }
  const known = knownFailure(error)
  if (known instanceof DomainError && known.code !== 'storage_full') {
    return { status: 404, message: known.code.replaceAll('_', ' ') }
  }
  return undefined
}

/** What all pages have in common. */
interface Site {
  readonly assets: AssetUrls
  readonly publicUrl: PublicUrl | undefined
}

interface Answered {
  readonly title: string
  readonly active: PageId
  readonly site: Site
  readonly frame?: Frame
  readonly body: Child
}

async function answer(context: Context, status: number, { body, site, ...shell }: Answered): Promise<Response> {
  const { assets, publicUrl } = site
  const page = (
    <Page {...shell} assets={assets} publicUrl={publicUrl?.href}>
      {body}
    </Page>
  )
  const html = withBasePath(String(await page), publicUrl?.basePath ?? '')
  return context.body(`<!doctype html>${html}`, status as 200, {
    ...PAGE_HEADERS,
    'Content-Type': 'text/html; charset=utf-8',
  })
}

const plain = (context: Context, site: Site, status: number, title: string, text: string) =>
  answer(context, status, { title, active: 'overview', site, body: <Problem title={title} text={text} /> })

const Problem = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <>
    <h1>{title}</h1>
    <p class="note bad">{text}</p>
    <p>
      <a href="/_emulator/">To the overview</a>
    </p>
  </>
)
