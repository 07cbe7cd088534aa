import type * as z from 'zod'
import type { $ZodIssue } from 'zod/v4/core'
import { describeField, expectedBy, foundInstead, hasOwnWords, shorten } from '../contract/expected-value.ts'
import { fieldsAt, valueAt } from '../contract/schema-fields.ts'
import { listAnd, listOr } from '../domain/list-words.ts'
import { findNearestWords } from '../domain/spelling.ts'
import { ControlError } from './errors.ts'

/** Lists the mistakes in a body, a path or a query: their places, what is expected there, and what came instead. */
export function explainIssues(issues: readonly $ZodIssue[], refused: Refused): ControlError {
  const lines = explainFirst(withoutFollowing(issues), refused, [])
  return new ControlError(422, 'invalid_request', [...new Set(lines)].join('; '))
}

/** Mistakes that one refusal tells: a body may have as many as it has values. */
const MOST_TOLD = 50

/** Explains the first issues, and counts the others. */
const explainFirst = (issues: readonly $ZodIssue[], refused: Refused, above: Place): string[] => [
  ...issues.slice(0, MOST_TOLD).flatMap((issue) => explainIssue(issue, refused, above)),
  ...countOthers(issues),
]

const countOthers = ({ length }: readonly unknown[]): string[] =>
  length > MOST_TOLD ? [`and ${length - MOST_TOLD} more`] : []

/** A value, and the schema that refuses it. */
interface Refused {
  readonly value: unknown
  readonly schema: z.ZodType
}

type Place = readonly PropertyKey[]

/** Leaves out what a schema finds in a value that is of another type at all. */
function withoutFollowing(issues: readonly $ZodIssue[]): $ZodIssue[] {
  const mistyped = new Set(issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => path.join('.')))
  return issues.filter(
    ({ code, path }) => ['invalid_type', 'invalid_union'].includes(code ?? '') || !mistyped.has(path.join('.')),
  )
}

/** Characters of a place in a body: its parts are as long as their writer likes. */
const LONGEST_PLACE = 200

function explainIssue(issue: $ZodIssue, refused: Refused, above: Place): string[] {
  const path = [...above, ...issue.path]
  const place = shorten(path.map(String).join('.'), LONGEST_PLACE)
  const name = String(path.findLast((part) => typeof part === 'string') ?? '')
  const found = valueAt(refused.value, path)
  // The place ends in the key that is wrong.
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => `${place}: ${message}`)
  if (hasOwnWords(issue)) {
    return [`${place === '' ? '' : `${place}: `}${withFound(issue.message, name, found)}`]
  }
  if (issue.code === 'unrecognized_keys') {
    return explainUnknown(issue.keys, {
      place,
      known: fieldsAt(refused.schema, path),
      given: Object.keys(found as object),
    })
  }
  if (isOfNoForm(issue)) return [refuse(listOr(issue.options.map((each) => describeField(name, each))))]
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return explainForms(issue.errors, refused, path) ?? [refuse(listOr([...new Set(expectations(issue))]))]
  }
  return [refuse(expectedInJson(issue))]

  function refuse(expected: string): string {
    // A text in the place of a whole body may be the key that a field of it should have.
    const kind = isJsonObject(found) ? 'an object' : place === '' && typeof found === 'string' ? 'a text' : undefined
    const instead = kind === undefined ? foundInstead(name, found) : `not ${kind}`
    return `${place === '' ? 'the body' : `${place}:`} must be ${expected}, ${instead}`
  }
}

/** Adds to a message of a schema what came instead. */
const withFound = (message: string, name: string, found: unknown): string =>
  /^(?:must|give) [^:;]*$/.test(message)
    ? `${message}, ${foundInstead(name, found)}`
    : `${message}; ${found === undefined ? 'it is missing' : `what came is ${describeField(name, found)}`}`

/** Tells whether no form of a union has the value of the field that tells the forms apart. */
const isOfNoForm = (issue: $ZodIssue): issue is $ZodIssue & { readonly options: readonly unknown[] } =>
  issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)

interface Surroundings {
  readonly place: string
  /** The fields that the schema has there, in any of its forms, and those that were given. */
  readonly known: readonly string[]
  readonly given: readonly string[]
}

/** Names the fields that are meant in place of unknown ones, or all that are known where no name is near. */
function explainUnknown(keys: readonly string[], { place, known, given }: Surroundings): string[] {
  const named = (key: string) => shorten(place === '' ? key : `${place}.${key}`, LONGEST_PLACE)
  const unknown = new Set(keys)
  const others: string[] = []
  const lines = keys.slice(0, MOST_TOLD).flatMap((key) => {
    // Another form of the union has it.
    if (known.includes(key)) {
      return `unknown field ${named(key)} beside ${listAnd(given.filter((each) => !unknown.has(each)))}`
    }
    const meant = findNearestWords(key, known)
    if (meant.length > 0) return `unknown field ${named(key)}: did you mean ${listOr(meant)}?`
    others.push(named(key))
    return []
  })
  const hint = known.length === 0 ? 'there is none here' : `there is ${known.join(', ')}`
  if (others.length > 0) lines.push(`unknown field ${others.join(', ')}: ${hint}`)
  return [...lines, ...countOthers(keys)]
}

const isJsonObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

const expectedInJson = (issue: $ZodIssue): string => expectedBy(issue, { object: 'an object', record: 'an object' })

const expectations = (issue: $ZodIssue): string[] =>
  issue.code === 'invalid_union' ? issue.errors.flat().flatMap(expectations) : [expectedInJson(issue)]

/** The mistakes of the form of a union that the value comes closest to. Undefined for a value of no form's type. */
function explainForms(forms: readonly (readonly $ZodIssue[])[], refused: Refused, path: Place): string[] | undefined {
  const isOfAnotherForm = (issue: $ZodIssue) =>
    issue.code === 'unrecognized_keys' ||
    isOfNoForm(issue) ||
    valueAt(refused.value, [...path, ...issue.path]) === undefined
  const [closest] = forms
    .filter((form) => !form.some(({ code, path }) => path.length === 0 && OF_ANOTHER_TYPE.has(code)))
    .map((form) => ({ form, misfits: form.filter(isOfAnotherForm).length }))
    .sort((a, b) => a.misfits - b.misfits || a.form.length - b.form.length)
  return closest && explainFirst(closest.form, refused, path)
}

const OF_ANOTHER_TYPE: ReadonlySet<string | undefined> = new Set(['invalid_type', 'invalid_value', 'invalid_union'])
