import { expect, test } from 'vitest'
import { answerError } from '../../src/http/answer.ts'
import { knownFailure } from '../../src/http/known-failure.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { buyEsim } from '../support/trade.ts'

test('a text that no engine can hold is an answer that is too large', () => {
  const tooLong = () => 'x'.repeat(2 ** 30)
  expect(tooLong).toThrow(RangeError)
  try {
    tooLong()
  } catch (error) {
    expect(knownFailure(error)).toMatchObject({ code: 'answer_too_large' })
    expect(answerError(error, () => expect.unreachable())).toMatchObject({ status: 400 })
  }
})

test('an advance until something happens to an eSIM of somebody else is refused', async () => {
  const { emulator, api } = await createTestEmulator()
  const foreign = await buyEsim(api.as('another-key'))
  for (const iccid of [foreign, '8943108160000000000', 'x']) {
    await expect(
      emulator.clock.advance({ until: { bundleState: 'expired', iccid }, atMost: '30d' }),
    ).rejects.toMatchObject({ status: iccid === 'x' ? 400 : 404 })
  }
  expect(await emulator.clock.get()).toMatchObject({ now: '2026-01-01T00:00:00Z' })
  const own = await buyEsim(api)
  expect(await emulator.clock.advance({ until: { bundleState: 'active', iccid: own }, atMost: '1d' })).toMatchObject({
    now: '2026-01-02T00:00:00Z',
  })
})
