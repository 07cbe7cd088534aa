import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Operation } from '../../src/contract/operation.ts'
import { OPERATIONS } from '../../src/contract/operations.ts'
import { BASE_VERSION, DOCUMENTED_ROOT, isInSpan } from '../../src/domain/api-version.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createWorld } from '../support/example-calls.ts'
import { BUNDLES } from '../support/trade.ts'
import { USUAL_STATUSES, VENDOR_STATUSES } from '../support/vendor-document.ts'

// The form of every answer is checked by the api itself; a failure of the emulator is thrown by it.
const ANSWERED: readonly number[] = [200, 201, 400, 403]

/** A version that has the operation. */
const versionFor = ({ since, until }: Operation): string => since ?? until ?? BASE_VERSION

/** What one operation answers at one base URL. */
interface Target {
  readonly operation: Operation
  readonly prefix: string
  readonly statuses: readonly number[]
}

/** Operations as observed, and those of the vendor's document at its own base URL, with the statuses that it lists. */
const targetsOf = (operations: readonly Operation[]): [string, Target][] =>
  operations.flatMap((operation) => {
    const { operationId } = operation
    const observed = { operation, prefix: `/v${versionFor(operation)}`, statuses: ANSWERED }
    const usual: [string, Target] = [operationId, observed]
    if (versionFor(operation) > BASE_VERSION) return [usual]
    const documented = {
      operation,
      prefix: `${DOCUMENTED_ROOT}/v${BASE_VERSION}`,
      statuses: VENDOR_STATUSES[operationId] ?? USUAL_STATUSES,
    }
    return isInSpan(operation, BASE_VERSION) ? [usual, [`${operationId}, as documented,`, documented]] : [usual]
  })

/** Names that every object of the language answers to. */
const OBJECT_NAMES = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty']

const texts = (known: readonly string[]) =>
  fc.oneof(
    fc.constantFrom(...known),
    fc.string(),
    fc.constantFrom('', '0', '-1', '%', '\u0000'),
    fc.constantFrom(...OBJECT_NAMES),
  )

const FIELDS = [
  'type',
  'assign',
  'order',
  'Order',
  'item',
  'quantity',
  'iccids',
  'allowReassign',
  'profileID',
  'name',
  'bundle',
  'bundles',
  'iccid',
  'repeat',
  'startTime',
  'usageId',
  'message',
  'from',
  'customerRef',
  ...OBJECT_NAMES,
]

/** JSON that looks like a body here and there. */
const bodies = (known: readonly string[]): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      texts(known),
      fc.constantFrom(null, true, false, 0, 1, 2, -1, 0.5, 1e21, 5e9, 'validate', 'transaction', 'bundle'),
      tie('object'),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
    object: fc.dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 6 }),
  })).object as fc.Arbitrary<unknown>

async function createKnown() {
  const { api } = await createTestEmulator()
  const world = await createWorld(api)
  return {
    api,
    known: [...Object.values(BUNDLES), world.iccid, world.orderReference, world.assignmentId, String(world.usageId)],
  }
}

const fill = (operation: Operation, values: readonly string[]): string => {
  let next = 0
  return operation.path.replace(/\{\w+\}/g, () => {
    const value = values[next++ % values.length] ?? ''
    // What a URL takes for steps between folders makes another path of it.
    return encodeURIComponent(/^\.{0,2}$/.test(value) ? 'x' : value)
  })
}

test.each(targetsOf(OPERATIONS.filter(({ body }) => body !== undefined)))(
  '%s answers any body in the form of the vendor',
  async (_, { operation, prefix, statuses }) => {
    const { api, known } = await createKnown()
    const property = fc.asyncProperty(
      fc.array(texts(known), { minLength: 1, maxLength: 3 }),
      bodies(known),
      async (values, body) => {
        const answer = await api.call(operation.method, fill(operation, values), { body, prefix })
        expect(statuses).toContain(answer.status)
      },
    )
    await fc.assert(property, { numRuns: 60 })
  },
  30_000,
)

test.each(
  targetsOf(
    OPERATIONS.filter(({ method, contentTypes }) => method === 'GET' && contentTypes[0] === 'application/json'),
  ),
)(
  '%s answers any path and query in the form of the vendor',
  async (_, { operation, prefix, statuses }) => {
    const { api, known } = await createKnown()
    const names = [...Object.keys(operation.queryFields.shape), 'unknown', ...OBJECT_NAMES]
    const query = fc.array(
      fc.tuple(fc.constantFrom(...names), texts([...known, 'gte:2026-01-01T00:00:00Z', 'iccid', 'desc', '10'])),
      { maxLength: 4 },
    )
    const property = fc.asyncProperty(
      fc.array(texts(known), { minLength: 1, maxLength: 3 }),
      query,
      async (values, pairs) => {
        const path = `${fill(operation, values)}?${new URLSearchParams(pairs)}`
        const answer = await api.get(path, { prefix })
        expect(statuses).toContain(answer.status)
      },
    )
    await fc.assert(property, { numRuns: 40 })
  },
  30_000,
)
