import { Hono } from 'hono'

/** The description of the vendor API, as OpenAPI 3.1. It is made when it is first asked for. */
export function documentRoutes(version: string): Hono {
  const app = new Hono()
  const document = async (prefix: string) => {
    const { openApiDocument } = await import('../contract/openapi.ts')
    return openApiDocument({ version, prefix })
  }
  app.get('/openapi.json', async (c) => c.json(await document('/v2.4')))
  app.get('/:prefix{v2(?:\\.[0-5])?}/openapi.json', async (c) => c.json(await document(`/${c.req.param('prefix')}`)))
  return app
}
