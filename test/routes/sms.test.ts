import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { buyEsim } from '../support/trade.ts'

const LENGTH = 'message must be between 1 and 160 characters'

async function createPhone() {
  const { api, emulator } = await createTestEmulator()
  return { api, emulator, iccid: await buyEsim(api) }
}

test.each([
  ['one character', { message: 'x' }],
  ['160 characters', { message: 'x'.repeat(160) }],
  ['160 characters of two halves each', { message: '🚀'.repeat(160) }],
  ['characters of any script', { message: 'Ærø, 日本, \u0000\n' }],
  ['its sender', { message: 'Hello!', from: 'eSIM' }],
  ['an empty sender', { message: 'Hello!', from: '' }],
  ['a null sender', { message: 'Hello!', from: null }],
  ['fields in capitals', { MESSAGE: 'Hello!', FROM: 'eSIM' }],
])('a message of %s is sent, and kept', async (_, body: Record<string, string | null>) => {
  const { api, emulator, iccid } = await createPhone()
  const { json } = await api.post(`/esims/${iccid}/sms`, { body })
  expect(json).toEqual({ status: 'sent' })
  const message = body.message ?? body.MESSAGE
  expect(await emulator.sms.list()).toMatchObject([{ iccid, from: 'eSIM', message }])
})

test.each([
  ['no message', {}, LENGTH],
  ['a null message', { message: null }, LENGTH],
  ['an empty message', { message: '' }, LENGTH],
  ['161 characters', { message: 'x'.repeat(161) }, LENGTH],
  ['161 characters of two halves each', { message: '🚀'.repeat(161) }, LENGTH],
  ['half a character', { message: '\ud83d' }, 'message must be valid UTF-8'],
  ['another sender', { message: 'Hello!', from: 'Ada' }, 'sender not allowed: Ada'],
  ['the sender in another letter case', { message: 'Hello!', from: 'esim' }, 'sender not allowed: esim'],
])('%s is refused, and nothing is kept', async (_, body, message) => {
  const { api, emulator, iccid } = await createPhone()
  await expectRefusal(api, () => api.post(`/esims/${iccid}/sms`, { body }), [400, message])
  expect(await emulator.sms.list()).toEqual([])
})

test('an eSIM without a number takes no message', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  await emulator.esims.removeMsisdn(iccid)
  const call = () => api.post(`/esims/${iccid}/sms`, { body: { message: 'Hello!' } })
  await expectRefusal(api, call, [400, 'esim has no msisdn'])
  expect(await emulator.sms.list()).toEqual([])
})
