import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { getClock } from '../contract/control/clock.ts'
import { DomainError } from '../domain/errors.ts'
import { readBody } from '../middleware/body.ts'
import { findForgery } from '../middleware/forgery.ts'
import { knownFailure } from '../middleware/known-failure.ts'
import { getOrganisation } from '../state/organisations.ts'
import { AskError, asker } from './ask.ts'
import { loadAssets } from './assets.ts'
import { type AssetUrls, Page, type PageId } from './layout.tsx'
import type { Look, ShowPage, UiDependencies } from './look.ts'
import { showCallback, showCallbacks } from './pages/callbacks.tsx'
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

const PAGES: Readonly<Record<string, ShowPage>> = {
  '/_emulator/': showOverview,
  '/_emulator/ui/esims': showEsims,
  '/_emulator/ui/esims/:item': showEsim,
  '/_emulator/ui/orders': showOrders,
  '/_emulator/ui/inventory': showInventory,
  '/_emulator/ui/catalogue': showCatalogue,
  '/_emulator/ui/catalogue/:item': showBundle,
  '/_emulator/ui/callbacks': showCallbacks,
  '/_emulator/ui/callbacks/:item': showCallback,
  '/_emulator/ui/journal': showJournal,
  '/_emulator/ui/journal/:item': showRequest,
  '/_emulator/ui/faults': showFaults,
  '/_emulator/ui/worlds': showWorlds,
  '/_emulator/ui/organisation': showOrganisation,
  // The longest page: it is made when somebody reads it.
  '/_emulator/docs': async (look) => (await import('./docs/show.tsx')).showDocs(look),
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

  app.onError((error, context) => {
    const known = knownFailure(error)
    if (known instanceof DomainError && known.code === 'storage_full') {
      return plain(
        context,
        assets.urls,
        507,
        'The disk is full',
        'There is no room for the state. Make room, and look again.',
      )
    }
    given.onFailure(error)
    return plain(context, assets.urls, 500, 'The emulator failed', 'Its log says more.')
  })

  app.get('/_emulator/assets/*', (context) =>
    assets.answer(context.req.path.replace('/_emulator/assets/', ''), context.req.header('if-none-match')),
  )

  app.use(async (context, next) => {
    const forgery = findForgery(context.req.raw.headers, given.exposed())
    if (forgery) return plain(context, assets.urls, 403, 'Not from here', forgery.message)
    return next()
  })

  app.get('/_emulator', (context) => context.redirect('/_emulator/'))

  app.post('/_emulator/ui/session', async (context) => {
    const { text } = await readBody(context.req.raw, LONGEST_FORM_BYTES)
    chooseKey(context, new URLSearchParams(text).get('key')?.trim() ?? '')
    return context.redirect('/_emulator/', 303)
  })

  for (const [path, show] of Object.entries(PAGES)) {
    app.get(path, async (context) => {
      const look = await lookOf(context, given)
      if (!look) return signIn(context, given, assets.urls)
      try {
        const { title, active, body } = await show(look)
        return answer(context, 200, { title, active, assets: assets.urls, frame: look.frame, body })
      } catch (error) {
        const problem = problemOf(error)
        if (!problem) throw error
        return answer(context, problem.status, {
          title: 'Not here',
          active: 'overview',
          assets: assets.urls,
          frame: look.frame,
          body: <Problem title="Not here" text={problem.message} />,
        })
      }
    })
  }

  app.all('*', (context) => plain(context, assets.urls, 404, 'Not here', `There is no page ${context.req.path}.`))
  return app
}

/** Who looks at what; undefined when nobody has said whose pages are meant, or said so with a key that is not accepted. */
async function lookOf(context: Context, given: UiDependencies): Promise<Look | undefined> {
  const key = chosenKey(context) ?? (given.exposed() ? undefined : given.defaultKey)
  const tenant = key === undefined ? undefined : enter(key, given)
  if (!tenant) return undefined
  const authorization = context.req.header('authorization')
  const ask = asker(given.fetch, {
    'X-API-Key': tenant.apiKey,
    ...(authorization === undefined ? {} : { Authorization: authorization }),
  })
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
    origin: url.origin,
    query: url.searchParams,
    again: context.req.header('sec-fetch-dest') === 'empty',
    item: context.req.param('item') ?? '',
  }
}

function enter(key: string, { enter }: UiDependencies) {
  try {
    return enter(key)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'access_denied') return undefined
    throw error
  }
}

function signIn(context: Context, given: UiDependencies, urls: AssetUrls) {
  const refused = chosenKey(context) !== undefined
  return answer(context, 401, {
    title: 'Sign in',
    active: 'overview',
    assets: urls,
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

interface Answered {
  readonly title: string
  readonly active: PageId
  readonly assets: AssetUrls
  readonly frame?: Frame
  readonly body: Child
}

async function answer(context: Context, status: number, { body, ...shell }: Answered): Promise<Response> {
  const html = await (<Page {...shell}>{body}</Page>)
  return context.body(`<!doctype html>${html}`, status as 200, {
    ...PAGE_HEADERS,
    'Content-Type': 'text/html; charset=utf-8',
  })
}

const plain = (context: Context, urls: AssetUrls, status: number, title: string, text: string) =>
  answer(context, status, { title, active: 'overview', assets: urls, body: <Problem title={title} text={text} /> })

const Problem = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <>
    <h1>{title}</h1>
    <p class="note bad">{text}</p>
    <p>
      <a href="/_emulator/">To the overview</a>
    </p>
  </>
)
