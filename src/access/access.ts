import type { Context } from 'hono'
import { isThisMachine } from '../domain/host.ts'
import { type PublicUrl, parsePublicUrl, withoutBasePath } from '../domain/public-url.ts'
import { addressOf } from './caller.ts'
import { ForgeryGuard } from './forgery.ts'

export interface AccessOptions {
  readonly exposed?: boolean
  readonly publicUrl?: string
  readonly allowHosts?: readonly string[]
  readonly cors?: readonly string[]
}

/** The rules of who can reach the emulator, and under which names. */
export interface Access {
  readonly publicUrl: PublicUrl | undefined
  readonly guard: ForgeryGuard
  /**
   * Whether other machines can reach the emulator; with the headers of a call, whether one of them may have sent it. A call
   * through a proxy has a Host header, one of the program itself (`emulator.fetch`) has none.
   */
  readonly exposed: (headers?: Headers) => boolean
  /** The address that a call comes from. */
  readonly addressOf: (request: Pick<Request, 'headers'>, env: unknown) => string
  /** The same for a call that is being answered. */
  readonly sourceIp: (context: Context) => string
  /** Removes the sub-path of the public URL from the path and query of a call. */
  readonly rewrite: (target: string) => string
  /** The same for a request that comes without a socket. */
  readonly rewriteRequest: (request: Request) => Request
}

/** Makes the rules from the options. `servers` says whether the emulator listens where other machines can call it. */
export function createAccess(
  { exposed = false, publicUrl: url, allowHosts = [], cors: corsOrigins = [] }: AccessOptions,
  servers: { readonly areExposed: boolean },
): Access {
  const isExposed = () => exposed || servers.areExposed
  const publicUrl = url === undefined ? undefined : parsePublicUrl(url)
  // A call through a proxy comes from this machine, as far as the socket shows.
  const isPublished = publicUrl !== undefined && !isThisMachine({ name: publicUrl.hostname, port: '' })
  const addressAt = (request: Pick<Request, 'headers'>, env: unknown) =>
    addressOf(request, env, publicUrl !== undefined)
  const rewrite = (target: string) => withoutBasePath(target, publicUrl?.basePath ?? '')
  return {
    publicUrl,
    guard: new ForgeryGuard({ publicUrl, allowHosts, corsOrigins, isExposed }),
    exposed: (headers) => isExposed() || (isPublished && headers?.has('host') !== false),
    addressOf: addressAt,
    sourceIp: (context) => addressAt(context.req.raw, context.env),
    rewrite,
    rewriteRequest(request) {
      if (publicUrl === undefined || publicUrl.basePath === '') return request
      const { origin, pathname, search } = new URL(request.url)
      const target = rewrite(`${pathname}${search}`)
      return target === `${pathname}${search}` ? request : new Request(`${origin}${target}`, request)
    },
  }
}
