import { expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { callExample, createWorld, NOBODY } from '../support/example-calls.ts'
import { findLeaks, NAMES_NOTHING_OF_THE_OTHER } from '../support/laws/foreign-ids.ts'
import { buy, observe } from '../support/trade.ts'

test.each(ALL_OPERATIONS.map(({ operationId }) => operationId))(
  '%s with another key over the ids of the first sees nothing and changes nothing',
  async (operationId) => {
    const { api: first } = await createTestEmulator()
    const world = await createWorld(first)
    const before = await observe(first)
    const second = first.as('another-key')
    const answer = await callExample(second, operationId, world)
    expect(findLeaks(answer, world)).toEqual([])
    expect(await observe(first)).toEqual(before)
    expect(answer.status < 300).toBe(NAMES_NOTHING_OF_THE_OTHER.has(operationId))
  },
)

test.each(ALL_OPERATIONS.map(({ operationId }) => operationId).filter((id) => !NAMES_NOTHING_OF_THE_OTHER.has(id)))(
  '%s does not tell what another organisation has from what nobody has',
  async (operationId) => {
    const { api: first } = await createTestEmulator()
    const world = await createWorld(first)
    const second = first.as('another-key')
    await buy(second, { quantity: 2 })
    const before = await observe(second)
    const [others, nobodys] = [
      await callExample(second, operationId, world),
      await callExample(second, operationId, NOBODY),
    ]
    expect([others.status, others.text]).toEqual([nobodys.status, nobodys.text])
    expect(await observe(second)).toEqual(before)
  },
)

test('organisations have their own balance, orders, inventory and eSIMs', async () => {
  const { api: first } = await createTestEmulator()
  await createWorld(first)
  const [organisation, inventory, esims, orders] = await observe(first.as('another-key'))
  expect(organisation.organisations[0]).toMatchObject({ apiKey: 'another-key', balance: 1000 })
  expect([inventory.bundles, esims.esims, orders.orders]).toEqual([[], [], []])
})
