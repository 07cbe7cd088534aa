import { expect, test } from 'vitest'
import { callRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { orderBody } from '../support/trade.ts'
import { TestSystemClock } from '../support/wall.ts'

interface Problem {
  readonly name: string
  readonly headers?: Readonly<Record<string, string>>
  readonly key?: string
  readonly isLimited?: boolean
  readonly body?: unknown
}

/** What can be wrong with an order, in the order in which the steps of a call find it. */
const PROBLEMS: readonly (readonly [Problem, expected: string, isJournalled: boolean])[] = [
  [{ name: 'a page of another place', headers: { Origin: 'http://shop.example' } }, '403 foreign-origin', false],
  [{ name: 'a strange host', headers: { Host: 'shop.example' } }, '403 unexpected-host', false],
  [{ name: 'a wrong key', key: 'wrong-key' }, '403 api-key', false],
  [{ name: 'too many calls', isLimited: true }, '429 rate-limit', true],
  [{ name: 'a fault', headers: { 'Emulator-Fault': 'status=502' } }, '502 fault:header', true],
  [{ name: 'a body of another form', body: { order: 7 } }, '400 null', true],
]

const PAIRS = PROBLEMS.flatMap(([first, expected, isJournalled], index) =>
  PROBLEMS.slice(index + 1).map(([second]) => ({ first, second, expected, isJournalled })),
)

test.each(PAIRS)('$first.name is told before $second.name', async ({ first, second, expected, isJournalled }) => {
  const { emulator } = await createTestEmulator({ apiKeys: ['right-key'], wall: new TestSystemClock(0) })
  if (first.isLimited || second.isLimited) {
    await emulator.settings.change({ rateLimit: 1 })
    await callRaw(emulator, 'GET', '/v2.4/organisation')
  }
  const [last] = await emulator.requests.list()
  const { status, reason, headers } = await callRaw(emulator, 'POST', '/v2.4/orders', {
    key: first.key ?? second.key ?? 'right-key',
    headers: { Host: '127.0.0.1', ...second.headers, ...first.headers },
    body: first.body ?? second.body ?? orderBody({}),
  })
  expect(`${status} ${reason}`).toBe(expected)
  expect(headers.has('emulator-request-id')).toBe(isJournalled)
  const [newest] = await emulator.requests.list()
  expect(newest?.status).toBe(isJournalled ? status : last?.status)
  expect((newest?.id ?? 0) - (last?.id ?? 0)).toBe(isJournalled ? 1 : 0)
})
