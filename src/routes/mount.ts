import type { Context, Hono } from 'hono'
import type * as z from 'zod'
import type { Operation } from '../contract/operation.ts'
import { DomainError } from '../domain/errors.ts'
import type { ReadTx, State, Tenant, Tx } from '../state/state.ts'

/** What the vendor routes are given. */
export interface RouteDependencies {
  readonly state: State
  /** The organisation of an API key, at the present of its clock. Throws access_denied. */
  readonly enter: (apiKey: string | undefined) => Tenant
  /** A write of an organisation, and what follows from it. */
  readonly write: <T>(tenant: Tenant, work: (tx: Tx) => T) => T
  /** The address a request came from, where there is a socket. */
  readonly sourceIp: (context: Context) => string
}

/** One call of an operation, checked and with its types: all that a handler needs to know of HTTP. */
export interface Call<O extends Operation> {
  readonly path: z.infer<O['pathFields']>
  readonly query: z.infer<O['queryFields']>
  readonly body: z.infer<NonNullable<O['body']>>
  readonly sourceIp: string
  readonly request: Request
  readonly now: number
  read<T>(work: (tx: ReadTx) => T): T
  write<T>(work: (tx: Tx) => T): T
}

/** A handler returns what the contract's answer says, or a response when the answer is not JSON. */
export type Handler<O extends Operation> = (call: Call<O>) => z.infer<O['answer']> | Response | Promise<Response>

export type Mount = <O extends Operation>(operation: O, handle: Handler<O>) => void

/** The longest body that is read. Assumption: the vendor's limit is not known. */
const BODY_LIMIT_BYTES = 1_048_576

/** Makes the function that puts operations on an app: it checks the key, then query and body, and then calls the handler. */
export function mounter(app: Hono, dependencies: RouteDependencies): Mount {
  return (operation, handle) => {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1')
    const queryKeys = Object.keys(operation.queryFields.shape)
    const hasPath = Object.keys(operation.pathFields.shape).length > 0
    app.on(operation.method, path, async (context) => {
      const tenant = dependencies.enter(apiKeyOf(context))
      const query = queryKeys.length > 0 ? readQuery(context, operation) : {}
      const body = operation.body ? await readBody(context, operation) : undefined
      const answer = handle({
        path: (hasPath ? context.req.param() : {}) as never,
        query: query as never,
        body: body as never,
        now: tenant.now,
        request: context.req.raw,
        get sourceIp() {
          return dependencies.sourceIp(context)
        },
        read: (work) => dependencies.state.read(tenant, work),
        write: (work) => dependencies.write(tenant, work),
      })
      if (answer instanceof Response || answer instanceof Promise) return answer
      return context.json(answer as object)
    })
  }
}

/** The header, or the query parameter that v2.1 documented and old clients still send. */
const apiKeyOf = (context: Context): string | undefined =>
  context.req.header('x-api-key') || context.req.query('api_key') || undefined

function readQuery(context: Context, { queryFields }: Operation): unknown {
  const given: Record<string, unknown> = {}
  for (const [name, values] of Object.entries(context.req.queries())) {
    const field = queryFields.shape[name]
    // An empty value means the same as none.
    const present = values.filter((value) => value !== '')
    if (field && present.length > 0) given[name] = isList(field) ? present : present[0]
  }
  const result = queryFields.safeParse(given)
  if (!result.success) throw new DomainError('invalid_parameter', { name: String(result.error.issues[0]?.path[0]) })
  return result.data
}

const isList = (field: z.ZodType): boolean => {
  const type = field.def.type === 'optional' ? (field as z.ZodOptional<z.ZodType>).def.innerType : field
  return type.def.type === 'array'
}

async function readBody(context: Context, operation: Operation): Promise<unknown> {
  const text = await readText(context.req.raw)
  if (text.trim() === '' && operation.bodyOptional) return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DomainError('malformed_body')
  }
  const result = operation.body?.safeParse(value)
  if (!result?.success) throw new DomainError('malformed_body')
  return result.data
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > BODY_LIMIT_BYTES) throw new DomainError('body_too_large')
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.byteLength > BODY_LIMIT_BYTES) throw new DomainError('body_too_large')
  try {
    return utf8.decode(bytes)
  } catch {
    throw new DomainError('malformed_body')
  }
}
