import type * as z from 'zod'
import type { $ZodIssue } from 'zod/v4/core'
import { listOr } from '../../domain/list-words.ts'
import { findClosestWord } from '../../domain/spelling.ts'
import { describe, expectedBy, hasOwnWords } from '../expected-value.ts'
import { fieldsAt, valueAt } from '../schema-fields.ts'

export type Path = readonly (string | number)[]

/** A mistake in a scenario: its place, the value found there and the one expected. */
export interface Mistake {
  readonly path: Path
  readonly found: string
  readonly expected: string
}

/** `esims[2].bundles[0].state`; the whole file is empty. */
export const renderPath = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('')

/** Every mistake that a schema finds in a value, all at once. */
export function findMistakes(schema: z.ZodType, value: unknown): Mistake[] {
  const result = schema.safeParse(value)
  return result.success ? [] : result.error.issues.flatMap((issue) => explain(issue, schema, value, []))
}

function explain(issue: $ZodIssue, schema: z.ZodType, value: unknown, above: Path): Mistake[] {
  const path = [...above, ...(issue.path as (string | number)[])]
  const input = valueAt(value, path)
  const found = describe(input)
  switch (issue.code) {
    case 'unrecognized_keys':
      if (hasOwnWords(issue)) return [{ path, found, expected: issue.message }]
      return issue.keys.map((key) => ({
        path: [...path, key],
        found: 'a field that is not known here',
        expected: expectedField(key, fieldsAt(schema, path)),
      }))
    case 'invalid_union':
      // The forms differ in one field, the discriminator, and that field is wrong.
      if ('options' in issue && Array.isArray(issue.options)) {
        return [{ path, found, expected: listOr(issue.options.map((each) => describe(each))) }]
      }
      if (hasOwnWords(issue)) return [{ path, found, expected: issue.message }]
      return explainUnion(issue.errors, schema, value, path)
    default:
      return [{ path, found: foundBy(issue) ?? found, expected: expectedBy(issue) }]
  }
}

/** Explains the form of a union that the value comes closest to; a value of no form's type gets all that was expected. */
function explainUnion(branches: $ZodIssue[][], schema: z.ZodType, value: unknown, path: Path): Mistake[] {
  const [fitting] = branches
    .filter((issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0))
    .sort((a, b) => a.length - b.length)
  if (fitting) return fitting.flatMap((issue) => explain(issue, schema, value, path))
  const expected = branches.flat().flatMap((issue) => explain(issue, schema, value, path).map((each) => each.expected))
  return [{ path, found: describe(valueAt(value, path)), expected: listOr([...new Set(expected)]) }]
}

/** The finding that one of our own checks reports; undefined where it is just the value. */
const foundBy = (issue: $ZodIssue): string | undefined =>
  issue.code === 'custom' && typeof issue.params?.found === 'string' ? issue.params.found : undefined

function expectedField(key: string, known: readonly string[]): string {
  const close = findClosestWord(key, known)
  return close === undefined ? listOr(known) : `${close} instead`
}
