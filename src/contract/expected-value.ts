import type { $ZodIssue } from 'zod/v4/core'
import { listAnd, listOr } from '../domain/list-words.ts'

/** The words in which mistakes in scenarios and in control calls say what a schema expects, and what is there instead. */

/** The kinds of values by their names in schemas. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields and their values',
  record: 'fields and their values',
  null: 'null',
}

/** Whether an issue has the message of its schema, and not one of the library. */
export const hasOwnWords = ({ message }: $ZodIssue): boolean => !/^(?:Invalid|Unrecognized|Too) /.test(message)

/** Says what a schema expects where it found an issue: `a number of at least 1`. `kinds` has other words for some kinds of values. */
export function expectedBy(issue: $ZodIssue, kinds: Readonly<Record<string, string>> = {}): string {
  if (hasOwnWords(issue)) return issue.message.replace(/^(?:must be|must have|give) /, '')
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? KINDS[issue.expected] ?? issue.expected
    case 'invalid_value':
      return listOr(issue.values.map((each) => describe(each)))
    case 'too_small':
      return bounded('at least', issue.origin, issue.minimum, issue.inclusive)
    case 'too_big':
      return bounded('at most', issue.origin, issue.maximum, issue.inclusive)
    default:
      return issue.message
  }
}

/** The units that the bounds of a text and a list are counted in. */
const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'element' }

function bounded(words: string, origin: string, bound: number | bigint, inclusive = true): string {
  const kind = KINDS[origin] ?? 'something'
  if (!inclusive) return `${kind} ${words === 'at least' ? 'above' : 'below'} ${bound}`
  const unit = UNITS[origin]
  return `${kind} of ${words} ${bound}${unit === undefined ? '' : ` ${unit}${bound === 1 ? '' : 's'}`}`
}

/** Describes a value so that its writer recognises it. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value)
    return keys.length === 0 ? 'nothing' : keys.length > 6 ? `${keys.slice(0, 6).join(', ')}, ...` : listAnd(keys)
  }
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}..."` : text
}
