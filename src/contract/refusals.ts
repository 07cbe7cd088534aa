import type * as z from 'zod'
import { DomainError, type ErrorDetail, type VendorErrorCode } from '../domain/errors.ts'

/** The errors that fields of requests choose for themselves with `failsWith`. */
const FIELD_ERRORS: ReadonlySet<string> = new Set<VendorErrorCode>([
  'invalid_order_type',
  'invalid_quantity',
  'malformed_iccid',
  'message_length',
  'message_sender',
  'minimum_top_up',
  'missing_parameter',
])

type Issue = z.core.$ZodIssue

/**
 * Makes the error for a request that its schema refuses: the error of the field, else the generic one, with the field's name.
 * A value that cannot be read comes before one that breaks a rule, since a decoder finds it first.
 */
export function refusalOf(error: z.ZodError, generic: 'invalid_parameter' | 'malformed_body'): DomainError {
  const issues = error.issues.flatMap(withinUnion)
  const unreadable = issues.find(({ message }) => !FIELD_ERRORS.has(message))
  const first = unreadable ?? issues[0]
  if (!first) return new DomainError(generic)
  return new DomainError(unreadable ? generic : (first.message as VendorErrorCode), detailOf(first))
}

/** The issues of the intended form: among the alternatives of a union, the one in which every value can be read. */
function withinUnion(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const forms = issue.errors.map((form) => form.flatMap(withinUnion))
  return forms.find((form) => form.length > 0 && form.every(({ message }) => FIELD_ERRORS.has(message))) ?? [issue]
}

function detailOf(issue: Issue): ErrorDetail {
  const name = issue.path.findLast((part) => typeof part === 'string') ?? ''
  return {
    name,
    ...('minimum' in issue ? { minimum: Number(issue.minimum) } : {}),
    ...(typeof issue.input === 'string' ? { given: issue.input } : {}),
  }
}
