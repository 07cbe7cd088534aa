import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { CONTROL_OPERATIONS } from '../src/contract/control/operations.ts'
import { type Described, type Example, exampleCall } from '../src/contract/examples/call.ts'
import { CONTROL_EXAMPLES } from '../src/contract/examples/control.ts'
import { VENDOR_EXAMPLES } from '../src/contract/examples/vendor.ts'
import { ALL_OPERATIONS } from '../src/contract/operations.ts'

const APIS: readonly (readonly [
  name: string,
  operations: readonly Described[],
  examples: Readonly<Record<string, Example>>,
])[] = [
  ['the vendor API', ALL_OPERATIONS, VENDOR_EXAMPLES],
  ['the control API', CONTROL_OPERATIONS, CONTROL_EXAMPLES],
]

describe.each(APIS)('examples of %s', (_, operations, examples) => {
  test.each(operations)('$operationId: what it asks and what it answers is what the contract says', (operation) => {
    const { path, query, body, answer } = exampleCall(operation, examples[operation.operationId])
    operation.pathFields.parse(path)
    // An unknown parameter would do nothing, and show nobody how it is done.
    expect(Object.keys(operation.queryFields.shape)).toEqual(expect.arrayContaining(Object.keys(query)))
    operation.queryFields.parse(lists(operation, query))
    expect(body === undefined).toBe(operation.body === undefined)
    if (operation.body) operation.body.parse(body)
    if (answer !== undefined) operation.answer.parse(answer)
  })

  test('there are none of calls that do not exist', () => {
    const ids = operations.map(({ operationId }) => operationId)
    expect(Object.keys(examples).filter((id) => !ids.includes(id))).toEqual([])
  })
})

/** A parameter that may be repeated is read as a list. */
const lists = ({ queryFields }: Described, query: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => {
      const field = queryFields.shape[name] as z.ZodType
      return [name, field.safeParse([value]).success ? [value] : value]
    }),
  )
