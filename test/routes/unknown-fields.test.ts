import { expect, test } from 'vitest'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createWorld, exampleOf } from '../support/example-calls.ts'
import { BUNDLES, buy } from '../support/trade.ts'

const WITH_BODY = ALL_OPERATIONS.filter(({ body }) => body)

/** Adds fields that no operation knows to each object of a body. */
const withMore = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withMore)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => [name, withMore(field)])
  return { ...Object.fromEntries(fields), neverHeardOf: { any: ['thing'] }, __proto: 1, constructor: 'x' }
}

test.each(WITH_BODY)('$operationId: fields that it does not know change nothing', async ({ operationId }) => {
  const answers = []
  for (const change of [(body: unknown) => body, withMore]) {
    const { api, emulator } = await createTestEmulator()
    const { method, path, options } = exampleOf(operationId, await createWorld(api))
    const { status, text } = await api.call(method, path, { ...options, body: change(options?.body) })
    answers.push({ status, text, state: await emulator.state.export() })
  }
  expect(answers[0]?.status).toBeLessThan(300)
  expect(answers[1]).toEqual(answers[0])
})

test('iccids of an apply are ignored, a new eSIM is taken, and the journal says what may be meant', async () => {
  const { api, emulator } = await createTestEmulator()
  const { iccid } = await createWorld(api)
  await buy(api, { quantity: 1 })
  const { status, json } = await api.post('/esims/apply', { body: { bundle: BUNDLES.uk, iccids: [iccid] } })
  expect([status, json.esims.length, json.esims[0].iccid === iccid]).toEqual([200, 1, false])
  expect((await emulator.requests.list({ limit: 1 }))[0]?.contractIssues).toEqual([
    'body.iccids: not a field of this operation; did you mean iccid?',
  ])
})
