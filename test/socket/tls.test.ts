import { once } from 'node:events'
import { request } from 'node:https'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import { expect, test, vi } from 'vitest'
import { createFolder, runCli, startCli } from '../support/cli.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { LOOPBACK } from '../support/loopback.ts'
import { listenAsReceiver } from '../support/receiver.ts'
import { holdTimers } from '../support/timers.ts'
import { CA, type Certificate, ELSEWHERE, LOCAL, LOCALHOST, tlsFile } from '../support/tls.ts'
import { orderBody } from '../support/trade.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const KEY = { 'X-API-Key': 'test-key' }
const TRUSTING = { NODE_EXTRA_CA_CERTS: tlsFile('ca.pem') }
const FLAGS = ['--tls-cert', tlsFile('local.pem'), '--tls-key', tlsFile('local.key')]

/** Asks over HTTPS, trusting the CA of the tests. */
async function ask(url: string, { method = 'GET', headers = {}, body = '' } = {}) {
  const call = request(url, { method, headers, ca: CA, agent: false }).end(body)
  const [response] = await once(call, 'response')
  return { status: response.statusCode as number, headers: response.headers, body: await text(response) }
}

async function listening(tls: Certificate = LOCAL, host?: string) {
  const { emulator, close } = await openTestEmulator()
  return { emulator, close, ...(await emulator.listen({ tls, ...(host === undefined ? {} : { host }) })) }
}

test('an emulator answers over HTTPS, on every address of this machine', async () => {
  const { url, port, close } = await listening()
  expect(url).toBe(`https://127.0.0.1:${port}`)
  for (const name of ['localhost', ...LOOPBACK]) {
    const { status, body } = await ask(`https://${name}:${port}/v2.4/organisation`, { headers: KEY })
    expect([status, JSON.parse(body)]).toEqual([200, expect.objectContaining({ organisations: expect.any(Array) })])
  }
  await close()
})

test.each<[what: string, tls: Certificate, host: string | undefined, name: string]>([
  ['localhost alone', LOCALHOST, undefined, 'localhost'],
  ['localhost alone, on all addresses', LOCALHOST, '0.0.0.0', 'localhost'],
  ['all names of this machine', LOCAL, '0.0.0.0', '127.0.0.1'],
  ['another machine', ELSEWHERE, undefined, '127.0.0.1'],
])('the address it says is one that its certificate is for: %s', async (_, tls, host, name) => {
  const { url, port, close } = await listening(tls, host)
  expect(url).toBe(`https://${name}:${port}`)
  await close()
})

test('a fault resets the connection, and half a body is half a body', async () => {
  const { url, close } = await listening()
  const struck = (fault: string) => ask(`${url}/v2.4/catalogue`, { headers: { ...KEY, 'Emulator-Fault': fault } })
  await expect(struck('reset')).rejects.toMatchObject({ code: 'ECONNRESET' })
  const { body } = await struck('malformed')
  expect(() => JSON.parse(body)).toThrow()
  expect((await struck('status=503')).status).toBe(503)
  await close()
})

