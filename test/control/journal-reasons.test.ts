import { expect, test } from 'vitest'
import { hasWords } from '../../src/contract/reasons.ts'
import { REALISM_REASONS } from '../../src/domain/realism.ts'
import { readSources } from '../support/source.ts'

/** The reasons that the sources name as such. */
const named = readSources()
  .filter(({ path }) => /^(?:contract\/errors|routes\/|faults\/)/.test(path))
  .flatMap(({ code }) => [...code.matchAll(/(?:reason: |explain\()'([^']+)'/g)].map(([, reason = '']) => reason))

test('every reason of an answer has words for people', () => {
  expect(named.length).toBeGreaterThan(15)
  const ofCalls = Object.values(REALISM_REASONS).filter((reason) => !reason.startsWith('realism:callback-'))
  expect([...named, ...ofCalls, 'fault:12'].filter((reason) => !hasWords(reason))).toEqual([])
})
