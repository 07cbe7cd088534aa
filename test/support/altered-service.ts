import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Emulator } from '../../src/emulator.ts'
import { listenOnFreePort } from './http-server.ts'

export interface AlteredAnswer {
  readonly status: number
  readonly contentType: string
  // biome-ignore lint/suspicious/noExplicitAny: alterations do things to answers that no type allows.
  readonly json: any
  readonly headers?: Readonly<Record<string, string>>
}

/** By `GET /orders`, without version and query, and with any ICCID as `{iccid}`: what becomes of the answer. */
export type Alterations = Readonly<Record<string, (answer: AlteredAnswer) => Partial<AlteredAnswer>>>

/** Another service: an emulator with some answers changed, and with everything that it was asked. */
export function alteredService(emulator: Emulator, alterations: Alterations) {
  const requests: { readonly line: string; readonly body: string; readonly key: string | null }[] = []
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url)
    const path = pathname.replace(/^\/v2(\.\d)?/, '')
    const body = await request.clone().text()
    requests.push({ line: `${request.method} ${path}${search}`, body, key: request.headers.get('x-api-key') })
    const response = await emulator.fetch(request)
    const alter = alterations[`${request.method} ${path.replace(/\d{19}/, '{iccid}')}`]
    if (!alter) return response
    const contentType = response.headers.get('content-type') ?? ''
    const answer = { status: response.status, contentType, json: await response.json() }
    const altered = { ...answer, ...alter(answer) }
    const headers = { 'Content-Type': altered.contentType, ...altered.headers }
    return new Response(JSON.stringify(altered.json), { status: altered.status, headers })
  }
  return { fetch, requests }
}

/** Answers at an address of this machine until the test is over. */
export async function serve(fetch: (request: Request) => Promise<Response>): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming)
    const headers = new Headers(incoming.headers as Record<string, string>)
    const { method = 'GET', url } = incoming
    const request = new Request(`http://emulator${url}`, { method, headers, ...(body.length > 0 ? { body } : {}) })
    const response = await fetch(request)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(Buffer.from(await response.arrayBuffer()))
  })
  return `http://127.0.0.1:${await listenOnFreePort(server)}`
}
