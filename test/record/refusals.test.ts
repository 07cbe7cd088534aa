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
