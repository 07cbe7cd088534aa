import { Hono } from 'hono'
import { shorten } from '../contract/expected-value.ts'
import { holdsKey } from '../http/redaction.ts'
import type { UiDependencies } from '../ui/page-request.ts'
import { PAGE_PARTS } from '../ui/parts.ts'
import { accountRoutes } from './accounts.ts'
import { bulkRoutes } from './bulk.ts'
import { callbackRoutes } from './callbacks.ts'
import { callerRoutes } from './callers.ts'
import { catalogueRoutes } from './catalogue.ts'
import { clockRoutes } from './clock.ts'
import type { ControlDependencies } from './control-call.ts'
import { documentRoutes } from './documents.ts'
import { esimRoutes } from './esims.ts'
import { faultRoutes } from './faults.ts'
import { type Health, healthRoutes } from './health.ts'
import { organisationRoutes } from './organisation.ts'
import { organisationsRoutes } from './organisations.ts'
import { controlRouteRegistrar } from './register.ts'
import { requestRoutes } from './requests.ts'
import { respondError } from './respond.ts'
import { scenarioRoutes } from './scenarios.ts'
import { stateRoutes } from './state.ts'
import { statementRoutes } from './statement.ts'
import { refuseForgery } from './steps/refuse-foreign-pages.ts'
import { lookUpOrganisation } from './steps/resolve-organisation.ts'
import { storyRoutes } from './stories.ts'
import { streamEvents } from './stream.ts'

/** Each file registers the handlers of its operations. */
const ROUTES = [
  clockRoutes,
  organisationRoutes,
  esimRoutes,
  bulkRoutes,
  callbackRoutes,
  faultRoutes,
  requestRoutes,
  catalogueRoutes,
  stateRoutes,
  scenarioRoutes,
  storyRoutes,
  organisationsRoutes,
  callerRoutes,
  accountRoutes,
  statementRoutes,
]

/** Characters of a call that there is not: a path is as long as its writer likes. */
const LONGEST_CALL = 200

/** The methods of dashboard pages. */
const PAGE_METHODS = ['GET', 'POST']

/** Tells a browser that opens an address from a client: clients accept JSON, or anything. */
const isPageVisit = ({ headers }: Request): boolean => /\btext\/html\b/i.test(headers.get('accept') ?? '')

/** The control API, the health check, the API documents and the dashboard. */
export function createControlApp(
  dependencies: ControlDependencies,
  health: Health,
  fetch: UiDependencies['fetch'],
): Hono {
  const app = new Hono()
  app.onError((error, context) => respondError(error, context, dependencies.onFailure))
  const route = controlRouteRegistrar(app, dependencies)
  app.route('/', healthRoutes(health))
  const dashboard = `${dependencies.publicUrl?.basePath ?? ''}/_emulator/`
  // The vendor has nothing at `/`, so a browser lands on the dashboard and clients get the vendor's 404.
  app.get('/', (context, next) => (isPageVisit(context.req.raw) ? context.redirect(dashboard) : next()))
  app.route('/', documentRoutes(health.version, dependencies))
  for (const registerRoutes of ROUTES) registerRoutes(route, dependencies)
  app.get('/_emulator/stream', async (context) => {
    refuseForgery(context.req.raw, dependencies.guard)
    return streamEvents(context, await lookUpOrganisation(context, dependencies), dependencies)
  })
  // The dashboard is loaded when its first page is opened.
  let pages: Promise<Hono> | undefined
  const createPages = async () => {
    const { registry, loadParts } = dependencies
    await loadParts(PAGE_PARTS)
    const { createUiApp } = await import('../ui/app.tsx')
    const authenticate = (apiKey: string) => registry.authenticate(apiKey)
    const defaultKey = () => registry.keys.defaultKey
    return createUiApp({ ...dependencies, authenticate, defaultKey, open: health.mode === 'open', fetch })
  }
  for (const path of ['/_emulator', '/_emulator/', '/_emulator/docs', '/_emulator/ui/*', '/_emulator/assets/*']) {
    app.on(PAGE_METHODS, path, async (context) => {
      pages ??= createPages()
      return (await pages).fetch(context.req.raw, context.env)
    })
  }
  app.all('/_emulator/*', ({ req, json }) => {
    const path = holdsKey(req.url) ? '/_emulator/organisations/{apiKey}' : req.path
    const call = shorten(`${req.method} ${path}`, LONGEST_CALL)
    const message = `there is no control call ${call}: GET /_emulator/openapi.json lists them`
    return json({ error: { code: 'not_found', message } }, 404)
  })
  return app
}
