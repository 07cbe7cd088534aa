import { expect, test } from 'vitest'
import type { Emulator, EmulatorOptions } from '../../src/emulator.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { look, PAGES } from '../support/page.ts'

/** An emulator that other machines can reach. */
async function exposed(options: EmulatorOptions = {}): Promise<Emulator> {
  const { emulator } = await createTestEmulator(options)
  await emulator.listen({ host: '0.0.0.0' })
  return emulator
}

/** Says whose pages are meant, as the form does. */
async function choose(emulator: Emulator, key: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await emulator.fetch(
    new Request('http://127.0.0.1:4024/_emulator/ui/session', {
      method: 'POST',
      body: new URLSearchParams({ key }),
      headers: { host: '127.0.0.1:4024', origin: 'http://127.0.0.1:4024', ...headers },
    }),
  )
  const cookie = response.headers.get('set-cookie') ?? ''
  return { status: response.status, location: response.headers.get('location'), cookie }
}

const HOST = { host: '127.0.0.1:4024' }
const sent = (cookie: string) => ({ ...HOST, cookie: cookie.split(';')[0] ?? '' })

test('on this machine alone the pages are those of the default organisation', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.settings.change({ name: 'Own' })
  expect((await look(emulator, '/_emulator/')).text).toContain('Own')
})

test.each(PAGES)('where others can reach it, %s asks whose pages are meant', async (path) => {
  const emulator = await exposed()
  await emulator.settings.change({ name: 'Secret Ltd' })
  const { status, html, text } = await look(emulator, path)
  expect(status).toBe(401)
  expect(text).toContain('Sign in')
  expect(html).not.toContain('Secret Ltd')
  expect(html).not.toContain(emulator.apiKey)
})

test('a key that is said opens its pages, in a cookie that only they see', async () => {
  const emulator = await exposed()
  await emulator.organisation('theirs').settings.change({ name: 'Theirs' })
  const { status, location, cookie } = await choose(emulator, 'theirs')
  expect([status, location]).toEqual([303, '/_emulator/'])
  expect(cookie).toBe('emulator_key_4024=theirs; Path=/_emulator; HttpOnly; SameSite=Strict')
  expect((await look(emulator, '/_emulator/', sent(cookie))).text).toContain('Theirs')
})

test('an empty key forgets the choice', async () => {
  const { emulator } = await createTestEmulator()
  expect((await choose(emulator, '')).cookie).toContain('Max-Age=0')
})

test('emulators on two ports of one machine do not share a choice', async () => {
  const emulator = await exposed()
  const { cookie } = await choose(emulator, 'theirs')
  expect((await look(emulator, '/_emulator/', { ...sent(cookie), host: '127.0.0.1:4025' })).status).toBe(401)
})

test('a key that is not accepted is asked for again', async () => {
  const emulator = await exposed({ apiKeys: ['right'] })
  const { cookie } = await choose(emulator, 'wrong')
  const { status, text } = await look(emulator, '/_emulator/', sent(cookie))
  expect(status).toBe(401)
  expect(text).toContain('This API key is not accepted.')
})

test.each(['/_emulator/clock', '/_emulator/state', '/v2.4/organisation'])(
  '%s takes no cookie for a key',
  async (path) => {
    const emulator = await exposed()
    const { cookie } = await choose(emulator, emulator.apiKey)
    const response = await emulator.fetch(new Request(`http://127.0.0.1:4024${path}`, { headers: sent(cookie) }))
    expect(response.status).toBe(path.startsWith('/v2') ? 403 : 401)
  },
)

test.each([...PAGES, '/_emulator/ui/session'])(
  '%s is not shown under a name that is not of this machine',
  async (path) => {
    const { emulator } = await createTestEmulator()
    await emulator.settings.change({ name: 'Secret Ltd' })
    const { status, html, text } = await look(emulator, path, { host: 'rebound.example:4024' })
    expect(status).toBe(403)
    expect(text).toContain('this emulator does not answer to the host rebound.example:4024')
    expect(html).not.toContain('Secret Ltd')
  },
)

test.each([
  ['a page of another place', { origin: 'https://evil.example' }],
  ['a page without an origin', { origin: 'null' }],
  ['a page under a name of its own', { host: 'evil.example', origin: 'http://evil.example' }],
])('%s cannot choose the organisation', async (_, headers) => {
  const { emulator } = await createTestEmulator()
  const { status, cookie } = await choose(emulator, 'theirs', headers)
  expect([status, cookie]).toEqual([403, ''])
})

test.each([
  ['without a token', {}, false],
  ['with another token', { authorization: 'Bearer other' }, false],
  ['with the token', { authorization: 'Bearer right' }, true],
])('%s the organisations of the server are told, or the token is asked for', async (_, headers, told) => {
  const { emulator } = await createTestEmulator({ controlToken: 'right' })
  await emulator.organisation('theirs').settings.change({ name: 'Theirs' })
  const { status, html, text } = await look(emulator, '/_emulator/ui/organisation', headers)
  expect(status).toBe(200)
  expect(text.includes('Theirs')).toBe(told)
  expect(html.includes('data-needs-token')).toBe(!told)
  expect(html).not.toContain('right')
})
