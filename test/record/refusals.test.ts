import { expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { VERSIONS } from '../../src/domain/api-version.ts'
import { findRefusal } from '../../src/record/refusals.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createWorld, exampleOf } from '../support/example-calls.ts'

test.each(ALL_OPERATIONS.map(({ operationId, method }) => [operationId, method] as const))(
  '%s is passed on only when it is a read without an effect (%s), in every version',
  async (operationId, method) => {
    const { api } = await createTestEmulator()
    const { path, options } = exampleOf(operationId, await createWorld(api))
    const body = Buffer.from(options?.body === undefined ? '' : JSON.stringify(options.body))
    const verdicts = VERSIONS.map((version) =>
      findRefusal({ method, target: `/v${version}${path}`, headers: [], body }) === undefined ? 'passed' : 'refused',
    )
    const isRead = method === 'GET' && operationId !== 'refreshEsim'
    expect(new Set(verdicts)).toEqual(new Set([isRead ? 'passed' : 'refused']))
  },
)

test.each<[what: string, body: string]>([
  ['many quotes', `{"type":"validate","order":"${'\\"'.repeat(5_000_000)}"}`],
  ['quotes that are not closed', '"'.repeat(80_000)],
  ['brackets that are not closed', '['.repeat(60_000)],
  ['more than an order has', `{"type":"validate","order":[${'1,'.repeat(40_000)}1]}`],
])('a body with %s is no validation', (_, body) => {
  const headers: [string, string][] = [['Content-Type', 'application/json']]
  const call = { method: 'POST', target: '/v2.4/orders', headers, body: Buffer.from(body) }
  expect(findRefusal(call)).toMatchObject({ error: 'not_passed_on' })
})
