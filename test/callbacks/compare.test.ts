import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifySignature } from '../../src/callbacks/sign.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

const KEY = 'test-key'
const mac = (value: string | Buffer, key: string | Buffer = KEY, algorithm = 'sha256') =>
  createHmac(algorithm, key).update(value)

/** A signed callback of a bundle, and another one. */
async function createCallbacks(settings: object = {}) {
  const { emulator, api } = await createTestEmulator({ callbackUrl: 'http://127.0.0.1:9/' })
  await emulator.settings.change(settings)
  const iccid = await buyEsim(api, BUNDLES.france)
  await emulator.esims.use(iccid, { megabytes: 600, country: 'FR' })
  const [callback, other] = await emulator.callbacks.list()
  if (!callback || !other) throw new Error('there are two callbacks')
  return { emulator, callback, other }
}

type Made = (body: string) => string

/** Signatures as receivers compute them, each with its reason and a word of its message. */
const MISTAKES: readonly (readonly [name: string, make: Made, reason: string, word: string])[] = [
  ['the right one', (body) => mac(body).digest('base64'), 'agrees', 'the one that was sent'],
  ['with spaces around it', (body) => ` ${mac(body).digest('base64')}\n`, 'agrees', 'the one that was sent'],
  ['in hex', (body) => mac(body).digest('hex'), 'encoding', 'in hex'],
  ['with sha256= before it', (body) => `sha256=${mac(body).digest('hex')}`, 'encoding', 'before or around'],
  ['in base64url', (body) => mac(body).digest('base64url'), 'encoding', 'plain base64'],
  ['base64 of hex', (body) => Buffer.from(mac(body).digest('hex')).toString('base64'), 'encoding', 'base64 of hex'],
  ['with a line break', (body) => mac(`${body}\n`).digest('base64'), 'whitespace', 'line break'],
  ['pretty', (body) => mac(JSON.stringify(JSON.parse(body), null, 2)).digest('hex'), 're-serialised', 'null, 2'],
  [
    'as Python',
    (body) =>
      mac(
        JSON.stringify(JSON.parse(body), null, 1).replace(/\n */g, ' ').replaceAll('{ ', '{').replaceAll(' }', '}'),
      ).digest('base64'),
    're-serialised',
    'Python',
  ],
  ['encoded twice', (body) => mac(JSON.stringify(body)).digest('base64'), 're-serialised', 'twice'],
  ['of nothing', () => mac('').digest('base64'), 'empty', 'read once'],
  ['of an object', () => mac('[object Object]').digest('base64'), 'empty', 'parsed body'],
  ['of UTF-16', (body) => mac(Buffer.from(body, 'utf16le')).digest('base64'), 'encoded', 'UTF-16'],
  ['key with a line break', (body) => mac(body, `${KEY}\n`).digest('base64'), 'other-key', 'line break'],
  ['no key', (body) => mac(body, '').digest('base64'), 'other-key', 'not set'],
  ['key undefined', (body) => mac(body, 'undefined').digest('hex'), 'other-key', 'undefined'],
  ['decoded key', (body) => mac(body, Buffer.from(KEY, 'base64')).digest('base64'), 'other-key', 'decoded'],
  ['both', (body) => mac(`${body}\n`, `${KEY}\n`).digest('base64'), 'other-key', 'not the raw body either'],
  ['plain hash', (body) => createHash('sha256').update(body).digest('base64'), 'no-key', 'plain SHA-256'],
  [
    'one text',
    (body) =>
      createHash('sha256')
        .update(KEY + body)
        .digest('base64'),
    'no-key',
    'as one text',
  ],
  ['swapped', (body) => mac(KEY, body).digest('base64'), 'algorithm', 'each other’s place'],
  ['SHA-1', (body) => mac(body, KEY, 'sha1').digest('hex'), 'algorithm', 'is an HMAC by SHA1'],
  ['SHA-512', (body) => mac(body, KEY, 'sha512').digest('base64'), 'algorithm', 'is an HMAC by SHA512'],
  ['MD5 of something', () => mac('?', KEY, 'md5').digest('hex'), 'algorithm', 'has the length of'],
  ['another key', (body) => mac(body, 'another').digest('base64'), 'unknown', 'Give the body'],
  ['a word', () => 'secret', 'malformed', '6 characters'],
]

test.each(MISTAKES)('a signature %s is explained', async (_, make, reason, word) => {
  const { emulator, callback } = await createCallbacks()
  const compared = await emulator.callbacks.compare(callback.id, { signature: make(callback.body) })
  expect(compared).toMatchObject({
    agrees: reason === 'agrees',
    reason,
    expected: callback.headers['X-Signature-SHA256'],
  })
  expect(compared.message).toContain(word)
})

test('what agrees is what the package’s own check takes', async () => {
  for (const callbackEncoding of ['hex', 'base64'] as const) {
    const { emulator, callback } = await createCallbacks({ callbackEncoding })
    for (const [, make] of MISTAKES) {
      const signature = make(callback.body)
      const { agrees } = await emulator.callbacks.compare(callback.id, { signature })
      if (agrees) expect(verifySignature(callback.body, signature, KEY)).toBe(true)
    }
    const signature = mac(callback.body).digest(callbackEncoding)
    expect((await emulator.callbacks.compare(callback.id, { signature })).agrees).toBe(true)
  }
})

test('the body that was hashed tells where it differs', async () => {
  const { emulator, callback } = await createCallbacks()
  const { id, body: sent } = callback
  const compare = (body: string, key = KEY) =>
    emulator.callbacks.compare(id, { signature: mac(body, key).digest('base64'), body })
  const changed = sent.replace('FR', 'DE')
  expect(await compare(changed)).toMatchObject({
    reason: 'changed',
    difference: { offset: sent.indexOf('FR'), got: expect.stringMatching(/^DE/), sent: expect.stringMatching(/^FR/) },
  })
  expect(await compare(JSON.stringify(JSON.parse(sent), null, 3))).toMatchObject({ reason: 're-serialised' })
  expect(await compare(`\n${sent}`)).toMatchObject({ reason: 'whitespace', difference: { offset: 0 } })
  expect(await compare(sent)).toMatchObject({ agrees: true })
  expect(await compare(sent, 'another')).toMatchObject({
    reason: 'other-key',
    message: expect.stringContaining('same'),
  })
  expect(await compare(changed, 'another')).toMatchObject({ reason: 'other-key', difference: {} })
  expect(await compare(changed, '')).toMatchObject({ reason: 'other-key', message: expect.stringContaining('not set') })
})

test('the signature of another callback names it', async () => {
  const { emulator, callback, other } = await createCallbacks()
  const signature = other.headers['X-Signature-SHA256'] ?? ''
  expect(await emulator.callbacks.compare(callback.id, { signature })).toMatchObject({
    reason: 'other-callback',
    callbackId: other.id,
  })
})

test('a callback that was not signed, or is not there, says so', async () => {
  const { emulator, callback } = await createCallbacks({ callbackVersion: 'V2' })
  const signature = mac(callback.body).digest('base64')
  expect(await emulator.callbacks.compare(callback.id, { signature })).toMatchObject({ reason: 'unsigned-version' })
  await expect(emulator.callbacks.compare(999, { signature })).rejects.toMatchObject({ code: 'callback_not_found' })
})
