import { expect, test } from 'vitest'
import { checkDestination, isPrivateAddress } from '../../src/callbacks/destination.ts'
import { createCallbackFetch } from '../../src/callbacks/post.ts'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, listenAsReceiver } from '../support/receiver.ts'
import { buyEsim } from '../support/trade.ts'

/** Names as a resolver knows them; others it does not find. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'shop.example': ['93.184.216.34', '2606:2800:220:1::1'],
  'inside.example': ['10.1.2.3'],
  'half-inside.example': ['93.184.216.34', '192.168.0.7'],
  'inside6.example': ['fd00::1'],
}

const resolve = async (host: string): Promise<readonly string[]> => {
  const found = NAMES[host]
  if (!found) throw new Error('ENOTFOUND')
  return found
}

const refuse = async (url: string, rules: { privateAllowed?: boolean; allowedHosts?: readonly string[] } = {}) =>
  (await checkDestination(url, { privateAllowed: false, allowedHosts: [], ...rules }, resolve)).refusal

test.each([
  'http://127.0.0.1:3000/hook',
  'http://127.8.9.10/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0.0.0.0/',
  'http://10.0.0.1/',
  'http://100.64.0.1/',
  'http://169.254.169.254/latest/meta-data',
  'http://172.16.0.1/',
  'http://172.31.255.255/',
  'http://192.168.1.1/',
  'http://[::1]/',
  'http://[::]/',
  'http://[fc00::1]/',
  'http://[fdff::1]/',
  'http://[fe80::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:0:127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fec0::1]/',
  'http://[ff02::1]/',
  'http://192.0.0.1/',
  'http://198.18.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::ffff:a00:1]/',
  'http://localhost/',
  'http://LOCALHOST:8080/',
  'http://localhost./',
  'http://localhost../',
  'http://app.localhost/',
  'http://printer.local/',
  'http://metadata.google.internal/',
  'http://router.home.arpa/',
  'http://nas.lan/',
  'https://inside.example/hook',
  'https://half-inside.example/hook',
  'https://inside6.example/hook',
])('%s is on this machine or a private network', async (url) => {
  const host = new URL(url).hostname.replace(/^\[|\]$|\.+$/g, '')
  expect(await refuse(url)).toBe(
    `${host} is on this machine or a private network: allow it with --allow-callback-host ${host}`,
  )
  expect(await refuse(url, { privateAllowed: true })).toBeUndefined()
  expect(await refuse(url, { allowedHosts: ['other', host.toUpperCase()] })).toBeUndefined()
  expect(await refuse(url, { allowedHosts: ['other'] })).toBeDefined()
})

test.each([
  'https://shop.example/hook',
  'http://93.184.216.34/',
  'http://[2606:2800:220:1::1]/',
  'http://172.15.255.255/',
  'http://172.32.0.1/',
  'http://192.169.0.1/',
  'http://100.128.0.1/',
  'http://localhost.example/',
  'http://unknown.example/',
])('%s is allowed', async (url) => {
  expect(await refuse(url)).toBeUndefined()
})

test.each([
  ['', 'not a URL: '],
  ['/hook', 'not a URL: /hook'],
  ['ftp://shop.example/', 'only http and https are allowed, not ftp:'],
  ['file:///etc/passwd', 'only http and https are allowed, not file:'],
  [
    'http://me:secret@shop.example/',
    'callbacks go to a URL without a user and a password: receivers verify callbacks by their signature',
  ],
  ['javascript:alert(1)', 'only http and https are allowed, not javascript:'],
])('%j is refused for what it is, whatever is allowed', async (url, refusal) => {
  expect(await refuse(url, { privateAllowed: true })).toBe(refusal)
})

test('an address written in brackets is the same address', () => {
  expect([isPrivateAddress('[::1]'), isPrivateAddress('::1'), isPrivateAddress('8.8.8.8')]).toEqual([true, true, false])
})

/** An address that is not private, and that no connection can be made to. */
const NOWHERE = '255.255.255.255'

/** An emulator that other machines can reach, and how a callback to an address ends that a tenant has set. */
async function sendFromExposed(
  options: EmulatorOptions = {},
  callbackUrl: string | undefined = 'http://127.0.0.1:9/callback',
) {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackFetch: receiver.fetch, ...options })
  await emulator.listen({ host: '0.0.0.0' })
  if (callbackUrl !== undefined) await emulator.settings.change({ callbackUrl })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  const [callback] = await emulator.callbacks.list({ wait: '5s' })
  return { callback, received: receiver.received.length }
}

