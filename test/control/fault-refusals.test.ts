import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'

const status = { type: 'status', status: 503 }
const framing =
  'is set by the server, which answers with the body as it is: a fault of type reset or malformed breaks an answer'
const nothing = 'match: matches no operation: GET /openapi.json lists operations and paths'
const ofCalls =
  'match.callback selects callbacks, and goes with the faults drop, duplicate, delay, reorder or bad-signature alone; leave it out for a fault of calls'
const ofCallbacks =
  'calls have the faults status, delay, timeout, reset or malformed; for a fault of callbacks set match.callback to an alert type, or to "*" for all'

test.each<[unknown, string]>([
  [{ match: { operationId: 'placeOrder' }, fault: status }, nothing],
  [{ match: { operationId: 'listOrders', method: 'POST' }, fault: status }, nothing],
  [{ match: { path: '/order' }, fault: status }, nothing],
  [{ match: { path: '/orders', method: 'DELETE' }, fault: status }, nothing],
  [{ match: { path: '/v2.9/nothing/*' }, fault: status }, nothing],
  [{ match: { method: 'PATCH' }, fault: status }, 'match.method: '],
  [{ match: { url: '/orders' }, fault: status }, 'unknown field match.url'],
  [{ fault: status, often: 1 }, 'unknown field often'],
  [{}, 'fault: '],
  [{ fault: { type: 'explode' } }, 'fault.type: '],
  [{ fault: { type: 'status' } }, 'fault.status: '],
  [{ fault: { type: 'status', status: 99 } }, 'fault.status: '],
  [{ fault: { type: 'status', status: 600 } }, 'fault.status: '],
  [{ fault: { ...status, headers: { 'not a name': 'x' } } }, 'fault.headers'],
  [{ fault: { ...status, headers: { Name: 'two\nlines' } } }, 'fault.headers'],
  [{ fault: { ...status, headers: { 'Content-Length': '5' } } }, framing],
  [{ fault: { ...status, headers: { 'transfer-encoding': 'chunked' } } }, framing],
  [{ fault: { ...status, headers: { Connection: 'close' } } }, framing],
  [{ fault: { ...status, headers: { 'KEEP-ALIVE': 'timeout=1' } } }, framing],
  [{ fault: { ...status, headers: { Trailer: 'Expires' } } }, framing],
  [{ fault: { ...status, headers: { Upgrade: 'h2c' } } }, framing],
  [{ fault: { ...status, headers: { 'X-Hono-Already-Sent': 'true' } } }, framing],
  [{ fault: { ...status, headers: { 'Emulator-Reason': 'other' } } }, 'fault.headers.Emulator-Reason: '],
  [{ fault: { type: 'reset', status: 503 } }, 'unknown field fault.status'],
  [{ fault: { type: 'delay' } }, 'fault.delay: '],
  [{ fault: { type: 'delay', delay: 'forever' } }, 'fault.delay: must be a duration'],
  [{ fault: { type: 'drop' } }, ofCallbacks],
  [{ match: { path: '/orders' }, fault: { type: 'duplicate', count: 2 } }, ofCallbacks],
  [{ fault: status, phase: 'later' }, 'phase: '],
  [{ fault: status, times: 0 }, 'times: '],
  [{ fault: status, after: -1 }, 'after: '],
  [{ fault: status, probability: 1.5 }, 'probability: '],
  [{ match: { callback: 'Nothing' }, fault: { type: 'drop' } }, 'match.callback: '],
  [{ match: { callback: '*', path: '/orders' }, fault: { type: 'drop' } }, 'unknown field match.path'],
  [{ match: { callback: '*' }, fault: status }, ofCalls],
  [{ match: { callback: '*', path: '/orders' }, phase: 'after', fault: { type: 'timeout' } }, ofCalls],
  [{ match: { callback: '*' }, fault: { type: 'status', status: 99 } }, ofCalls],
  [{ match: { callback: '*', path: '/orders' }, fault: { type: 'delay', delay: '1m' } }, ofCalls],
  [{ match: { callback: '*' }, fault: { type: 'duplicate', count: 0 } }, 'fault.count: '],
  [{ match: { callback: '*' }, fault: { type: 'drop' }, phase: 'after' }, 'unknown field phase'],
])('%j is refused: %s', async (rule, message) => {
  const { emulator } = await createTestEmulator()
  const refused = await emulator.faults.add(rule as never).catch((error) => error)
  expect([refused.status, refused.code]).toEqual([422, 'invalid_request'])
  expect(refused.message).toContain(message)
  expect(await emulator.faults.list()).toEqual([])
})
