import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { text } from 'node:stream/consumers'
import { listenOnFreePort } from './http-server.ts'
import type { Certificate } from './tls.ts'

/** One request that a receiver of callbacks got. */
export interface Received {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

type Reply = (received: Received, tries: number) => Response | number | Promise<Response | number>

/**
 * A receiver of callbacks without a socket, to be given to an emulator as what sends callbacks. `reply` answers, with a
 * status or a whole response; `tries` counts how often these bytes have come. By default everything is answered 200.
 */
export function createReceiver(reply: Reply = () => 200) {
  const received: Received[] = []
  const tries = new Map<string, number>()
  const fetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const got: Received = {
      url: String(url),
      headers: init.headers as Record<string, string>,
      body: String(init.body),
    }
    received.push(got)
    const count = (tries.get(got.body) ?? 0) + 1
    tries.set(got.body, count)
    const answer = await reply(got, count)
    return typeof answer === 'number' ? new Response(null, { status: answer }) : answer
  }
  return {
    received,
    fetch: fetch as typeof globalThis.fetch,
    /** What came, in order, each as its type and, where it has one, the end of its eSIM's number. */
    get bodies() {
      return received.map(({ body }) => JSON.parse(body))
    },
  }
}

export const RECEIVER_URL = 'http://127.0.0.1:9/callback'

/** The same behind a socket, as a receiver in another process would be; over HTTPS with `tls`. Closed when the test is over. */
export async function listenAsReceiver(reply?: Reply, tls?: Certificate) {
  const { received, fetch } = createReceiver(reply)
  const answerTo = async (request: IncomingMessage, response: ServerResponse) => {
    const answer = await fetch(request.url ?? '', { headers: request.headers as never, body: await text(request) })
    response.writeHead(answer.status).end()
  }
  const server = tls ? createSecureServer(tls, answerTo) : createServer(answerTo)
  return { received, url: `${tls ? 'https' : 'http'}://127.0.0.1:${await listenOnFreePort(server)}/callback` }
}
