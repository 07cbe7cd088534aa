import { Hono } from 'hono'
import type { UiDependencies } from '../ui/look.ts'
import { accountRoutes } from './accounts.ts'
import { callbackRoutes } from './callbacks.ts'
import { callerRoutes } from './callers.ts'
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
import { refuseForgery } from './steps/refuse-foreign-pages.ts'
import { lookUpOrganisation } from './steps/resolve-organisation.ts'
import { streamEvents } from './stream.ts'

/** The methods of pages. Any other method is one of a control call, or of none. */
const PAGE_METHODS = ['GET', 'POST']

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
  app.route('/', documentRoutes(health.version, dependencies))
  clockRoutes(route, dependencies)
  organisationRoutes(route)
  esimRoutes(route, dependencies)
  callbackRoutes(route, dependencies)
  faultRoutes(route)
  requestRoutes(route, dependencies)
  stateRoutes(route, dependencies)
  scenarioRoutes(route, dependencies)
  organisationsRoutes(route, dependencies)
  callerRoutes(route, dependencies.callers)
  accountRoutes(route, dependencies)
  app.get('/_emulator/stream', async (context) => {
    refuseForgery(context.req.raw, dependencies.guard)
    return streamEvents(context, await lookUpOrganisation(context, dependencies), dependencies)
  })
  // Loaded when the first page is opened.
  let pages: Promise<Hono> | undefined
  const createPages = async () => {
    const { createUiApp } = await import('../ui/app.tsx')
    return createUiApp({ ...dependencies, open: health.mode === 'open', fetch })
  }
  for (const path of ['/_emulator', '/_emulator/', '/_emulator/docs', '/_emulator/ui/*', '/_emulator/assets/*']) {
    app.on(PAGE_METHODS, path, async (context) => {
      pages ??= createPages()
      return (await pages).fetch(context.req.raw, context.env)
    })
  }
  app.all('/_emulator/*', (context) =>
    context.json({ error: { code: 'not_found', message: `there is no control call ${context.req.path}` } }, 404),
  )
  return app
}
