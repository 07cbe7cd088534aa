import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

export interface RunningServer {
  readonly url: string
  readonly port: number
  /** Takes no new requests, finishes those in flight, and resolves when all connections are closed. */
  readonly close: () => Promise<void>
}

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
  }) as Server
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
  const address = server.address() as AddressInfo
  let closed: Promise<void> | undefined
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: () => {
      closed ??= new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        // A connection that waits for its next request would keep the server open for as long as its client likes; one
        // that is being answered waits for its next when that is over.
        server.closeIdleConnections()
        for (const response of answering) response.once('close', () => server.closeIdleConnections())
      })
      return closed
    },
  }
}
