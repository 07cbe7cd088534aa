import { type Context, Hono } from 'hono'
import type { Child, FC } from 'hono/jsx'
import { getAdvanceReport } from '../contract/control/advance-report.ts'
import { getClock, listEvents } from '../contract/control/clock.ts'
import { DomainError, isRefusedKey } from '../domain/errors.ts'
import { faultState } from '../domain/fault.ts'
import type { PublicUrl } from '../domain/public-url.ts'
import { readBody } from '../http/body.ts'
import { knownFailure } from '../http/known-failure.ts'
import { listFaults } from '../state/records/faults.ts'
import { getOrganisation } from '../state/records/organisations.ts'
import { loadAssets } from './assets.ts'
import { ControlCallError, createControlClient } from './control-client.ts'
import { type AssetUrls, MENU, type MenuItem, Page, type PageId } from './layout.tsx'
import { withBasePath } from './links.ts'
import type { PageRequest, RenderPage, UiDependencies } from './page-request.ts'
import { showCallback } from './pages/callback.tsx'
import { showCallbacks } from './pages/callbacks.tsx'
import { showCallers } from './pages/callers.tsx'
import { showBundle, showCatalogue } from './pages/catalogue.tsx'
import { showEsim } from './pages/esim.tsx'
import { showEsims } from './pages/esims.tsx'
import { showFaults } from './pages/faults.tsx'
import { showInventory } from './pages/inventory.tsx'
import { showJournal } from './pages/journal.tsx'
import { showOrder } from './pages/order.tsx'
import { showOrders } from './pages/orders.tsx'
import { showOrganisation } from './pages/organisation.tsx'
import { showOverview } from './pages/overview.tsx'
import { showRequest } from './pages/request.tsx'
import { showScenarios } from './pages/scenarios.tsx'
import { SignIn } from './pages/sign-in.tsx'
import { readSessionKey, readShowsCurl, storeSessionKey } from './session.ts'
import { type Frame, UNINTERESTING } from './time-bar.tsx'

/** Renderers of the pages in the menu. */
const PAGES: Readonly<Record<PageId, RenderPage>> = {
  overview: showOverview,
  esims: showEsims,
  orders: showOrders,
  inventory: showInventory,
  catalogue: showCatalogue,
  callbacks: showCallbacks,
  journal: showJournal,
  callers: showCallers,
  faults: showFaults,
  scenarios: showScenarios,
  organisation: showOrganisation,
  // The longest page: loaded on first use.
  docs: async (request) => (await import('./docs/page.tsx')).showDocs(request),
}

/** Renderers of the page of one item. */
export const ITEM_PAGES: Readonly<Partial<Record<PageId, RenderPage>>> = {
  esims: showEsim,
  orders: showOrder,
  catalogue: showBundle,
  callbacks: showCallback,
  journal: showRequest,
}

/** Longest body of the sign-in form. */
const LONGEST_FORM_BYTES = 1_024

/** Pages load nothing from elsewhere, have no inline script or style, and cannot be framed. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Not `no-referrer`: the sign-in form would be sent without its origin.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

/** Creates the routes of the dashboard: pages rendered from the state and the control API, and their assets. */
export function createUiApp(dependencies: UiDependencies): Hono {
  const app = new Hono()
  const assets = loadAssets()
  const { publicUrl } = dependencies
  const site: Site = { assets: assets.urls, publicUrl }
  const home = `${publicUrl?.basePath ?? ''}/_emulator/`

  app.onError((error, context) => {
    const known = knownFailure(error)
    if (known instanceof DomainError && known.code === 'storage_full') {
      return problemPage(
        context,
        site,
        507,
        'The disk is full',
        'The state cannot be written. Free some space and reload the page.',
      )
    }
    dependencies.onFailure(error)
    return problemPage(context, site, 500, 'The emulator failed', 'See its log for the error.')
  })

  app.get('/_emulator/assets/*', (context) =>
    assets.answer(context.req.path.replace('/_emulator/assets/', ''), context.req.header('if-none-match')),
  )

  app.use(async (context, next) => {
    const forgery = dependencies.guard.findForgery(context.req.raw)
    if (forgery) return problemPage(context, site, 403, 'Request refused', forgery.message)
    return next()
  })

  app.get('/_emulator', (context) => context.redirect(home))

  app.post('/_emulator/ui/session', async (context) => {
    const { text } = await readBody(context, LONGEST_FORM_BYTES)
    storeSessionKey(context, publicUrl, new URLSearchParams(text).get('key')?.trim() ?? '')
    return context.redirect(home, 303)
  })

  const serve = (path: string, show: RenderPage, section: MenuItem) =>
    app.get(path, async (context) => {
      const request = await readPageRequest(context, dependencies)
      if (!request) return signIn(context, dependencies, site)
      try {
        const { title, active, charts, body } = await show(request)
        return answer(context, 200, { title, active, charts, site, frame: request.frame, body })
      } catch (error) {
        const problem = toProblem(error)
        if (!problem) throw error
        const { status, title, message } = problem
        const body = <Problem title={title} text={message} section={section} />
        return answer(context, status, { title, active: section.id, site, frame: request.frame, body })
      }
    })
  for (const section of MENU) {
    const { id, href } = section
    serve(href, PAGES[id], section)
    const showItem = ITEM_PAGES[id]
    if (showItem) serve(`${href}/:item`, showItem, section)
  }

  app.all('*', (context) => problemPage(context, site, 404, 'Not found', `There is no page ${context.req.path}.`))
  return app
}

