import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerBadRequests } from './bad-requests.ts'
import { Connections } from './connections.ts'
import type { TlsOptions } from './tls.ts'

export interface RunningServer {
  /** A URL that can be opened: never one of 0.0.0.0 or [::]. */
  readonly url: string
  readonly port: number
  /** Takes no new requests, finishes those in flight within a few seconds, and closes all connections. */
  readonly close: () => Promise<void>
  /** Closes all connections at once, answered or not, and takes no new ones. */
  readonly abort: () => void
}

/** How long a request in flight has to finish when the server is closed. Process managers soon kill what does not end. */
const GRACE_MS = 3_000

/**
 * How long a connection may be idle. A client that reuses one just when the server closes it sees ECONNRESET, so the client
 * has to be the first to give up. The common pools do so after 4 s (Node's fetch) to 5 minutes (OkHttp), and load balancers
 * after 10 minutes at most.
 */
const IDLE_MS = 620_000

/** The limit is also that of a connection without a first request. The platform wants each timeout above the one before. */
const TIMEOUTS = { keepAliveTimeout: IDLE_MS, headersTimeout: IDLE_MS + 10_000, requestTimeout: IDLE_MS + 20_000 }

type AdaptorOptions = Parameters<typeof import('@hono/node-server').createAdaptorServer>[0]

export type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>

export interface ListenRequest {
  readonly port: number
  readonly host: string
  readonly ownProcess: boolean
  readonly tls?: TlsOptions | undefined
  /** Turns the path and query of a request into those that are routed. */
  readonly rewrite: (target: string) => string
}

/**
 * Answers requests at an address. `localhost`, and `::` for every address of the machine, are both IPv4 and IPv6. Rejects when
 * the address is taken, and with TypeError for a certificate and key that cannot be used.
 */
export async function listen(fetch: Fetch, request: ListenRequest): Promise<RunningServer> {
  const { host, port, tls } = request
  // TLS is loaded only when it is asked for: a start is faster without.
  const secure = tls && (await secureWith(tls))
  const { createAdaptorServer } = await import('@hono/node-server')
  const create = (): Server => createAdaptor(createAdaptorServer, fetch, request, secure?.createServer)
  return runServers(create, { host, port, secure })
}

type Secure = Awaited<ReturnType<typeof secureWith>>

/** Runs servers at an address: one, or two where it is both IPv4 and IPv6. Rejects when the address is taken. */
export async function runServers(
  create: () => Server,
  { host, port, secure }: Pick<ListenRequest, 'host' | 'port'> & { readonly secure?: Secure | undefined },
): Promise<RunningServer> {
  const open: Open = (at, on) => openServer(create(), at, on)
  const servers = await openAll(open, host, port)
  const [{ address }] = servers
  const names = namesOf(host, address.address)
  const name = secure ? secure.chooseName(names) : names[0]
  let closed: Promise<unknown> | undefined
  return {
    url: `${secure ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${address.port}`,
    port: address.port,
    close: async () => {
      closed ??= Promise.all(servers.map((server) => server.close()))
      await closed
    },
    abort: () => {
      closed = Promise.resolve()
      for (const server of servers) server.abort()
    },
  }
}

function createAdaptor(
  createAdaptorServer: (options: AdaptorOptions) => unknown,
  fetch: Fetch,
  { ownProcess, tls, rewrite }: ListenRequest,
  createServer: unknown,
): Server {
  const server = createAdaptorServer({
    fetch: fetch as never,
    // The adaptor's lighter Request and Response make answers twice as fast. They replace the global ones, so only a process of
    // our own may use them.
    overrideGlobalObjects: ownProcess,
    ...(createServer ? { createServer: createServer as never } : {}),
    // A request without a Host is refused in our own form.
    serverOptions: { ...TIMEOUTS, requireHostHeader: false, ...(tls ? { cert: tls.cert, key: tls.key } : {}) } as never,
  }) as Server
  // The target is rewritten before the adaptor reads it.
  server.prependListener('request', (incoming) => {
    incoming.url = rewrite(incoming.url ?? '')
  })
  return server
}

interface OpenServer {
  readonly address: AddressInfo
  readonly close: () => Promise<void>
  readonly abort: () => void
}

type Open = (host: string, port: number) => Promise<OpenServer>

/** The errors of a machine without IPv6. */
const WITHOUT_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT']

/** How many free ports are tried until one is free on both addresses of `localhost`. */
const PORT_TRIES = 10

async function openAll(open: Open, host: string, port: number): Promise<[OpenServer, ...OpenServer[]]> {
  if (host.toLowerCase() === 'localhost') return openLoopback(open, port)
  try {
    return [await open(host, port)]
  } catch (error) {
    if (host === '::' && WITHOUT_IPV6.includes(codeOf(error))) return [await open('0.0.0.0', port)]
    throw error
  }
}

/** Listens on one port of both loopback addresses, or of 127.0.0.1 only on a machine without IPv6. */
async function openLoopback(open: Open, port: number, tries = PORT_TRIES): Promise<[OpenServer, ...OpenServer[]]> {
  const first = await open('127.0.0.1', port)
  try {
    return [first, await open('::1', first.address.port)]
  } catch (error) {
    if (WITHOUT_IPV6.includes(codeOf(error))) return [first]
    await first.close()
    // A port that is free on the one address may be taken on the other.
    if (port === 0 && codeOf(error) === 'EADDRINUSE' && tries > 1) return openLoopback(open, port, tries - 1)
    throw error
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? ''

async function openServer(server: Server, host: string, port: number): Promise<OpenServer> {
  const connections = new Connections(server)
  answerBadRequests(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    address: server.address() as AddressInfo,
    abort: () => {
      server.close()
      connections.closeAll()
    },
    close: () =>
      new Promise((resolve, reject) => {
        const giveUp = setTimeout(() => connections.closeAll(), GRACE_MS)
        server.close((error) => {
          clearTimeout(giveUp)
          if (error) reject(error)
          else resolve()
        })
        connections.drain()
      }),
  }
}

/** Addresses that stand for every address of the machine, and cannot be opened themselves. */
const EVERY_ADDRESS = ['0.0.0.0', '::']

/** The names by which a server that listens on `host` can be opened on this machine. */
function namesOf(host: string, bound: string): readonly [string, ...string[]] {
  const isOwn = host.toLowerCase() === 'localhost' || EVERY_ADDRESS.includes(bound.replace(/^::ffff:/, ''))
  return isOwn ? ['127.0.0.1', 'localhost', '::1'] : [host]
}

async function secureWith(tls: TlsOptions) {
  const [{ createServer }, { checkTls, chooseName }] = await Promise.all([import('node:https'), import('./tls.ts')])
  checkTls(tls)
  return { createServer, chooseName: (names: readonly [string, ...string[]]) => chooseName(names, tls) }
}