test('the dashboard signs in with a cookie that only HTTPS carries, and its links are of HTTPS', async () => {
  const { url, close } = await listening()
  const signedIn = await ask(`${url}/_emulator/ui/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: url },
    body: 'key=another-key',
  })
  const [cookie = ''] = signedIn.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/^emulator_key_\d+=another-key;.*; Secure/)
  const page = await ask(`${url}/_emulator/`, { headers: { Cookie: cookie.split(';')[0] ?? '' } })
  expect(page.body).toContain(`${url}/v2.4`)
  expect(page.body).toContain('X-API-Key: another-key')
  expect(page.body).not.toContain('http://127')
  await close()
})

test('behind a proxy and over HTTPS the public URL is what is said, and the address that it listens at is HTTPS', async () => {
  const { line, url } = await startCli([...FLAGS, '--public-url', 'http://sandbox.example.com/esim'])
  expect(line).toContain('answers at http://sandbox.example.com/esim/v2.4;')
  expect(line).toMatch(/; listens at https:\/\/127\.0\.0\.1:\d+$/)
  for (const path of ['/v2.4/organisation', '/esim/v2.4/organisation']) {
    expect((await ask(`${url}${path}`, { headers: KEY })).status).toBe(200)
  }
})

test.each<[publicUrl: string, cookie: RegExp]>([
  ['http://sandbox.example.com/esim', /^emulator_key_80=k; Path=\/esim\/_emulator; HttpOnly; SameSite=Strict$/],
  ['https://sandbox.example.com:8443', /^emulator_key_8443=k; Path=\/_emulator; HttpOnly; Secure; SameSite=Strict$/],
])('with the public URL %s that is what its cookie is for, whatever it listens with', async (publicUrl, expected) => {
  const { emulator, close } = await openTestEmulator({ publicUrl })
  const { url } = await emulator.listen({ tls: LOCAL })
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: new URL(publicUrl).origin }
  const signedIn = await ask(`${url}/_emulator/ui/session`, { method: 'POST', headers, body: 'key=k' })
  expect(signedIn.headers['set-cookie']?.[0]).toMatch(expected)
  await close()
})

test('one that speaks HTTP there is told so', async () => {
  const { url, close } = await listening()
  const response = await fetch(url.replace('https', 'http'))
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('begins with https://')])
  await close()
})

test.each<[what: string, open: (port: number) => Promise<unknown>]>([
  [
    'has not begun its handshake',
    async (port) => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined)
      await once(socket, 'connect')
    },
  ],
  [
    'has sent nothing since its handshake',
    async (port) => {
      const socket = connectTls({ port, host: '127.0.0.1', ca: CA }).on('error', () => undefined)
      await once(socket, 'secureConnect')
    },
  ],
  [
    'waits for its next request',
    async (port) => {
      const socket = connectTls({ port, host: '127.0.0.1', ca: CA }).on('error', () => undefined)
      await once(socket, 'secureConnect')
      socket.write('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
      await once(socket, 'data')
    },
  ],
])('a connection that %s does not keep a server that is closed', async (_, open) => {
  const { url, port, close } = await listening()
  await open(port)
  await ask(`${url}/health`)
  // None of a second or more fires, so it does not end because one did.
  holdTimers()
  await close()
})

test('a request that has begun is finished before it closes', async () => {
  const { url, close } = await listening()
  const body = JSON.stringify(orderBody({ assign: true }))
  const headers = { ...KEY, 'Content-Length': body.length, Expect: '100-continue' }
  const call = request(`${url}/v2.4/orders`, { method: 'POST', headers, ca: CA })
  call.flushHeaders()
  await once(call, 'continue')
  const closed = close()
  const answered = once(call, 'response')
  // Only once the server takes no more connections: until then it has not looked for those that are idle.
  await vi.waitFor(() => expect(ask(`${url}/health`)).rejects.toMatchObject({ code: 'ECONNREFUSED' }))
  call.end(body)
  const [response] = await answered
  expect([response.statusCode, await text(response)]).toEqual([200, expect.stringContaining('iccid')])
  await closed
})

test('the commands reach it through a CA that is named to them, and say what is wrong without', async () => {
  const { url } = await startCli(FLAGS)
  for (const args of [['wait', '--timeout', '0'], ['status']]) {
    expect(await runCli([...args, '--url', url], TRUSTING)).toMatchObject({ code: 0, stderr: '' })
    const { code, stderr } = await runCli([...args, '--url', url])
    expect([code, stderr.split('\n').length]).toEqual([1, 2])
    expect(stderr).toContain('its certificate is not trusted here; NODE_EXTRA_CA_CERTS=FILE adds the CA')
  }
})

test('a command beside it finds the address of HTTPS', async () => {
  const code = `const { ESIM_EMULATOR_API_URL: api } = process.env
    console.log(api, (await fetch(api + '/organisation', { headers: { 'X-API-Key': 'k' } })).status)`
  const { stdout } = await runCli(['exec', ...FLAGS, '--', 'node', '--input-type=module', '-e', code], TRUSTING)
  expect(stdout).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v2\.4 200\n$/)
})

test('the variables are as good as the flags', async () => {
  const { line } = await startCli([], {
    ESIM_EMULATOR_TLS_CERT: tlsFile('localhost.pem'),
    ESIM_EMULATOR_TLS_KEY: tlsFile('localhost.key'),
  })
  expect(line).toMatch(/answers at (https:\/\/localhost:\d+)\/v2\.4; dashboard: \1\/_emulator\/(?:$|;)/)
})

test.each<[what: string, cert: string, key: string, line: RegExp]>([
  ['no file', '/no/such.pem', 'local.key', /--tls-cert cannot be read: ENOENT/],
  ['a folder', 'local.pem', '', /--tls-key cannot be read: EISDIR/],
  [
    'the two the wrong way round',
    'local.key',
    'local.pem',
    /--tls-cert \S+local\.key: it must be a certificate in PEM/,
  ],
  ['a certificate for a key', 'local.pem', 'ca.pem', /--tls-key \S+ca\.pem: it must be a private key in PEM/],
  ['the key of another', 'local.pem', 'localhost.key', /it must be the private key of the certificate/],
  ['a key with a passphrase', 'local.pem', 'encrypted.key', /it must be without a passphrase: openssl pkey/],
])('%s is one line, and nothing is started', async (_, cert, key, line) => {
  const path = (name: string) => (name.startsWith('/') ? name : tlsFile(name))
  const db = `${createFolder()}/esim.db`
  const args = ['--port', '0', '--db', db, '--tls-cert', path(cert), '--tls-key', path(key)]
  const { code, stdout, stderr } = await runCli(args)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^esim-go-emulator: .*\n$/)
  expect(stderr).toMatch(line)
})

test.each(['cert', 'key'])('--tls-%s alone is a wrong use', async (part) => {
  const { code, stderr } = await runCli([
    '--port',
    '0',
    `--tls-${part}`,
    tlsFile(part === 'cert' ? 'local.pem' : 'local.key'),
  ])
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/^esim-go-emulator: --tls-\w+ needs --tls-\w+ \(or \w+\) beside it\n$/),
  ])
})

test('the library refuses what cannot be used as the command does', async () => {
  const { emulator } = await createTestEmulator()
  const listen = (tls: Certificate) => emulator.listen({ tls })
  await expect(listen({ cert: LOCAL.cert, key: LOCALHOST.key })).rejects.toThrow(
    new TypeError('tls.key must be the private key of the certificate'),
  )
})

/** An emulator in a process of its own, and how a callback to a receiver over HTTPS ends. */
async function callBack(env: Record<string, string>, tls: Certificate) {
  const receiver = await listenAsReceiver(undefined, tls)
  const { url } = await startCli(['--callback-url', receiver.url], env)
  const call = async (method: string, path: string, body?: object) =>
    (
      await fetch(`${url}${path}`, {
        method,
        headers: KEY,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    ).json()
  await call('PATCH', '/_emulator/organisation', { callbackRetries: 0 })
  const { esims } = await call('POST', '/_emulator/esims', {})
  await call('POST', `/_emulator/esims/${esims[0].iccid}/install`)
  await call('POST', `/_emulator/esims/${esims[0].iccid}/attach`, { country: 'FR' })
  const { callbacks } = await call('GET', '/_emulator/callbacks?wait=5s')
  return { callback: callbacks[0], received: receiver.received }
}

test('callbacks reach a receiver whose certificate is of a private CA, where it is trusted', async () => {
  const { callback, received } = await callBack(TRUSTING, LOCAL)
  expect(callback).toMatchObject({ status: 'delivered', attempts: [{ status: 200 }] })
  expect(received[0]?.headers['x-signature-sha256']).toMatch(/^[A-Za-z0-9+/]{43}=$/)
})

test.each<[what: string, env: Record<string, string>, tls: Certificate, error: RegExp]>([
  ['that is not trusted', {}, LOCAL, /^UNABLE_TO_VERIFY_LEAF_SIGNATURE: .*NODE_EXTRA_CA_CERTS/],
  ['of another host', TRUSTING, ELSEWHERE, /^ERR_TLS_CERT_ALTNAME_INVALID: its certificate is for other names$/],
])('with a certificate %s they do not, and the journal says why', async (_, env, tls, error) => {
  const { callback, received } = await callBack(env, tls)
  expect(callback).toMatchObject({
    status: 'failed',
    attempts: [{ status: null, error: expect.stringMatching(error) }],
  })
  expect(received).toEqual([])
})
