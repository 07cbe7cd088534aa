import { expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { callExample, NOBODY } from '../support/example-calls.ts'

const REFUSAL = { message: 'access denied' }

test.each(ALL_OPERATIONS.map(({ operationId }) => operationId))('%s without a key is refused', async (operationId) => {
  const { api } = await createTestEmulator()
  const answer = await callExample(api, operationId, NOBODY, { key: null })
  expect([answer.status, answer.json]).toEqual([403, REFUSAL])
})

test.each([
  ['an empty key', { 'X-API-Key': '' }],
  ['a key with a space', { 'X-API-Key': 'two words' }],
  ['a key of 129 characters', { 'X-API-Key': 'x'.repeat(129) }],
  ['a bearer token', { Authorization: 'Bearer test-key' }],
  ['a header of another name', { 'Api-Key': 'test-key' }],
])('%s is refused', async (_, headers) => {
  const { api } = await createTestEmulator()
  const answer = await api.get('/organisation', { key: null, headers })
  expect([answer.status, answer.json]).toEqual([403, REFUSAL])
})

test.each([
  ['the header in lower case', '', { 'x-api-key': 'some-key' }],
  ['the header in capitals', '', { 'X-API-KEY': 'some-key' }],
  ['the header before the query parameter', '?api_key=another-key', { 'X-API-Key': 'some-key' }],
])('%s names the organisation', async (_, query, headers) => {
  const { api } = await createTestEmulator()
  const answer = await api.get(`/organisation${query}`, { key: null, headers })
  expect(answer.json.organisations[0].apiKey).toBe('some-key')
})

test.each(['/v2', '/v2.0', '/v2.1', '/v2.2', '/v2.3', '/v2.4', '/v2.5'])(
  'under %s the query parameter names the organisation where the version knows it',
  async (prefix) => {
    const { api } = await createTestEmulator()
    for (const headers of [{}, { 'X-API-Key': '' }]) {
      const answer = await api.get('/organisation?api_key=some-key', { prefix, key: null, headers })
      const known = prefix <= '/v2.2'
      expect(answer.status).toBe(known ? 200 : 403)
      if (known) expect(answer.json.organisations[0].apiKey).toBe('some-key')
    }
  },
)

test('in open mode a key of 128 visible characters is an organisation', async () => {
  const { api } = await createTestEmulator()
  const key = '!~'.repeat(64)
  expect((await api.get('/organisation', { key })).json.organisations[0].apiKey).toBe(key)
})

test('with configured keys, these are accepted and others refused', async () => {
  const { api, emulator } = await createTestEmulator({ apiKeys: ['key-one', 'key-two'] })
  expect(emulator.apiKey).toBe('key-one')
  expect((await api.get('/organisation')).json.organisations[0].apiKey).toBe('key-one')
  expect((await api.get('/organisation', { key: 'key-two' })).json.organisations[0].apiKey).toBe('key-two')
  for (const key of ['key-three', 'test-key', 'KEY-ONE', 'key-one,key-two']) {
    const answer = await api.get('/organisation', { key })
    expect([key, answer.status, answer.json]).toEqual([key, 403, REFUSAL])
  }
})

test('the key is checked before the body', async () => {
  const { api } = await createTestEmulator()
  const answer = await api.post('/orders', { key: null, body: '{' })
  expect([answer.status, answer.json]).toEqual([403, REFUSAL])
})
