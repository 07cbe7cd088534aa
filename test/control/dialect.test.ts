import { expect, test } from 'vitest'
import { connectEmulator } from '../../src/client/connect.ts'
import type { Api } from '../support/api.ts'
import { createTestEmulator } from '../support/emulator.ts'

/** Which dialect an organisation is answered in. */
async function spoken(api: Api, key = 'test-key'): Promise<'observed' | 'documented'> {
  const groups = (dialect: 'observed' | 'documented') => api.speaking(dialect).as(key).get('/organisation/groups')
  // An answer in the other dialect is not allowed by the contract of the first.
  const observed = await groups('observed').catch(() => undefined)
  if (observed) return 'observed'
  expect(Array.isArray((await groups('documented')).json)).toBe(true)
  return 'documented'
}

test('each organisation speaks its own dialect, which can be changed at any time', async () => {
  const { api, emulator } = await createTestEmulator()
  expect((await emulator.settings.get()).dialect).toBe('observed')
  expect((await emulator.settings.change({ dialect: 'documented' })).dialect).toBe('documented')
  expect([await spoken(api), await spoken(api, 'another')]).toEqual(['documented', 'observed'])
  await emulator.settings.change({ dialect: 'observed' })
  expect(await spoken(api)).toBe('observed')
})

test.each([
  ['nothing', undefined, undefined, 'observed'],
  ['the option', 'documented', undefined, 'documented'],
  ['the scenario', undefined, 'documented', 'documented'],
  ['the option before the scenario', 'observed', 'documented', 'observed'],
] as const)('%s says what new organisations speak, also after a reset', async (_, option, inScenario, expected) => {
  const { api, emulator } = await createTestEmulator({
    ...(option ? { dialect: option } : {}),
    ...(inScenario ? { scenario: { organisation: { dialect: inScenario } } } : {}),
  })
  expect([await spoken(api), await spoken(api, 'another')]).toEqual([expected, expected])
  await emulator.settings.change({ dialect: expected === 'observed' ? 'documented' : 'observed' })
  await emulator.reset()
  expect(await spoken(api)).toBe(expected)
})

test('a snapshot has the dialect with it', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({ dialect: 'documented' })
  await emulator.snapshots.take('then')
  await emulator.settings.change({ dialect: 'observed' })
  await emulator.snapshots.restore('then')
  expect(await spoken(api)).toBe('documented')
})

test('a handle over HTTP sets it, too', async () => {
  const { api, emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  await connectEmulator(url, { apiKey: 'far-away' }).settings.change({ dialect: 'documented' })
  expect([await spoken(api, 'far-away'), await spoken(api)]).toEqual(['documented', 'observed'])
})

test('a dialect that there is not is refused', async () => {
  const { emulator } = await createTestEmulator()
  const refused = emulator.settings.change({ dialect: 'formal' as 'observed' })
  await expect(refused).rejects.toMatchObject({ status: 422, code: 'invalid_request', message: /^dialect: / })
  const document = await emulator.fetch(new Request('http://emulator/v2.4/openapi.json?dialect=formal'))
  expect([document.status, (await document.json()).error.message]).toEqual([
    422,
    'there is no dialect "formal": use observed or documented',
  ])
})

test.each([
  ['/openapi.json', 'object', 'number', true],
  ['/v2.5/openapi.json', 'object', 'number', true],
  ['/openapi.json?dialect=documented', 'array', 'integer', false],
  ['/v2.5/openapi.json?dialect=documented', 'array', 'integer', false],
])('%s describes what is answered', async (path, catalogue, price, isJson) => {
  const { emulator } = await createTestEmulator()
  const { paths } = await (await emulator.fetch(new Request(`http://emulator${path}`))).json()
  const { schema } = paths['/catalogue'].get.responses[200].content['application/json']
  const bundle = (schema.items ?? schema.properties.bundles.items).properties
  expect([schema.type, bundle.price.type]).toEqual([catalogue, price])
  expect('application/json' in paths['/orders'].post.responses[200].content).toBe(isJson)
  expect('application/json' in paths['/orders'].post.responses[400].content).toBe(isJson)
  expect('401' in paths['/networks'].get.responses).toBe(!isJson)
  expect('/esims/{iccid}/suspend' in paths).toBe(path.startsWith('/v2.5'))
  expect('/esims/qr/{reference}' in paths).toBe(!path.startsWith('/v2.5'))
})