test('an emulator that others can reach sends nothing to its own machine, and does not try again', async () => {
  const { callback, received } = await sendFromExposed()
  expect(received).toBe(0)
  expect(callback).toMatchObject({ status: 'failed', attempts: [{ status: null }] })
  expect(callback?.attempts[0]?.error).toContain('--allow-callback-host 127.0.0.1')
})

test('unless it is told that it may', async () => {
  const { callback, received } = await sendFromExposed({ allowCallbackHosts: ['127.0.0.1'] })
  expect([callback?.status, received]).toEqual(['delivered', 1])
})

/** What is on this machine or a private network, as an operator may name it. */
const OPERATOR_URLS = [
  'http://127.0.0.1:9/hook',
  'http://[::1]:9/hook',
  'http://localhost:9/hook',
  'http://host.docker.internal:3000/hook',
  'https://receiver.local/hook',
  'http://10.1.2.3/hook?a=b',
]

test.each(OPERATOR_URLS)('the operator is trusted with %s, however it is given at the start', async (callbackUrl) => {
  const given: EmulatorOptions[] = [
    { callbackUrl },
    { scenario: { organisation: { callbackUrl } } },
    { callbackUrl, exposed: true },
  ]
  for (const options of given) {
    const receiver = createReceiver()
    const { api, emulator } = await createTestEmulator({ ...options, callbackFetch: receiver.fetch })
    await emulator.listen({ host: '0.0.0.0' })
    await emulator.esims.attach(await buyEsim(api), 'GB')
    expect(await emulator.callbacks.list({ wait: '5s' })).toMatchObject([{ status: 'delivered', url: callbackUrl }])
    expect(receiver.received.map(({ url }) => url)).toEqual([callbackUrl])
  }
})

test.each([
  ['the same', 'http://127.0.0.1:9/hook', true],
  ['another path there', 'http://127.0.0.1:9/other', true],
  ['the port of HTTP', 'http://10.0.0.1:80/', true],
  ['another port', 'http://127.0.0.1:22/hook', false],
  ['no port', 'http://127.0.0.1/hook', false],
  ['another name of the host', 'http://localhost:9/hook', false],
  ['another private host', 'http://10.0.0.2/hook', false],
])('a tenant may set %s (%s) to what the operator named: %s', async (_, url, allowed) => {
  const operator = {
    callbackUrl: 'http://127.0.0.1:9/hook',
    scenario: { organisation: { callbackUrl: 'http://10.0.0.1/' } },
  }
  const { callback } = await sendFromExposed(operator, url)
  expect(callback?.status).toBe(allowed ? 'delivered' : 'failed')
})

test('what a tenant brings in a scenario or a reset is guarded', async () => {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackFetch: receiver.fetch, exposed: true })
  await emulator.reset({ scenario: { organisation: { callbackUrl: 'http://127.0.0.1:9/hook' } } })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  expect(await emulator.callbacks.list({ wait: '5s' })).toMatchObject([{ status: 'failed' }])
  expect(receiver.received).toEqual([])
})

test('a name that leads elsewhere after it was checked is gone to where it led then', async () => {
  const receiver = await listenAsReceiver()
  const answers = [[NOWHERE], ['127.0.0.1']]
  const { api, emulator } = await createTestEmulator({
    callbackResolve: async () => answers.shift() ?? [],
  })
  await emulator.listen({ host: '0.0.0.0' })
  const callbackUrl = receiver.url.replace('127.0.0.1', 'rebound.example')
  await emulator.settings.change({ callbackUrl, callbackRetries: 0 })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  const [callback] = await emulator.callbacks.list({ wait: '5s' })
  expect(callback).toMatchObject({ status: 'failed', attempts: [{ status: null, error: expect.any(String) }] })
  expect(callback?.attempts[0]?.error).not.toBe('ENOTFOUND')
  expect([receiver.received, answers]).toEqual([[], [['127.0.0.1']]])
})

