import { expect, test } from 'vitest'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'

const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const fault = (levels: number) => `{"fault":{"type":"status","status":503,"body":${nested(levels)}}}`

test.each([
  ['/faults', fault(100_000)],
  ['/faults', fault(99)],
  ['/state', nested(100_000)],
  ['/requests/verify', `{"match":{"body":${nested(100_000)}}}`],
  ['/callbacks/explain', `[${'['.repeat(100_000)}${']'.repeat(100_000)}]`],
  ['/reset', `{"scenario":${nested(100_000)}}`],
])('a body for %s that is nested beyond measure is refused in a sentence', async (path, body) => {
  const { emulator } = await createTestEmulator()
  const { status, json } = await callControl(emulator, { method: 'POST', path, body })
  expect(status).toBe(422)
  expect(json.error).toEqual({ code: 'invalid_request', message: 'the body is nested deeper than 100 levels' })
})

test('a body that is nested as deep as it may be is taken', async () => {
  const { emulator } = await createTestEmulator()
  expect((await callControl(emulator, { method: 'POST', path: '/faults', body: fault(98) })).status).toBe(201)
})

test.each([
  ['bytes, not characters', `"${'é'.repeat(8 * 1_048_576)}"`, 413, 'body_too_large'],
  ['a byte too many', ' '.repeat(16 * 1_048_576 + 1), 413, 'body_too_large'],
  ['as many as there may be', `{}${' '.repeat(16 * 1_048_576 - 2)}`, 200, undefined],
  ['no JSON', '{"by":', 400, 'malformed_json'],
])('of a body of %s', async (_, body, status, code) => {
  const { emulator } = await createTestEmulator()
  const answer = await callControl(emulator, { method: 'PATCH', path: '/organisation', body })
  expect([answer.status, answer.json.error?.code]).toEqual([status, code])
})

test('a body that is no UTF-8 is no JSON', async () => {
  const { emulator } = await createTestEmulator()
  const init = { method: 'PATCH', body: new Uint8Array([0x22, 0xff, 0x22]) }
  const response = await emulator.fetch(new Request('http://emulator/_emulator/organisation', init))
  expect([response.status, (await response.json()).error.code]).toEqual([400, 'malformed_json'])
})

test.each(['/_emulator/organisation', '/v2.4/esims/apply'])(
  'a body for %s that breaks off is refused, and no failure of the emulator',
  async (path) => {
    const { emulator } = await createTestEmulator({
      onFailure: (error) => {
        throw error
      },
    })
    let parts = 0
    const body = new ReadableStream({
      pull(controller) {
        if (parts++ === 0) controller.enqueue(new TextEncoder().encode('{"name":'))
        else controller.error(new Error('the line is dead'))
      },
    })
    const method = path.startsWith('/v2') ? 'POST' : 'PATCH'
    const init = { method, body, duplex: 'half', headers: { 'X-API-Key': emulator.apiKey } }
    const response = await emulator.fetch(new Request(`http://emulator${path}`, init as RequestInit))
    expect(response.status).toBe(400)
  },
)
