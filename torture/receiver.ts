import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Attempt } from './round.ts'

/** A receiver of callbacks that counts how often each body was read to its end. */
export interface CountingReceiver {
  readonly url: string
  readonly received: ReadonlyMap<string, number>
}

/** Starts one on a free port of loopback; `answer` says with which status. */
export async function startReceiver(attempt: Pick<Attempt, 'onEnd'>, answer: () => number): Promise<CountingReceiver> {
  const received = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return
    received.set(body, (received.get(body) ?? 0) + 1)
    response.writeHead(answer()).end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  attempt.onEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`, received }
}
