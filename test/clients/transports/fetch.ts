import { type Account, type Call, type Client, urlOf } from '../client.ts'
import { read } from '../forms.ts'

/** Node's own fetch, without any header that the call does not need. */
export const fetchClient = (account: Account, fetch: typeof globalThis.fetch = globalThis.fetch): Client => ({
  async send(call: Call) {
    const response = await fetch(urlOf(account, call), {
      method: call.method,
      headers: {
        'X-API-Key': account.apiKey,
        ...(call.accept === undefined ? {} : { Accept: call.accept }),
        ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    })
    return read(call.form, response.status, new Uint8Array(await response.arrayBuffer()))
  },
})
