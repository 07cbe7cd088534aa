import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { normaliseOrigin } from '../domain/host.ts'

/** The headers that a page may read. */
const EXPOSED_HEADERS = [
  'Emulator-Request-Id',
  'Emulator-Reason',
  'Retry-After',
  'X-Ratelimit-Limit',
  'X-Ratelimit-Remaining',
  'X-Ratelimit-Reset',
  'X-Ratelimit-Cost',
  'Content-Disposition',
]

/** The time that a browser may cache the preflight answer: the longest that any browser accepts. */
const MAX_AGE_SECONDS = 7_200

/** Control calls and pages of the dashboard, which no other page may make. */
const OWN_CALL = /^https?:\/\/[^/]*\/_emulator(?:[/?]|$)/

type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>

/**
 * Wraps `answer`: pages of these origins may make any vendor call and read its answer. `*` is every origin.
 * Assumption (transport-no-cors): the service lets none, since a key does not belong into a page.
 */
export function withCors(answer: Fetch, origins: readonly string[]): Fetch {
  if (origins.length === 0) return answer
  const allowed = new Set(origins.map(normaliseOrigin))
  const app = new Hono()
  app.use(async (context, next) => {
    await next()
    // Browsers ask so before a page of the internet calls a machine of the local network.
    if (context.req.method === 'OPTIONS' && context.req.header('access-control-request-private-network') === 'true') {
      if (context.res.headers.has('access-control-allow-origin')) {
        context.header('Access-Control-Allow-Private-Network', 'true')
      }
    }
  })
  app.use(
    cors({
      origin: allowed.has('*') ? '*' : (origin) => (allowed.has(normaliseOrigin(origin)) ? origin : null),
      allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      exposeHeaders: EXPOSED_HEADERS,
      maxAge: MAX_AGE_SECONDS,
    }),
  )
  app.all('*', async (context) => answer(context.req.raw, context.env))
  // A call that a fault breaks off has no answer.
  app.onError((error) => {
    throw error
  })
  return (request, env) => (OWN_CALL.test(request.url) ? answer(request, env) : app.fetch(request, env as never))
}
