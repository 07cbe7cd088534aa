import { expect, test } from 'vitest'
import { inOnePiece } from '../../src/state/engine/in-pieces.ts'
import { describeBooks } from '../../src/ui/docs/reference.ts'
import { findOperation } from '../support/conformance.ts'

const entries = inOnePiece(describeBooks())
  .flatMap(({ chapters }) => chapters)
  .flatMap((chapter) => chapter.entries)
  .filter(({ api }) => api === 'vendor')

test.each(entries)('the reference page shows $operationId at a path that has it', ({ operationId, method, path }) => {
  const known = { '{reference}': '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10', '{matchingId}': 'AB1CD-EF2GH-IJ3KL-MN4OP' }
  const filled = path.replace(/\{\w+\}/g, (name) => known[name as keyof typeof known] ?? 'x')
  expect(findOperation(method, filled)?.operationId).toBe(operationId)
})
