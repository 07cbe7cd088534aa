import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { behindNginx, findPort, startNginx } from '../support/nginx.ts'
import { listAttribute } from '../support/page.ts'
import { orderBody } from '../support/trade.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

interface Sent {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A proxy of a kind, an emulator behind it that knows its public URL, and calls through the proxy. */
async function openProxied({ isHttps, basePath, strips, tellsCaller }: Kind) {
  const port = await findPort()
  const host = isHttps ? `sandbox.example.com:${port}` : `127.0.0.1:${port}`
  const origin = `${isHttps ? 'https' : 'http'}://${host}`
  const { emulator } = await createTestEmulator({ publicUrl: `${origin}${basePath}`, controlToken: 'token' })
  const { url } = await emulator.listen()
  await startNginx(port, { isHttps, tellsCaller, location: `${basePath}/`, passTo: strips ? `${url}/` : url })
  const open = (path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, method, path, headers: { Host: host, ...headers }, agent: false }
      const call = isHttps
        ? httpsRequest({ ...options, servername: 'sandbox.example.com', rejectUnauthorized: false }, resolve)
        : httpRequest(options, resolve)
      call.on('error', reject)
      call.end(body)
    })
  const ask = async (path: string, sent?: Sent) => {
    const response = await open(path, sent)
    return { status: response.statusCode, headers: response.headers, text: await text(response) }
  }
  return { emulator, origin, open, ask }
}

interface Kind {
  readonly isHttps: boolean
  /** `/esim`, or empty. */
  readonly basePath: string
  /** Whether the proxy takes the sub-path away. */
  readonly strips: boolean
  readonly tellsCaller: boolean
}

const KINDS: readonly (readonly [string, Kind])[] = [
  ['under /', { isHttps: false, basePath: '', strips: false, tellsCaller: true }],
  ['under a sub-path that it strips', { isHttps: false, basePath: '/esim', strips: true, tellsCaller: true }],
  ['under a sub-path that it passes on', { isHttps: false, basePath: '/a/esim', strips: false, tellsCaller: true }],
  ['that ends TLS', { isHttps: true, basePath: '', strips: false, tellsCaller: true }],
  ['that ends TLS under a sub-path', { isHttps: true, basePath: '/esim', strips: true, tellsCaller: true }],
  ['that tells nothing of the caller', { isHttps: true, basePath: '/esim', strips: true, tellsCaller: false }],
]

behindNginx('behind nginx', () => {
  test.each(KINDS)('%s a client, a browser and a stream find everything', async (_, kind) => {
    const { emulator, origin, open, ask } = await openProxied(kind)
    const { basePath, isHttps, tellsCaller } = kind
    const key = { 'X-API-Key': 'test-key' }

    // A client: its order says where it came from, which nobody can make up.
    const headers = { ...key, 'Content-Type': 'application/json', 'X-Forwarded-For': '6.6.6.6' }
    const body = JSON.stringify(orderBody({ assign: true }))
    const order = await ask(`${basePath}/v2.4/orders`, { method: 'POST', headers, body })
    expect([order.status, JSON.parse(order.text).status]).toEqual([200, 'completed'])
    expect(JSON.parse(order.text).sourceIP).toBe(tellsCaller ? '127.0.0.1' : '6.6.6.6')
    const document = JSON.parse((await ask(`${basePath}/openapi.json`)).text)
    expect(document.servers).toEqual([{ url: `${origin}${basePath}/v2.4` }])

    // A browser: it signs in, and every link of the page, every file and the forms lead somewhere.
    const own = { Origin: origin }
    const session = await ask(`${basePath}/_emulator/ui/session`, {
      method: 'POST',
      headers: own,
      body: 'key=test-key',
    })
    expect([session.status, session.headers.location]).toEqual([303, `${basePath}/_emulator/`])
    const [cookie = ''] = session.headers['set-cookie'] ?? []
    expect(cookie).toContain(`Path=${basePath}/_emulator;`)
    expect(cookie.includes('Secure')).toBe(isHttps)
    const signedIn = { headers: { Cookie: cookie.split(';')[0] ?? '' } }
    const page = await ask(`${basePath}/_emulator/`, signedIn)
    expect(page.status).toBe(200)
    expect(page.text).toContain(`${origin}${basePath}/v2.4`)
    for (const place of new Set(['src', 'href'].flatMap((name) => listAttribute(page.text, name, `[${name}^="/"]`)))) {
      expect([place, (await ask(place, signedIn)).status]).toEqual([place, 200])
    }
    const foreign = { ...key, Origin: 'https://evil.example' }
    expect((await ask(`${basePath}/_emulator/clock`, { method: 'PUT', headers: foreign, body: '{}' })).status).toBe(403)
    const put = await ask(`${basePath}/_emulator/clock`, { method: 'PUT', headers: { ...key, ...own }, body: '{}' })
    expect(put.status).toBe(200)

    // A stream: what happens comes at once, though the proxy keeps other answers back until they are long.
    const stream = await open(`${basePath}/_emulator/stream`, { headers: key })
    onTestFinished(() => void stream.destroy())
    stream.setEncoding('utf8')
    const heard = new Promise<string>((resolve) => {
      let told = ''
      stream.on('data', (part) => {
        told += part
        if (told.includes('event: request')) resolve(told)
        else if (told === part) void emulator.fetch(new Request('http://emulator/v2.4/orders', { headers: key }))
      })
    })
    expect(await heard).toContain('"operationId":"listOrders"')
  })
})
