import { Agent, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { type Account, type Call, type Client, urlOf } from '../client.ts'
import { read } from '../forms.ts'

/**
 * node:http on one connection that is kept, with headers made by hand: lower case, and a Content-Type and a body of
 * `null` on every call that has none.
 */
export function nodeHttpClient(account: Account): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    async send(call: Call) {
      const body = JSON.stringify(call.body ?? null)
      const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
        request(urlOf(account, call), {
          agent,
          method: call.method,
          headers: {
            'x-api-key': account.apiKey,
            'content-type': 'application/json; charset=utf-8',
            'content-length': Buffer.byteLength(body),
            ...(call.accept === undefined ? {} : { accept: call.accept }),
          },
        })
          .once('response', resolve)
          .once('error', reject)
          .end(body)
      })
      return read(call.form, response.statusCode ?? 0, await buffer(response))
    },
    close: () => agent.destroy(),
  }
}
