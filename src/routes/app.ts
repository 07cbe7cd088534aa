import { Hono } from 'hono'
import { getPath } from 'hono/utils/url'
import { versionOf, withoutVersion } from '../domain/api-version.ts'
import { apiRoutes } from './api.ts'
import { catalogueRoutes } from './catalogue.ts'
import { esimBundleRoutes } from './esim-bundles.ts'
import { esimRoutes } from './esims.ts'
import { installDetailsRoutes } from './install-details.ts'
import { inventoryRoutes } from './inventory.ts'
import { networkRoutes } from './networks.ts'
import { orderRoutes } from './orders.ts'
import { organisationRoutes } from './organisation.ts'
import { registerNotFound, routeRegistrar } from './register.ts'
import { suspensionRoutes } from './suspension.ts'
import type { RouteDependencies } from './vendor-call.ts'

/** Each file registers the handlers of its operations. Fixed paths below /esims come before those with an ICCID in their place. */
const ROUTES = [
  apiRoutes,
  catalogueRoutes,
  networkRoutes,
  organisationRoutes,
  orderRoutes,
  inventoryRoutes,
  installDetailsRoutes,
  esimBundleRoutes,
  esimRoutes,
  suspensionRoutes,
]

/** The vendor API: one set of routes behind every version prefix, with or without a trailing slash. */
export function createVendorApp(dependencies: RouteDependencies): Hono {
  const app = new Hono({ getPath: (request) => vendorPath(getPath(request)) })
  // The pipeline answers all errors but one: a call whose connection a fault broke has no answer.
  app.onError((error) => {
    throw error
  })
  const route = routeRegistrar(app, dependencies)
  for (const registerRoutes of ROUTES) registerRoutes(route)
  registerNotFound(app, dependencies)
  return app
}

/** The path behind the version prefix; one without a prefix leads nowhere. */
function vendorPath(path: string): string {
  return versionOf(path) === undefined ? `/no-version${path}` : withoutVersion(path)
}

const VENDOR_CALL = /^https?:\/\/[^/]*(?:\/documented)?\/v2(?:\.\d)?\/(?!openapi\.json)/

/** Whether a request is a call of the vendor API. Nearly all are, so its URL tells before any routing. */
export const isVendorCall = ({ url }: Request): boolean => VENDOR_CALL.test(url)
