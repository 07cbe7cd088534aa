import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { explainSignature, type SignatureCase } from '../../src/callbacks/explain.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'

const KEY = 'my-key'
const hmac = (body: string, key = KEY) => createHmac('sha256', key).update(body).digest('base64')
const asHex = (base64: string) => Buffer.from(base64, 'base64').toString('hex')

const BODY = '{"alertType":"LowBalance","balanceInfo":{"balance":95.5,"threshold":100,"name":"Zoë"}}'
const OTHER = '{"alertType":"FirstAttachment","iccid":"8943108160000000001"}'
const V2 = '{"alertType":"FirstAttachment","iccid":"8943108160000000002"}'

const SENT: SignatureCase['sent'] = [
  { id: 9, version: 'V2', body: V2, headers: {} },
  { id: 8, version: 'V3', body: OTHER, headers: { 'X-Signature-SHA256': hmac(OTHER) } },
  { id: 7, version: 'V3', body: BODY, headers: { 'X-Signature-SHA256': hmac(BODY) } },
]

const explain = (body: string, signature: string | null | undefined, more: Partial<SignatureCase> = {}) =>
  explainSignature({ body, signature, apiKey: KEY, encoding: 'base64', sent: SENT, ...more })

const spaced = BODY.replaceAll(':', ': ')
const pretty = JSON.stringify(JSON.parse(BODY), null, 2)
const escaped = BODY.replace('ë', '\\u00eb')
const sorted = '{"balanceInfo":{"threshold":100,"balance":95.5,"name":"Zoë"},"alertType":"LowBalance"}'

test.each<[what: string, body: string, signature: string | null, reason: string, sentence: RegExp, id?: number]>([
  ['what was sent', BODY, hmac(BODY), 'verified', /these bytes and this organisation/],
  ['a body that was never sent, signed with the key', '{}', hmac('{}'), 'verified', /these bytes/],
  [
    'spaces after colons',
    spaced,
    hmac(BODY),
    're-serialised',
    /callback 7,.* from byte 13 on ` "LowB.* where `"LowBal/,
    7,
  ],
  ['indentation', pretty, hmac(BODY), 're-serialised', /from byte 1 on `\\n {2}"alert.* where `"alertType":/, 7],
  ['another order of the fields', sorted, hmac(BODY), 're-serialised', /from byte 2 on `balanceInfo/, 7],
  ['escapes for letters', escaped, hmac(BODY), 're-serialised', /from byte 82 on `\\u00eb"/, 7],
  ['a line break at the end', `${BODY}\n`, hmac(BODY), 'whitespace', /from byte 87 on `\\n` came where nothing was/, 7],
  ['a body cut off', BODY.slice(0, 40), hmac(BODY), 'changed', /only the first 40 bytes/, 7],
  ['another balance', BODY.replace('95.5', '9999'), hmac(BODY), 'changed', /from byte 52 on `999,/, 7],
  [
    'the signature of another callback',
    BODY,
    hmac(OTHER),
    'other-callback',
    /body is that of callback 7 .* of callback 8/,
    8,
  ],
  ['hex for base64', BODY, asHex(hmac(BODY)), 'encoding', /written in hex .* plain base64/],
  [
    'the base64 of the hex',
    BODY,
    Buffer.from(asHex(hmac(BODY))).toString('base64'),
    'encoding',
    /base64 of its hex text/,
  ],
  ['a prefix', BODY, `sha256=${hmac(BODY)}`, 'encoding', /something before or around it/],
  ['another key', BODY, hmac(BODY, 'their-key'), 'other-key', /callback 7, byte by byte, but .* not made with this/, 7],
  [
    'another key and other bytes',
    pretty,
    hmac(pretty, 'their-key'),
    'other-key',
    /JSON value of callback 7 but other bytes/,
    7,
  ],
  ['a key with its line break', BODY, hmac(BODY, `${KEY}\n`), 'other-key', /line break/],
  ['key and body in each other’s place', BODY, hmac(KEY, BODY), 'algorithm', /in each other’s place/],
  ['an empty key', BODY, hmac(BODY, ''), 'other-key', /variable with the API key is not set/],
  ['no key at all', BODY, createHash('sha256').update(BODY).digest('base64'), 'no-key', /plain SHA-256/],
  ['no signature', BODY, null, 'missing', /header X-Signature-SHA256/, 7],
  ['an empty signature', BODY, ' ', 'missing', /header X-Signature-SHA256/, 7],
  ['V2', V2, null, 'unsigned-version', /Callback 9 was sent as V2, .* callbackVersion to V3/, 9],
  ['V2 with a signature of someone', V2, hmac(V2, 'x'), 'other-key', /unsigned as V2/, 9],
  ['no signature but a word', BODY, 'signed!', 'malformed', /7 characters that are neither/],
  ['nothing that is known', '{"a":1}', hmac('{"b":1}', 'x'), 'unknown', /either the key is another or the body/],
  ['a re-serialised body that nobody remembers', '{ "a": 1 }', hmac('{"a":1}'), 're-serialised', /another text/],
])('%s', (_, body, signature, reason, sentence, id) => {
  const { message, ...rest } = explain(body, signature)
  expect(rest).toMatchObject({ verifies: reason === 'verified', reason })
  expect(message).toMatch(sentence)
  expect(message).toMatch(/^[A-Z][^.]*(?:\d\.\d[^.]*)*\.$/)
  expect(rest.callbackId).toBe(id)
})

test('where hex is meant, base64 is the mistake', () => {
  const sent = SENT.filter(({ id }) => id !== 7)
  expect(explain(BODY, asHex(hmac(BODY)), { encoding: 'hex', sent }).verifies).toBe(true)
  expect(explain(BODY, hmac(BODY), { encoding: 'hex', sent }).message).toMatch(/written in base64 .* plain hex/)
})

test('a callback that was sent before the encoding was changed verifies as it was sent', () => {
  expect(explain(BODY, hmac(BODY), { encoding: 'hex' }).verifies).toBe(true)
})

test('the difference is counted in bytes, not in characters', () => {
  const { difference } = explain(`${BODY} `, hmac(BODY))
  expect(difference).toEqual({ offset: Buffer.from(BODY).length, sent: '', got: ' ' })
})

test('what was sent and what came is explained by the control API, for its own organisation only', async () => {
  const receiver = createReceiver()
  const { emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.callbacks.test({ alertType: 'FirstAttachment' })
  const [{ body = '', headers = {} } = {}] = receiver.received
  const signature = headers['X-Signature-SHA256'] ?? null

  expect(await emulator.callbacks.explain({ body, signature })).toMatchObject({ verifies: true })
  expect(await emulator.callbacks.explain({ body: `${body}\n`, signature })).toMatchObject({ reason: 'whitespace' })
  const other = emulator.organisation('someone-else')
  const { message, reason } = await other.callbacks.explain({ body, signature })
  expect([reason, message]).toEqual(['unknown', expect.not.stringContaining(emulator.apiKey)])
})

test('a forged callback of the emulator’s own is seen as one', async () => {
  const receiver = createReceiver()
  const { emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.faults.add({ match: { callback: '*' }, fault: { type: 'bad-signature' } })
  await emulator.callbacks.test({ alertType: 'FirstAttachment' })
  const [{ body = '', headers = {} } = {}] = receiver.received
  const signature = headers['X-Signature-SHA256'] ?? null
  expect(await emulator.callbacks.explain({ body, signature })).toMatchObject({ reason: 'other-key' })
})