/** Reads the page request; undefined if the reader must sign in first. */
async function readPageRequest(context: Context, dependencies: UiDependencies): Promise<PageRequest | undefined> {
  const key =
    readSessionKey(context, dependencies.publicUrl) ??
    (dependencies.exposed(context.req.raw.headers) ? undefined : dependencies.defaultKey())
  const tenant = key === undefined ? undefined : await authenticateKey(key, dependencies)
  if (!tenant) return undefined
  const call = createControlClient(dependencies.fetch, { ...forwardedHeaders(context), 'X-API-Key': tenant.apiKey })
  const url = new URL(context.req.url)
  const read: PageRequest['read'] = (work) => dependencies.state.read(tenant, work)
  const frame: Frame = {
    name: read(getOrganisation).profile.name,
    apiKey: tenant.apiKey,
    clock: await call(getClock),
    next: (await call(listEvents, { query: { limit: 1, skip: UNINTERESTING.join(',') } })).events[0] ?? null,
    faults: read((tx) => listFaults(tx).filter((fault) => faultState(fault, tx.now) === 'in force').length),
    report: (await call(getAdvanceReport)).report,
  }
  return {
    frame,
    call,
    read,
    readInTurns: (begin) => dependencies.turns.complete(tenant, read(begin)),
    address: dependencies.publicUrl?.href ?? url.origin,
    query: url.searchParams,
    isLiveRefresh: context.req.header('sec-fetch-dest') === 'empty',
    item: context.req.param('item') ?? '',
  }
}

/** Headers of the reader that control calls of the page carry, so that a page shows nothing its reader may not see. */
function forwardedHeaders(context: Context): Record<string, string> {
  const { host, authorization } = context.req.header()
  return {
    ...(host === undefined ? {} : { Host: host }),
    ...(authorization === undefined ? {} : { Authorization: authorization }),
  }
}

async function authenticateKey(key: string, { authenticate }: UiDependencies) {
  try {
    return await authenticate(key)
  } catch (error) {
    if (isRefusedKey(error)) return undefined
    throw error
  }
}

function signIn(context: Context, dependencies: UiDependencies, site: Site) {
  const refused = readSessionKey(context, dependencies.publicUrl) !== undefined
  return answer(context, 401, {
    title: 'Sign in',
    active: 'overview',
    site,
    body: <SignIn open={dependencies.open} refused={refused} />,
  })
}

interface PageProblem {
  readonly status: number
  readonly title: string
  readonly message: string
}

/** Turns an error into a problem for the reader; undefined for a failure of the emulator. */
function toProblem(error: unknown): PageProblem | undefined {
  if (error instanceof ControlCallError) return titled(error.status, error.message)
  const known = knownFailure(error)
  if (known instanceof DomainError && known.code !== 'storage_full') {
    return titled(404, known.code.replaceAll('_', ' '))
  }
  return undefined
}

/** An item whose name is malformed (400) cannot exist; a filter that is not valid (422) is a mistake in the address. */
function titled(status: number, message: string): PageProblem {
  if (status === 400 || status === 404) return { status: 404, title: 'Not found', message }
  return { status, title: status === 422 ? 'The address is not valid' : 'Refused', message }
}

/** Values that are the same for all pages. */
interface Site {
  readonly assets: AssetUrls
  readonly publicUrl: PublicUrl | undefined
}

interface PageAnswer {
  readonly title: string
  readonly active: PageId
  readonly charts?: boolean | undefined
  readonly site: Site
  readonly frame?: Frame
  readonly body: Child
}

async function answer(context: Context, status: number, { body, site, ...shell }: PageAnswer): Promise<Response> {
  const { assets, publicUrl } = site
  const page = (
    <Page {...shell} assets={assets} publicUrl={publicUrl?.href} showsCurl={readShowsCurl(context)}>
      {body}
    </Page>
  )
  const html = withBasePath(String(await page.toString()), publicUrl?.basePath ?? '')
  return context.body(`<!doctype html>${html}`, status as 200, {
    ...PAGE_HEADERS,
    'Content-Type': 'text/html; charset=utf-8',
  })
}

const problemPage = (context: Context, site: Site, status: number, title: string, text: string) =>
  answer(context, status, { title, active: 'overview', site, body: <Problem title={title} text={text} /> })

interface ProblemProps {
  readonly title: string
  readonly text: string
  /** The page of the menu that the address belongs to. */
  readonly section?: MenuItem
}

const Problem: FC<ProblemProps> = ({ title, text, section }) => (
  <>
    <h1>{title}</h1>
    <p class="note bad">{text}</p>
    <p class="row">
      {section && section.id !== 'overview' && <a href={section.href}>Go to {section.label}</a>}
      <a href="/_emulator/">Go to the overview</a>
    </p>
  </>
)
