import { Hono } from 'hono'
import { getPath } from 'hono/utils/url'
import { accountRoutes } from './control/accounts.ts'
import { callbackRoutes } from './control/callbacks.ts'
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
import { versionOf, withoutVersion } from './domain/api-version.ts'
import { apiRoutes } from './routes/api.ts'
import { catalogueRoutes } from './routes/catalogue.ts'
import { esimBundleRoutes } from './routes/esim-bundles.ts'
import { esimRoutes } from './routes/esims.ts'
import { installDetailsRoutes } from './routes/install-details.ts'
import { inventoryRoutes } from './routes/inventory.ts'
import { mounter, mountNotFound, type RouteDependencies } from './routes/mount.ts'
import { networkRoutes } from './routes/networks.ts'
import { orderRoutes } from './routes/orders.ts'
import { organisationRoutes } from './routes/organisation.ts'
import { suspensionRoutes } from './routes/suspension.ts'

/** The vendor API: one set of routes behind every version prefix, with or without a trailing slash. */
export function createVendorApp(dependencies: RouteDependencies): Hono {
  const app = new Hono({ getPath: (request) => vendorPath(getPath(request)) })
  // Errors are answered by the mount; what is left is a call that a fault breaks off, which has no answer.
  app.onError((error) => {
    throw error
  })
  const mount = mounter(app, dependencies)
  apiRoutes(mount)
  catalogueRoutes(mount)
  networkRoutes(mount)
  organisationRoutes(mount)
  orderRoutes(mount)
  inventoryRoutes(mount)
  // Fixed paths below /esims come before those with an ICCID in their place.
  installDetailsRoutes(mount)
  esimBundleRoutes(mount)
  esimRoutes(mount)
  suspensionRoutes(mount)
  mountNotFound(app, dependencies)
  return app
}

/** The emulator's own API, its health and its documents. */
export function createOwnApp(dependencies: ControlDependencies, health: Health): Hono {
  const { app, mount, tenantOf } = createControlApp(dependencies)
  app.route('/', healthRoutes(health))
  app.route('/', documentRoutes(health.version))
  clockRoutes(mount, dependencies)
  organisationControlRoutes(mount)
  esimControlRoutes(mount, dependencies)
  callbackRoutes(mount, dependencies)
  faultRoutes(mount)
  requestRoutes(mount, dependencies.journal)
  stateRoutes(mount, dependencies)
  scenarioRoutes(mount, dependencies)
  organisationsRoutes(mount, dependencies)
  accountRoutes(mount, dependencies)
  app.get('/_emulator/stream', (context) => streamEvents(context, tenantOf(context), dependencies))
  app.all('/_emulator/*', (context) =>
    context.json({ error: { code: 'not_found', message: `there is no control call ${context.req.path}` } }, 404),
  )
  return app
}

/** The path behind the version prefix; one without a prefix leads nowhere. */
function vendorPath(path: string): string {
  return versionOf(path) === undefined ? `/no-version${path}` : withoutVersion(path)
}
