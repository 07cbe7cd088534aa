import { expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { callExample, createWorld, EXAMPLE_CALLS } from '../support/example-calls.ts'

const operationIds = ALL_OPERATIONS.map(({ operationId }) => operationId)

test('every operation has an example call, and every example an operation', () => {
  expect(Object.keys(EXAMPLE_CALLS).sort()).toEqual(operationIds.toSorted())
})

test.each(ALL_OPERATIONS)('$operationId answers its owner in the documented form', async (operation) => {
  const { operationId } = operation
  const { api, emulator } = await createTestEmulator()
  const world = await createWorld(api)
  // Only an eSIM with a phone number can take a message, and an order gives none.
  const [phone] = operationId === 'sendSms' ? await emulator.esims.create({ msisdn: '447700900123' }) : []
  const answer = await callExample(api, operationId, { ...world, iccid: phone?.iccid ?? world.iccid })
  expect(answer.status).toBe(operation.status ?? 200)
  expect(answer.bytes.length).toBeGreaterThan(0)
  // A client of v2.3 takes any `message` for an error.
  expect(Object.keys(answer.json ?? {})).not.toContain('message')
})