test('a callback goes to an address that is given with it, whatever its name leads to', async () => {
  const receiver = await listenAsReceiver(() => 201)
  const post = createCallbackFetch()
  const posted = {
    method: 'POST',
    headers: {},
    body: '{}',
    redirect: 'manual',
    signal: AbortSignal.timeout(5_000),
  } as const
  const url = receiver.url.replace('127.0.0.1', 'shop.example')
  expect((await post(url, posted, ['127.0.0.1'])).status).toBe(201)
  expect(receiver.received).toMatchObject([{ url: '/callback', body: '{}', headers: { host: new URL(url).host } }])
  await expect(post(url, posted, [])).rejects.toMatchObject({ code: 'ENOTFOUND' })
})

test('what will be reached by others is so before it listens', async () => {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackFetch: receiver.fetch, exposed: true })
  await emulator.settings.change({ callbackUrl: 'http://127.0.0.1:9/callback' })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await emulator.clock.advance(0)
  expect(await emulator.callbacks.list()).toMatchObject([{ status: 'failed', attempts: [{ status: null }] }])
  expect(receiver.received).toEqual([])
})

test('a redirect is an answer, and is not followed', async () => {
  const receiver = createReceiver(() => new Response(null, { status: 302, headers: { Location: 'http://10.0.0.1/' } }))
  const { api, emulator } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:9/callback',
    callbackFetch: (url, init) => {
      expect(init?.redirect).toBe('manual')
      return receiver.fetch(url, init)
    },
  })
  await emulator.settings.change({ callbackRetries: 0 })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  const [callback] = await emulator.callbacks.list({ wait: '5s' })
  expect(callback).toMatchObject({ status: 'failed', attempts: [{ status: 302, error: 'redirects are not followed' }] })
  expect(receiver.received.map(({ url }) => url)).toEqual(['http://127.0.0.1:9/callback'])
})

test('without an address callbacks are kept unsent, and sent to a new one on demand', async () => {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackFetch: receiver.fetch })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  const [callback] = await emulator.callbacks.list()
  expect(callback).toMatchObject({ status: 'unsent', url: '', attempts: [] })
  const redeliver = () => emulator.callbacks.redeliver(callback?.id ?? 0)
  await expect(redeliver()).rejects.toMatchObject({ status: 409, code: 'no_callback_url' })
  await emulator.settings.change({ callbackUrl: 'http://127.0.0.1:9/callback' })
  await emulator.clock.advance('1d')
  expect(receiver.received).toEqual([])
  expect(await redeliver()).toMatchObject({ status: 'delivered', body: callback?.body })
  expect(receiver.received.length).toBe(1)
})

test.each<[string, string]>([
  ['private', 'http://inside.example/hook'],
  ['private by its name', 'http://printer.local/hook'],
  ['a private address', 'http://10.0.0.1/hook'],
  ['not there', 'http://unknown.example/hook'],
])('a tenant of an emulator that others can reach is told the same of a host that is %s', async (_, callbackUrl) => {
  const refused = Object.assign(new Error('connect'), { code: 'ENOTFOUND' })
  const { api, emulator } = await createTestEmulator({
    exposed: true,
    callbackResolve: resolve,
    callbackFetch: async () => {
      throw refused
    },
  })
  await emulator.settings.change({ callbackUrl })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await emulator.clock.advance('1d')
  const { hostname } = new URL(callbackUrl)
  const [callback] = await emulator.callbacks.list()
  expect(callback?.status).toBe('failed')
  expect(callback?.attempts).toEqual([
    {
      at: expect.any(String),
      status: null,
      durationMs: 0,
      error: `${hostname} was not reached: it has no public address, or nothing answers there (a private one is allowed with --allow-callback-host ${hostname})`,
    },
  ])
})

test('a host that refuses is told of in the same words', async () => {
  const { api, emulator } = await createTestEmulator({
    exposed: true,
    callbackResolve: resolve,
    callbackFetch: async () => {
      throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    },
  })
  await emulator.settings.change({ callbackRetries: 0, callbackUrl: 'http://shop.example/hook' })
  await emulator.esims.attach(await buyEsim(api), 'GB')
  await emulator.clock.advance('1d')
  const [callback] = await emulator.callbacks.list()
  expect(callback?.attempts[0]?.error).toContain('shop.example was not reached: it has no public address, or nothing')
})
