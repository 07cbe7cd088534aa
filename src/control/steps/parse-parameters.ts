import type * as z from 'zod'
import type { Step } from '../control-call.ts'
import { explainIssues } from '../explain-issues.ts'

/** Parses path and query by the schemas of the operation. Throws ControlError. */
export const parseParameters: Step = (call, next) => {
  const { context, operation } = call
  call.path = parse(operation.pathFields, context.req.param())
  call.query = parse(operation.queryFields, context.req.query())
  return next(call)
}

/** Throws ControlError with every mistake at once. */
export function parse(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  if (!result.success) throw explainIssues(result.error.issues, { value, schema })
  return result.data
}
