import type { Context } from 'hono'
import { isThisMachine } from '../domain/host.ts'
import { type PublicUrl, parsePublicUrl, withoutBasePath } from '../domain/public-url.ts'
import { addressOf } from './caller.ts'
import { ForgeryGuard } from './forgery.ts'

export interface AccessOptions {
  readonly publicUrl?: string
  readonly allowHosts?: readonly string[]
  readonly cors?: readonly string[]
}

/** Who can reach the emulator, and under which names. */
export interface Access {
  readonly publicUrl: PublicUrl | undefined
  readonly guard: ForgeryGuard
  /**
   * Whether other machines can reach the emulator; of a call with these headers, whether one of them may have sent it. What
   * comes through a proxy has a Host, what the program itself asks (`emulator.fetch`) has none.
   */
  readonly exposed: (headers?: Headers) => boolean
  /** The address a call comes from. */
  readonly addressOf: (request: Pick<Request, 'headers'>, env: unknown) => string
  /** The same of a call that is being answered. */
  readonly sourceIp: (context: Context) => string
  /** What the path and query of a call stand for: without the sub-path of the public URL. */
  readonly rewrite: (target: string) => string
  /** The same of a request that comes without a socket. */
  readonly rewriteRequest: (request: Request) => Request
}

/** Who reaches an emulator of these options. `listensBeyond` tells whether it listens where other machines can call it. */
export function accessOf(
  { publicUrl: url, allowHosts = [], cors: corsOrigins = [] }: AccessOptions,
  listensBeyond: () => boolean,
): Access {
  const publicUrl = url === undefined ? undefined : parsePublicUrl(url)
  // Whom a proxy lets through comes from this machine, as far as the socket tells.
  const isPublished = publicUrl !== undefined && !isThisMachine({ name: publicUrl.hostname, port: '' })
  const addressAt = (request: Pick<Request, 'headers'>, env: unknown) =>
    addressOf(request, env, publicUrl !== undefined)
  const rewrite = (target: string) => withoutBasePath(target, publicUrl?.basePath ?? '')
  return {
    publicUrl,
    guard: new ForgeryGuard({ publicUrl, allowHosts, corsOrigins, listensBeyond }),
    exposed: (headers) => listensBeyond() || (isPublished && headers?.has('host') !== false),
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
