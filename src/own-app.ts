import type { Hono } from 'hono'
import { accountRoutes } from './control/accounts.ts'
import { callbackRoutes } from './control/callbacks.ts'
import { callerRoutes } from './control/callers.ts'
import { clockRoutes } from './control/clock.ts'
import { documentRoutes } from './control/documents.ts'
import { esimRoutes as esimControlRoutes } from './control/esims.ts'
import { faultRoutes } from './control/faults.ts'
import { type Health, healthRoutes } from './control/health.ts'
import { type ControlDependencies, createControlApp } from './control/mount.ts'
import { organisationRoutes as organisationControlRoutes } from './control/organisation.ts'
import { organisationsRoutes } from './control/organisations.ts'
import { requestRoutes } from './control/requests.ts'
import { scenarioRoutes } from './control/scenarios.ts'
import { stateRoutes } from './control/state.ts'
import { streamEvents } from './control/stream.ts'
import type { UiDependencies } from './ui/look.ts'

/** How pages are asked for. Any other method is one of a control call, or of none. */
const PAGE_METHODS = ['GET', 'POST']

/** The emulator's own API, its health and its documents. */
export function createOwnApp(dependencies: ControlDependencies, health: Health, fetch: UiDependencies['fetch']): Hono {
  const { app, mount, tenantOf } = createControlApp(dependencies)
  app.route('/', healthRoutes(health))
  app.route('/', documentRoutes(health.version, dependencies))
  clockRoutes(mount, dependencies)
  organisationControlRoutes(mount)
  esimControlRoutes(mount, dependencies)
  callbackRoutes(mount, dependencies)
  faultRoutes(mount)
  requestRoutes(mount, dependencies.journal)
  stateRoutes(mount, dependencies)
  scenarioRoutes(mount, dependencies)
  organisationsRoutes(mount, dependencies)
  callerRoutes(mount, dependencies.callers)
  accountRoutes(mount, dependencies)
  app.get('/_emulator/stream', (context) => streamEvents(context, tenantOf(context), dependencies))
  // Pages cost nothing to whoever does not look at them.
  let pages: Promise<Hono> | undefined
  const createPages = async () => {
    const { createUiApp } = await import('./ui/app.tsx')
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
