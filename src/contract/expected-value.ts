import type { $ZodIssue } from 'zod/v4/core'
import { listAnd, listOr } from '../domain/list-words.ts'
import { isKeyName } from '../domain/redaction.ts'

/** The words in which refusals say what is expected, and what came instead: of scenarios, control calls and options. */

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

/** Tells whether an issue has the message of its schema, and not one of the library. */
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
  if (typeof value === 'function') return 'a function'
  // JSON has no words for the others, such as NaN and 5n.
  return typeof value === 'string' ? quote(value) : String(value)
}

/** Shortens a text that is too long to be told. */
export const shorten = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 3)}...` : text

/** Characters of a value in a refusal. */
const LONGEST = 80

const quote = (text: string): string => `"${shorten(JSON.stringify(text.slice(0, LONGEST)).slice(1, -1), LONGEST - 2)}"`

/** Ends a refusal with the value of a field: `not 7`, `and is missing`. Keys, tokens and passwords are not repeated. */
export const foundInstead = (name: string, value: unknown): string =>
  value === undefined ? 'and is missing' : `not ${describeField(name, value)}`

/** Describes the value of a field: `"soon"`, `{"by":1}`. Keys, tokens and passwords are not repeated. */
export function describeField(name: string, value: unknown): string {
  if (typeof value === 'string') {
    if (isSecret(name) && value !== '') return `the ${count(value.length, 'character')} that came`
    const shown = quote(withoutCredentials(name, value))
    return value.length > LONGEST ? `${shown} (${count(value.length, 'character')})` : shown
  }
  if (typeof value === 'number' && isSecret(name)) return 'a number'
  if (typeof value !== 'object' || value === null) return describe(value)
  if (!isPlain(value)) return `an object of ${Object.getPrototypeOf(value).constructor.name}`
  const json = JSON.stringify(withoutSecrets(name, value))
  if (!Array.isArray(value) || json.length <= LONGEST) return json === '[]' ? describe(value) : shorten(json, LONGEST)
  return `a list of ${count(value.length, 'element')}`
}

const count = (number: number, unit: string): string => `${number} ${unit}${number === 1 ? '' : 's'}`

/** Tells whether the fields, options and headers of this name have secret values, one (`apiKey`) or many (`apiKeys`). */
const isSecret = (name: string): boolean => isKeyName(name.replace(/s$/i, ''))

const isPlain = (value: object): boolean =>
  Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value))

/** Takes the user, the password, the query and the fragment out of a URL, or of a text in the place of one. */
const withoutCredentials = (name: string, text: string): string =>
  text.includes('://') || /url$/i.test(name)
    ? text.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, '$1...@').replace(/([?#]).*$/s, '$1...')
    : text

/** Levels of an object that a refusal shows. */
const DEEPEST = 4

/** Copies the beginning of a list or an object, as far as a refusal shows it, without its secrets. */
function withoutSecrets(name: string, value: unknown, depth = 0): unknown {
  if (isSecret(name) && ['string', 'number', 'bigint'].includes(typeof value)) return '...'
  if (typeof value === 'string') return shorten(withoutCredentials(name, value), LONGEST)
  if (!isObject(value)) return typeof value === 'bigint' ? String(value) : value
  if (depth === DEEPEST) return '...'
  if (Array.isArray(value)) return value.slice(0, LONGEST).map((each) => withoutSecrets(name, each, depth + 1))
  const entries = Object.entries(value).slice(0, LONGEST)
  const named = (key: string): string => (isSecret(name) ? name : key)
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutSecrets(named(key), each, depth + 1)]))
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
