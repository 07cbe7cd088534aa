import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { answerBadRequests } from './bad-requests.ts'

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Takes no new requests, finishes those in flight if that takes no longer than a few seconds, and closes all connections. */
  readonly close: () => Promise<void>
  /** Closes all connections at once, answered or not, and takes no new ones. */
  readonly abort: () => void
}

/** How long a request in flight is waited for when the server is closed: who stops a process soon kills it. */
const GRACE_MS = 3_000

type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>

/** Answers requests at an address. Rejects when it cannot be listened on. */
export async function listen(
  fetch: Fetch,
  { port, host, ownProcess }: { readonly port: number; readonly host: string; readonly ownProcess: boolean },
): Promise<RunningServer> {
  const server = createAdaptorServer({
    fetch: fetch as never,
    // Lighter requests and responses than the platform's make answers twice as fast; they replace the global ones, which
    // only a process of our own may do.
    overrideGlobalObjects: ownProcess,
    // What has no Host is refused in our own form.
    serverOptions: { requireHostHeader: false },
  }) as Server
  answerBadRequests(server)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const answering = new Set<ServerResponse>()
  server.on('request', (_, response) => {
    answering.add(response)
    response.once('close', () => answering.delete(response))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // A connection on which nothing is being answered would keep the server open for as long as its client likes: it waits
  // for its next request, has sent half of one, or, as browsers do ahead of need, nothing at all.
  const closeIdle = (): void => {
    const busy = new Set([...answering].map((response) => response.req.socket))
    for (const socket of sockets) if (!busy.has(socket)) socket.destroy()
  }
  const address = server.address() as AddressInfo
  let closed: Promise<void> | undefined
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    abort: () => {
      closed = Promise.resolve()
      server.close()
      for (const socket of sockets) socket.destroy()
    },
    close: () => {
      closed ??= new Promise((resolve, reject) => {
        const giveUp = setTimeout(() => {
          for (const socket of sockets) socket.destroy()
        }, GRACE_MS)
        server.close((error) => {
          clearTimeout(giveUp)
          if (error) reject(error)
          else resolve()
        })
        closeIdle()
        for (const response of answering) response.once('close', closeIdle)
      })
      return closed
    },
  }
}
