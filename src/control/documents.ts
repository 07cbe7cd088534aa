import { Hono } from 'hono'

/** The descriptions of both APIs, as OpenAPI 3.1. They are made when they are first asked for. */
export function documentRoutes(version: string): Hono {
  const app = new Hono()
  const document = async (prefix: string) => {
    const { openApiDocument } = await import('../contract/openapi.ts')
    return openApiDocument({ version, prefix })
  }
  app.get('/openapi.json', async (c) => c.json(await document('/v2.4')))
  app.get('/:prefix{v2(?:\\.[0-5])?}/openapi.json', async (c) => c.json(await document(`/${c.req.param('prefix')}`)))
  app.get('/_emulator/openapi.json', async (c) => {
    const { controlDocument } = await import('../contract/control/openapi.ts')
    return c.json(controlDocument(version))
  })
  return app
}
