import { expect, test } from 'vitest'
import { asker, CannotAsk } from '../../src/drift/ask.ts'
import { PLAN } from '../../src/drift/drift.ts'

const KEY = 'a-secret-of-mine'
const GET = { method: 'GET', path: '/organisation', accept: undefined, body: undefined }
const validate = '{"type":"validate","assign":true,"order":[]}'

type Reply = Response | Error

/** Asks a service that answers with what is given, in order, the last for ever; its time passes only by pausing. */
function ask(replies: readonly Reply[] = [new Response('{}')]) {
  const sent: { readonly url: string; readonly at: number; readonly redirect: string }[] = []
  let now = 1_000
  const send = asker({
    baseUrl: 'https://esims.example/v2.4',
    apiKey: KEY,
    now: () => now,
    pause: async (milliseconds) => {
      now += milliseconds
    },
    fetch: async ({ url, redirect }) => {
      const reply = replies[Math.min(sent.length, replies.length - 1)] as Reply
      sent.push({ url, at: now - 1_000, redirect })
      if (reply instanceof Error) throw reply
      return reply.clone()
    },
  })
  return { send, sent }
}

test.each([
  ['POST', '/orders', '{"type":"transaction","assign":true,"order":[]}'],
  ['POST', '/orders', '{"type":"validate","Type":"transaction","assign":true,"order":[]}'],
  ['POST', '/orders', '{"type":"validate","assign":true,"order":[],"profileID":""}'],
  ['POST', '/orders', '[]'],
  ['POST', '/orders', undefined],
  ['POST', '/orders/', validate],
  ['POST', '/esims/apply', validate],
  ['POST', '/organisation/balance?amount=1000', undefined],
  ['POST', '/inventory/refund', validate],
  ['PUT', '/esims', validate],
  ['PATCH', '/orders', validate],
  ['DELETE', '/esims/8943108167000000019/bundles/esim_1GB_7D_GB_V2?type=validate', undefined],
  ['DELETE', '/organisation', undefined],
  ['GET', '/esims/8943108167000000019/refresh', undefined],
  ['GET', '/esims/8943108167000000019/bundles/../refresh', undefined],
  ['GET', '/esims/8943108167000000019/bundles/%2e%2e/refresh', undefined],
  ['GET', '/esims/8943108167000000019%2Frefresh', undefined],
  ['GET', '/esims/8943108167000000019/history/', undefined],
  ['GET', '/../v2.5/esims', undefined],
  ['GET', '/anything', undefined],
  ['GET', '.example.org/organisation', undefined],
])('%s %s %s is not sent', async (method, path, body) => {
  const { send, sent } = ask()
  await expect(send({ method, path, accept: undefined, body })).rejects.toThrow('is not known to be safe')
  expect(sent).toEqual([])
})

test('all of the plan is, once its names have values', async () => {
  const { send, sent } = ask()
  const values: Readonly<Record<string, string>> = {
    iccid: '8943108167000000019',
    orderReference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10',
    deliveryReference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10',
  }
  const put = (text: string) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? 'esim_1GB_7D_US-HI_V2')
  for (const call of PLAN) await send({ ...call, path: put(call.path) })
  expect(sent).toHaveLength(PLAN.length)
})

test('no more than five calls are sent in a second, and no redirect is followed', async () => {
  const { send, sent } = ask()
  for (let call = 0; call < 11; call++) await send(GET)
  expect(sent.map(({ at }) => at)).toEqual([0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000])
  expect(new Set(sent.map(({ redirect }) => redirect))).toEqual(new Set(['manual']))
})

const busy = (after: string, status = 429) => new Response('{}', { status, headers: { 'Retry-After': after } })

test.each<[string, Reply[], status: number, at: number[]]>([
  ['seconds', [busy('2'), new Response('{}')], 200, [0, 2000]],
  ['a date', [busy('Thu, 01 Jan 1970 00:00:05 GMT', 503), new Response('{}')], 200, [0, 4000]],
  ['three times', [busy('1')], 429, [0, 1000, 2000]],
])('an answer that asks to wait is believed: %s', async (_, replies, status, at) => {
  const { send, sent } = ask(replies)
  expect((await send(GET)).status).toBe(status)
  expect(sent.map((each) => each.at)).toEqual(at)
})

test.each<[string, Reply, string]>([
  ['asks to wait for long', busy('3600'), 'https://esims.example/v2.4 asks to come back in 3600 s: try again then'],
  [
    'is not there',
    new TypeError(`fetch failed with ${KEY}`, { cause: { code: 'ECONNREFUSED' } }),
    'https://esims.example/v2.4 cannot be reached: ECONNREFUSED',
  ],
  [
    'closes the connection',
    new TypeError(`fetch failed with ${KEY}`, { cause: { code: 'UND_ERR_SOCKET', message: KEY } }),
    'https://esims.example/v2.4 cannot be reached: UND_ERR_SOCKET: it closed the connection before the answer was complete',
  ],
  [
    'breaks the connection',
    new TypeError(`terminated ${KEY}`),
    'https://esims.example/v2.4 cannot be reached: the connection failed',
  ],
])('a service that %s cannot be asked', async (_, reply, message) => {
  const { send } = ask([reply])
  await expect(send(GET)).rejects.toThrow(new CannotAsk(message))
})

test('the key is taken out of an answer, names included', async () => {
  const { send } = ask([Response.json({ apiKey: KEY, [KEY]: [`of ${KEY}`] })])
  expect((await send(GET)).value).toEqual({ apiKey: '***', '***': ['of ***'] })
})
