import type * as z from 'zod'
import { DomainError, type ErrorDetail, type VendorErrorCode } from '../domain/errors.ts'

/** The errors that fields of requests name for themselves, by failsWith. */
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
 * The error for a request that its schema refuses, told by the name of the field: the one that the field has of its own,
 * else the usual one. What cannot be read at all comes before what breaks a rule, as a decoder finds it first.
 */
export function refusalOf(error: z.ZodError, usual: 'invalid_parameter' | 'malformed_body'): DomainError {
  const issues = error.issues.flatMap(withinUnion)
  const unreadable = issues.find(({ message }) => !FIELD_ERRORS.has(message))
  const first = unreadable ?? issues[0]
  if (!first) return new DomainError(usual)
  return new DomainError(unreadable ? usual : (first.message as VendorErrorCode), detailOf(first))
}

/** The issues of the form that is meant: of several forms, the one in which all can be read. */
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
