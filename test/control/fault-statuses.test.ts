import { expect, test } from 'vitest'
import { callRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'

test.each<[object, number, string, Record<string, string>]>([
  [{ status: 400 }, 400, '{"message":"Bad Request"}', {}],
  [{ status: 403 }, 403, '{"message":"access denied"}', {}],
  [{ status: 429 }, 429, '{"message":"Rate limit exceeded"}', { 'retry-after': '1' }],
  [{ status: 500 }, 500, '{"message":"Internal Server Error"}', {}],
  [{ status: 418 }, 418, '{"message":"error"}', {}],
  [{ status: 204 }, 204, '', {}],
  [{ status: 503, body: { message: 'maintenance', until: 1 } }, 503, '{"message":"maintenance","until":1}', {}],
  [
    { status: 503, headers: { 'Retry-After': '60' } },
    503,
    '{"message":"Service Unavailable"}',
    { 'retry-after': '60' },
  ],
  [{ status: 429, headers: { 'retry-after': '9' } }, 429, '{"message":"Rate limit exceeded"}', { 'retry-after': '9' }],
  [
    { status: 502, body: '<h1>Bad Gateway</h1>', headers: { 'content-type': 'text/html' } },
    502,
    '<h1>Bad Gateway</h1>',
    { 'content-type': 'text/html' },
  ],
])('the answer of %j is %i %s', async (fault, status, text, headers) => {
  const { emulator } = await createTestEmulator()
  await emulator.faults.add({ fault: { type: 'status', ...fault } as never })
  const answer = await callRaw(emulator, 'GET', '/v2.4/organisation')
  expect([answer.status, answer.text]).toEqual([status, text])
  expect(Object.fromEntries(answer.headers)).toMatchObject(headers)
})
