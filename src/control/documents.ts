import { type Context, Hono } from 'hono'
import { BASE_PREFIX, PREFIXES } from '../domain/api-version.ts'
import { DIALECTS } from '../domain/dialect.ts'

/** The descriptions of both APIs, as OpenAPI 3.1: the vendor's by version and, with `?dialect=`, by dialect. They are made when they are first asked for. */
export function documentRoutes(version: string): Hono {
  const app = new Hono()
  const document = async (c: Context, prefix: string) => {
    const dialect = DIALECTS.find((known) => known === (c.req.query('dialect') ?? DIALECTS[0]))
    if (!dialect) {
      const message = `there is no dialect ${c.req.query('dialect')}: use one of ${DIALECTS.join(', ')}`
      return c.json({ error: { code: 'invalid_request', message } }, 422)
    }
    const { openApiDocument } = await import('../contract/openapi.ts')
    return c.json(openApiDocument({ version, prefix, dialect }))
  }
  app.get('/openapi.json', (c) => document(c, BASE_PREFIX))
  for (const prefix of PREFIXES) app.get(`${prefix}/openapi.json`, (c) => document(c, prefix))
  app.get('/_emulator/openapi.json', async (c) => {
    const { controlDocument } = await import('../contract/control/openapi.ts')
    return c.json(controlDocument(version))
  })
  return app
}
