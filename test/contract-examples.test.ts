import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import type { Call } from '../src/contract/call.ts'
import { CONTROL_OPERATIONS } from '../src/contract/control/operations.ts'
import { exampleCall } from '../src/contract/examples/example-call.ts'
import { ALL_OPERATIONS } from '../src/contract/operations.ts'

const APIS: readonly (readonly [name: string, operations: readonly Call[]])[] = [
  ['the vendor API', ALL_OPERATIONS],
  ['the control API', CONTROL_OPERATIONS],
]

describe.each(APIS)('examples of %s', (_, operations) => {
  test.each(operations)('$operationId: what it asks and what it answers is what the contract says', (operation) => {
    const { path, query, body, answer } = exampleCall(operation)
    operation.pathFields.parse(path)
    // An unknown parameter would do nothing, and show nobody how it is done.
    expect(Object.keys(path)).toEqual(expect.arrayContaining(Object.keys(operation.example?.path ?? {})))
    expect(Object.keys(operation.queryFields.shape)).toEqual(expect.arrayContaining(Object.keys(query)))
    operation.queryFields.parse(lists(operation, query))
    expect(body === undefined).toBe(operation.body === undefined)
    if (operation.body) operation.body.parse(body)
    if (answer !== undefined) operation.answer.parse(answer)
  })
})

/** A parameter that may be repeated is read as a list. */
const lists = ({ queryFields }: Call, query: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => {
      const field = queryFields.shape[name] as z.ZodType
      return [name, field.safeParse([value]).success ? [value] : value]
    }),
  )
