import { expect, test } from 'vitest'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'

const fault = { type: 'status', status: 503 }

test.each<[call: string, body: unknown, message: string]>([
  [
    'PUT /clock',
    { mode: 'x'.repeat(99) },
    `mode: must be "auto" or "manual", not "${'x'.repeat(75)}..." (99 characters)`,
  ],
  ['PUT /clock', { rate: [1, 'two'] }, 'rate: must be a number, not [1,"two"]'],
  ['PUT /clock', { mode: { a: 1 } }, 'mode: must be "auto" or "manual", not an object'],
  [
    'PUT /clock',
    { now: 'soon' },
    'now: must be RFC 3339, such as 2026-01-01T00:00:00Z, and not after 9999-12-31T00:00:00Z; what came is "soon"',
  ],
  [
    'PUT /clock',
    { mod: 'auto', speed: 1 },
    'unknown field mod: did you mean mode?; unknown field speed: there is mode, rate, now',
  ],
  [
    'POST /clock/advance',
    { by: '1d', skip: ['x'] },
    'only toNextEvent takes skip; what came is {"by":"1d","skip":["x"]}',
  ],
  [
    'POST /clock/advance',
    { toNextEvent: true, skip: 'x'.repeat(101) },
    `skip: must be a list, not "${'x'.repeat(75)}..." (101 characters)`,
  ],
  [
    'GET /statement?limit=0&before=x',
    undefined,
    'before: must be the `next` of another answer, not "x"; limit: must be a whole number from 1 to 1000, not "0"',
  ],
  [
    'PATCH /organisation',
    { usageThresholds: Array(101).fill(1) },
    'usageThresholds: must be a list of at most 100 elements, not a list of 101 elements',
  ],
  [
    'PATCH /organisation',
    { callbackUrl: 'ftp://a.example/?token=secret' },
    'callbackUrl: must be empty, or a URL of http or https, not "ftp://a.example/?..."',
  ],
  [
    'PATCH /organisation',
    { callbackUrl: 'ftp://a.example/#token=secret' },
    'callbackUrl: must be empty, or a URL of http or https, not "ftp://a.example/#..."',
  ],
  [
    'PATCH /organisation',
    { callbackUrl: 'me:secret@a.example' },
    'callbackUrl: must be empty, or a URL of http or https, not "...@a.example"',
  ],
  [
    'POST /organisation/rotate-key',
    { apiKey: 'a secret' },
    'apiKey: must be 1 to 128 visible ASCII characters, not the 8 characters that came',
  ],
  ['POST /organisation/rotate-key', { apiKey: 4711 }, 'apiKey: must be a text, not a number'],
  ['POST /organisation/rotate-key', { apiKey: '' }, 'apiKey: must be 1 to 128 visible ASCII characters, not ""'],
  ['POST /organisations', { apiKey: ['a secret', 4711] }, 'apiKey: must be a text, not ["...","..."]'],
  ['POST /organisations', '"a secret"', 'the body must be an object, not a text'],
  [
    'POST /clock/advance',
    { apiKey: 4711, secret: 'a secret' },
    'unknown field apiKey, secret: there is by, to, toNextEvent, skip, undoable, until, atMost; give exactly one of by, to, toNextEvent and until, not {"apiKey":"...","secret":"..."}',
  ],
  [
    'POST /faults',
    { fault: { ...fault, headers: { 'Content-Length': '1' } } },
    'fault.headers.Content-Length: is set by the server, which answers with the body as it is: a fault of type reset or malformed breaks an answer',
  ],
  [
    'POST /faults',
    { fault: { ...fault, headers: { Authorization: 'é secret' } } },
    'fault.headers.Authorization: must be printable ASCII, not the 8 characters that came',
  ],
  [
    'POST /faults',
    { match: { operationId: 'createOrdr' }, fault },
    'match: matches no operation: GET /openapi.json lists operations and paths; what came is {"operationId":"createOrdr"}',
  ],
  [
    'POST /faults',
    { match: { callback: 'FirstUse', path: '/x' }, fault: { type: 'drop' } },
    'unknown field match.path beside callback',
  ],
  [
    'POST /faults',
    { fault: { type: 'explode' } },
    'fault.type: must be "status", "delay", "timeout", "reset" or "malformed", not "explode"',
  ],
  [
    'POST /esims/bulk',
    { match: { iccid: '1' }, acts: [{ install: {}, use: { amount: '1MB' } }] },
    'unknown field match.iccid: did you mean iccids?; acts.0: must have exactly one of install, uninstall, attach, use, plan or msisdn, not {"install":{},"use":{"amount":"1MB"}}',
  ],
  [
    'POST /esims/bulk',
    { match: {}, acts: [{ constructor: null }] },
    'unknown field acts.0.constructor: there is install, uninstall, attach, use, plan, msisdn; acts.0: must have exactly one of install, uninstall, attach, use, plan or msisdn, not {"constructor":null}',
  ],
])('%s with %j is refused with what is wanted, and what came', async (call, body, message) => {
  const { emulator } = await createTestEmulator()
  const [method = '', path = ''] = call.split(' ')
  const { status, json } = await callControl(emulator, { method, path, body })
  expect([status, json.error]).toEqual([422, { code: 'invalid_request', message }])
})

const numbers = (count: number) => Array.from({ length: count }, (_, number) => String(number))

test.each<[what: string, path: string, body: unknown, end: string]>([
  [
    'elements',
    '/esims/bulk',
    { match: { iccids: numbers(30_000) }, acts: [{ install: {} }] },
    'match.iccids.49: must be an ICCID: 18 to 22 digits; what came is "49"; and 29950 more',
  ],
  [
    'unknown fields',
    '/clock/advance',
    { by: '1d', ...Object.fromEntries(numbers(30_000).map((name) => [`of ${name}`, 1])) },
    'of 49: there is by, to, toNextEvent, skip, undoable, until, atMost; and 29950 more',
  ],
])('of many wrong %s the first 50 are told', async (_, path, body, end) => {
  const { emulator } = await createTestEmulator()
  const { status, json } = await callControl(emulator, { method: 'POST', path, body })
  expect(status).toBe(422)
  const { message } = json.error as { message: string }
  expect(message.slice(-end.length)).toBe(end)
})
