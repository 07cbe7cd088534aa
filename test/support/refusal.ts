import { expect } from 'vitest'
import type { Answer, Api } from './api.ts'
import { observe } from './trade.ts'

/** Calls that must all be refused with a status and a message, and must leave everything as it was. */
export async function expectRefusals(
  api: Api,
  calls: readonly (() => Promise<Answer>)[],
  [status, message]: readonly [number, string],
): Promise<void> {
  const before = await observe(api)
  for (const call of calls) {
    const answer = await call()
    expect([answer.status, answer.json]).toEqual([status, { message }])
  }
  expect(await observe(api)).toEqual(before)
}

/** The same for one call. */
export const expectRefusal = (api: Api, call: () => Promise<Answer>, answer: readonly [number, string]) =>
  expectRefusals(api, [call], answer)
