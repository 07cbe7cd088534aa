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

/** The vendor API: one set of routes behind every version prefix, with or without a trailing slash. */
export function createVendorApp(dependencies: RouteDependencies): Hono {
  const app = new Hono({ getPath: (request) => vendorPath(getPath(request)) })
  // The pipeline answers all errors but one: a call whose connection a fault broke has no answer.
  app.onError((error) => {
    throw error
  })
  const route = routeRegistrar(app, dependencies)
  apiRoutes(route)
  catalogueRoutes(route)
  networkRoutes(route)
  organisationRoutes(route)
  orderRoutes(route)
  inventoryRoutes(route)
  // Fixed paths below /esims come before those with an ICCID in their place.
  installDetailsRoutes(route)
  esimBundleRoutes(route)
  esimRoutes(route)
  suspensionRoutes(route)
  registerNotFound(app, dependencies)
  return app
}

/** The path behind the version prefix; one without a prefix leads nowhere. */
function vendorPath(path: string): string {
  return versionOf(path) === undefined ? `/no-version${path}` : withoutVersion(path)
}

const VENDOR_CALL = /^https?:\/\/[^/]*(?:\/documented)?\/v2(?:\.\d)?\/(?!openapi\.json)/

/** Whether a URL is one of the vendor API: told before any routing, since nearly all are. */
export const isVendorCall = (url: string): boolean => VENDOR_CALL.test(url)
