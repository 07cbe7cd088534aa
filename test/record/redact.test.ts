import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Exchange } from '../../src/record/exchange.ts'
import { redactExchange } from '../../src/record/redact.ts'

const KEY = 'a-secret-of-mine'
const ICCID = '8943108167000000019'

/** A call with a body and an answer. */
function exchange({
  path = '/v2.4/esims',
  sent,
  received,
}: {
  path?: string
  sent?: unknown
  received?: unknown
}): Exchange {
  return {
    recording: 1,
    at: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    method: 'GET',
    path,
    request: { headers: [['X-API-Key', KEY]], ...(sent === undefined ? {} : { body: { json: sent } }) },
    response: { status: 200, headers: [], ...(received === undefined ? {} : { body: { json: received } }) },
  }
}

const redact = (given: Parameters<typeof exchange>[0]) => redactExchange(exchange(given), 'a secret')
const bodyOf = <T>({ response }: Exchange) => response?.body as T
const received = (json: unknown) => bodyOf<{ json: unknown }>(redact({ received: json })).json

test('an ICCID becomes the same other one in a path, a query and bodies, each time', () => {
  const { path, request, response } = redact({
    path: `/v2.4/esims/${ICCID}/history?iccid=${ICCID}`,
    sent: { iccid: ICCID, note: `of ${ICCID}` },
    received: { iccids: [ICCID], message: `invalid iccid ${ICCID}` },
  })
  const [other = ''] = /\d{19}/.exec(path) ?? []
  expect(other).not.toBe(ICCID)
  expect(other).toMatch(/^8943108\d{12}$/)
  expect(path).toBe(`/v2.4/esims/${other}/history?iccid=${other}`)
  expect(request.body).toEqual({ json: { iccid: other, note: `of ${other}` } })
  expect(response?.body).toEqual({ json: { iccids: [other], message: `invalid iccid ${other}` } })
  expect(redact({ path: `/v2.4/esims/${ICCID}` }).path).toBe(`/v2.4/esims/${other}`)
})

test.each<[what: string, json: unknown, secrets: string[]]>([
  ['a matching id', { matchingId: 'JQ-1A2B3C-1D4E5F6' }, ['1A2B3C', '1D4E5F6']],
  ['an activation code', { code: 'LPA:1$rsp.truphone.com$JQ-1A2B3C-1D4E5F6' }, ['1A2B3C', '1D4E5F6']],
  ['an activation code of another form', { x: 'LPA:1$rsp.example.com$abc-unusual' }, ['abc-unusual']],
  [
    'a link to install',
    { url: 'https://e.example/?carddata=LPA:1%24rsp.idemia.io%24AAAAA-BBBBB-CCCCC-DDDDD' },
    ['BBBBB'],
  ],
  ['codes of a SIM', { pin: '4711', puk: '12345678' }, ['4711', '12345678']],
  ['a mail address anywhere', { note: 'ask jane.doe@reseller.example please' }, ['jane', 'reseller']],
  ['a telephone number', { msisdn: '447911123456', text: 'call +447911123456' }, ['7911123456']],
  ['an address of the network', { sourceIP: '203.0.113.9' }, ['203.0.113.9']],
  ['a customer', { customerRef: 'Jane Doe, room 12' }, ['Jane', 'room']],
  ['a signed link', { priceListUrl: 'https://files.example/list.csv?X-Signature=abcdef' }, ['abcdef']],
  ['the name of a field', { [ICCID]: 1, 'jane@acme.example': 2 }, [ICCID, 'jane']],
  ['an ICCID as a number', { number: Number(ICCID) }, ['8943108167']],
  ['a key under another name', { apiKey: 'another-key', token: 'a-token' }, ['another-key', 'a-token']],
  ['the key of the call', { message: `key ${KEY} is refused` }, [KEY]],
  [
    'an organisation and its people',
    {
      organisations: [
        {
          name: 'Acme Travel',
          apiKey: KEY,
          addr1: '1 High Street',
          callbackUrl: 'https://acme.example/callback',
          aFieldThatNobodyKnows: 'Acme',
          users: [{ firstName: 'Jane', lastName: 'Doe', emailAddress: 'j@acme.example', nick: 'Janie' }],
        },
      ],
    },
    ['Acme', 'acme', KEY, 'High', 'Jane', 'Doe', 'Janie'],
  ],
])('%s is replaced', (_, json, secrets) => {
  const text = JSON.stringify(received(json))
  for (const secret of secrets) expect(text).not.toContain(secret)
})

