import { type Context, Hono } from 'hono'
import { describe } from '../contract/expected-value.ts'
import { BASE_PREFIX, DOCUMENTED_ROOT, PREFIXES } from '../domain/api-version.ts'
import { DIALECTS, type Dialect, dialectOf } from '../domain/dialect.ts'
import { listOr } from '../domain/list-words.ts'
import { getSettings } from '../state/records/organisations.ts'
import type { ControlDependencies } from './control-call.ts'

/**
 * Serves the OpenAPI documents of both APIs. Each base URL of the vendor API has its own document: of its version, in the
 * dialect of the organisation, which `?dialect=` overrides. No key is needed: without one the document is that of the default
 * organisation.
 */
export function documentRoutes(version: string, dependencies: DocumentDependencies): Hono {
  const app = new Hono()
  const spokenBy = (apiKey: string | undefined): Dialect => {
    const tenant = dependencies.registry.find(apiKey ?? dependencies.registry.keys.defaultKey)
    return tenant ? dependencies.state.read(tenant, getSettings).dialect : dependencies.dialect
  }
  const document = async (c: Context, root: string, prefix: string) => {
    const requested = c.req.query('dialect')
    const dialect = requested === undefined ? undefined : DIALECTS.find((known) => known === requested)
    if (requested !== undefined && !dialect) {
      return c.json(refusal(`there is no dialect ${describe(requested)}: use ${listOr(DIALECTS)}`), 422)
    }
    const own = dialectOf(c.req.path)
    if (own && dialect && own !== dialect) {
      return c.json(refusal(`${root}${prefix} speaks ${own}: ask ${prefix}/openapi.json?dialect=${dialect}`), 422)
    }
    const { openApiDocument } = await import('../contract/openapi.ts')
    return c.json(
      openApiDocument({
        version,
        prefix,
        dialect: own ?? dialect ?? spokenBy(c.req.header('x-api-key')),
        publicUrl: dependencies.publicUrl?.href ?? '',
        // The organisation may speak another dialect than the document; the base URL of a dialect always speaks it.
        baseUrl: dialect === 'documented' ? `${DOCUMENTED_ROOT}${prefix}` : `${root}${prefix}`,
      }),
    )
  }
  for (const root of ['', DOCUMENTED_ROOT]) {
    app.get(`${root}/openapi.json`, (c) => document(c, root, BASE_PREFIX))
    for (const prefix of PREFIXES) app.get(`${root}${prefix}/openapi.json`, (c) => document(c, root, prefix))
  }
  app.get('/_emulator/openapi.json', async (c) => {
    const { controlDocument } = await import('../contract/control/openapi.ts')
    return c.json(controlDocument(version, dependencies.publicUrl?.href))
  })
  return app
}

type DocumentDependencies = Pick<ControlDependencies, 'registry' | 'state' | 'dialect' | 'publicUrl'>

const refusal = (message: string) => ({ error: { code: 'invalid_request', message } })
