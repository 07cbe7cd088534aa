import { Hono } from 'hono'
import { getPath } from 'hono/utils/url'
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

/** The path behind the version prefix; one without a prefix leads nowhere. */
function vendorPath(path: string): string {
  return versionOf(path) === undefined ? `/no-version${path}` : withoutVersion(path)
}