test('what is no secret is kept', () => {
  const json = {
    organisations: [
      { currency: 'USD', country: 'GB', balance: 12.5, groups: ['Standard Fixed'], users: [{ role: 'admin' }] },
    ],
    bundles: [{ name: 'esim_1GB_7D_FR_V2', description: 'eSIM, 1GB, 7 Days', price: 1.17, countries: [{ iso: 'FR' }] }],
    orders: [{ orderReference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10', statusMessage: 'Order completed' }],
    nothing: null,
    empty: { customerRef: '', pin: '' },
  }
  expect(received(json)).toEqual(json)
})

test('of request headers those are kept that say nothing of the caller', () => {
  const call = exchange({})
  const { request } = redactExchange(
    {
      ...call,
      request: {
        headers: [
          ['X-API-Key', KEY],
          ['Accept', 'text/csv'],
          ['Cookie', 'a=b'],
          ['X-Customer', 'Jane'],
        ],
      },
    },
    'a secret',
  )
  expect(request.headers).toEqual([
    ['X-API-Key', '***'],
    ['Accept', 'text/csv'],
    ['Cookie', '***'],
    ['X-Customer', '***'],
  ])
})

test('the filter of a list is replaced as the field that it filters', () => {
  const { path } = redact({ path: '/v2.4/esims?filterBy=customerRef&filter=Jane%20Doe&perPage=10' })
  const json = received({ customerRef: 'Jane Doe' }) as { customerRef: string }
  expect(path).toBe(`/v2.4/esims?filterBy=customerRef&filter=${json.customerRef}&perPage=10`)
})

test.each([
  ['/v2.0/esims?api_key=a-secret-of-mine&page=1', '/v2.0/esims?api_key=***&page=1'],
  ['/v2.4/esims?q=jane%40acme.example', /^\/v2\.4\/esims\?q=user-\w+%40example\.com$/],
  ['/v2.4/esims/a-secret-of-mine/x%20y', '/v2.4/esims/***/x%20y'],
  ['/v2.4/orders?includeIccids=true&q=%zz&', '/v2.4/orders?includeIccids=true&q=%zz&'],
])('of %s the secrets are replaced alone', (path, expected) => {
  expect(redact({ path }).path).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected))
})

test('rows of a CSV are replaced by their columns', () => {
  const given = `ICCID,Matching ID,RSP URL,Bundle\n${ICCID},JQ-1A2B3C-1D4E5F6,rsp.truphone.com,esim_1GB_7D_FR_V2\n`
  const call = exchange({})
  const redacted = redactExchange(
    { ...call, response: { status: 200, headers: [['Content-Type', 'text/csv']], body: { text: given } } },
    'a secret',
  )
  const { text } = bodyOf<{ text: string }>(redacted)
  expect(text).toMatch(
    /^ICCID,Matching ID,RSP URL,Bundle\n8943108\d{12},JQ-[A-Z0-9]{6}-[A-Z0-9]{7},rsp\.truphone\.com,esim_1GB_7D_FR_V2\n$/,
  )
  expect(text).not.toContain(ICCID)
  expect(text).not.toContain('1A2B3C')
})

test('wherever they stand in an answer, no key and no ICCID is left, and the form is the same', () => {
  const secret = fc.constantFrom(KEY, ICCID, `x ${ICCID}.`, `key=${KEY}`, 'plain')
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 4 },
      secret,
      fc.integer(),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('iccid', 'name', 'message', 'customerRef', 'other'), tie('json'), { maxKeys: 3 }),
    ),
  }))
  const formOf = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(formOf)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, formOf(each)]))
        : typeof value
  fc.assert(
    fc.property(json, (value) => {
      const result = received(value)
      const text = JSON.stringify(result)
      expect(text).not.toContain(KEY)
      expect(text).not.toContain(ICCID)
      expect(formOf(result)).toEqual(formOf(value))
    }),
  )
})

test.each<[what: string, text: string]>([
  ['one long word', 'a'.repeat(1_000_000)],
  ['a word and many @', 'a@'.repeat(500_000)],
  ['many links without an end', 'http://x'.repeat(120_000)],
  ['many queries without a signature', 'http://x?'.repeat(120_000)],
  ['many signatures', 'sig='.repeat(250_000)],
])('%s of a million characters is read in one pass', (_, text) => {
  expect(received({ note: text })).toEqual({ note: text })
})

test('addresses that touch each other are all replaced, and a link loses its signature alone', () => {
  const { note } = received({
    note: 'a.b@c.example+d@e.example https://x.example/a?sig=1 https://x.example/b?c=2',
  }) as { note: string }
  expect(note).not.toMatch(/@(?!example\.com)/)
  expect(note).toContain(' https://x.example/a https://x.example/b?c=2')
})

test.each([
  'authorization',
  'Authorization',
  'key',
  'clientSecret',
  'client_secret',
  'jwt',
  'access token',
  'x-api-key',
])('the value of a field called %s is no part of a recording', (name) => {
  expect(received({ [name]: 'hunter2', other: 'kept' })).toEqual({ [name]: '***', other: 'kept' })
})

test('a form is redacted by its parameters, as a query is', () => {
  const type: [string, string] = ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8']
  const text = `password=hunter2&user=jane%40corp.org&iccid=${ICCID}&client%5Fsecret=x&page=1`
  const call = exchange({})
  const { request } = redactExchange({ ...call, request: { headers: [type], body: { text } } }, 'a secret')
  const form = new URLSearchParams((request.body as { text: string }).text)
  expect([form.get('password'), form.get('client_secret'), form.get('page')]).toEqual(['***', '***', '1'])
  expect(form.get('user')).toMatch(/^user-\w+@example\.com$/)
  expect(form.get('iccid')).toMatch(/^8943108\d{12}$/)
  expect(form.get('iccid')).not.toBe(ICCID)
})
