import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sign } from '../../src/callbacks/sign.ts'
import { verifySignature } from '../../src/index.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { buyEsim } from '../support/trade.ts'

/** What the vendor's guide tells receivers to compute, over the body as it came. */
const vendorRecipe = (body: string | Buffer, key: string) => createHmac('sha256', key).update(body).digest('base64')

async function receiveAll(changes: object) {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.settings.change(changes)
  await emulator.esims.use(await buyEsim(api), { megabytes: 600, country: 'GB' })
  await emulator.clock.advance(0)
  expect(receiver.received.length).toBe(3)
  return { received: receiver.received, key: emulator.apiKey }
}

test('every callback of version 3 verifies with the published recipe and with verifySignature', async () => {
  const { received, key } = await receiveAll({})
  for (const { body, headers } of received) {
    expect(headers['X-Signature-SHA256']).toBe(vendorRecipe(body, key))
    expect(verifySignature(Buffer.from(body), headers['X-Signature-SHA256'], key)).toBe(true)
  }
})

test('a signature in hex verifies too', async () => {
  const { received, key } = await receiveAll({ callbackEncoding: 'hex' })
  for (const { body, headers } of received) {
    expect(headers['X-Signature-SHA256']).toMatch(/^[0-9a-f]{64}$/)
    expect(verifySignature(body, headers['X-Signature-SHA256'], key)).toBe(true)
  }
})

test('callbacks of version 2 carry none', async () => {
  const { received, key } = await receiveAll({ callbackVersion: 'V2' })
  for (const { body, headers } of received) {
    expect(headers).toEqual({ 'Content-Type': 'application/json' })
    expect(verifySignature(body, headers['X-Signature-SHA256'], key)).toBe(false)
  }
})

test('each organisation signs with its own key', async () => {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  const other = emulator.organisation('another-key')
  await other.esims.attach(await buyEsim(api.as('another-key')), 'GB')
  await other.callbacks.list({ wait: '5s' })
  const [{ body, headers } = { body: '', headers: {} }] = receiver.received
  const header = (headers as Record<string, string>)['X-Signature-SHA256']
  expect([verifySignature(body, header, 'another-key'), verifySignature(body, header, emulator.apiKey)]).toEqual([
    true,
    false,
  ])
})

test('any bytes verify with their own signature alone', () => {
  const bytes = fc.uint8Array({ maxLength: 200 })
  const encodings = fc.constantFrom('base64' as const, 'hex' as const)
  const property = fc.property(bytes, bytes, fc.string({ minLength: 1 }), encodings, (body, other, key, encoding) => {
    const signature = sign(body, key, encoding)
    expect(verifySignature(body, signature, key)).toBe(true)
    expect(verifySignature(body, ` ${signature}\n`, key)).toBe(true)
    expect(verifySignature(body, signature, `${key}.`)).toBe(false)
    expect(verifySignature(other, signature, key)).toBe(Buffer.compare(body, other) === 0)
  })
  fc.assert(property)
})

const BODY = '{"alertType":"FirstAttachment","iccid":"8943108167000000019","name":"Zürich"}'
const SIGNATURE = sign(BODY, 'key')

test.each([
  ['none', undefined],
  ['null', null],
  ['an empty one', ''],
  ['spaces', '   '],
  ['one cut off', SIGNATURE.slice(0, -4)],
  ['one with more behind it', `${SIGNATURE}AAAA`],
  ['one in other letters', SIGNATURE.toLowerCase()],
  ['the length of one in hex', 'f'.repeat(64)],
  ['something else', 'é'.repeat(44)],
  ['a list of several', [SIGNATURE, SIGNATURE]],
])('a header that is %s does not verify, and never throws', (_, header) => {
  expect(verifySignature(BODY, header, 'key')).toBe(false)
})

test('a body that was parsed and written again does not verify when a byte differs', () => {
  expect(verifySignature(BODY, SIGNATURE, 'key')).toBe(true)
  expect(verifySignature(JSON.stringify(JSON.parse(BODY), null, 1), SIGNATURE, 'key')).toBe(false)
  expect(verifySignature(BODY, sign(BODY, 'key', 'hex').toUpperCase(), 'key')).toBe(true)
})
