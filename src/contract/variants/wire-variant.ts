import { type ApiVersion, isInSpan } from '../../domain/api-version.ts'
import { BASE_RULES, type CallRules, type Dialect } from '../../domain/dialect.ts'
import type { DomainError } from '../../domain/errors.ts'
import { type ErrorType, presentError, type WireError } from '../errors.ts'
import type { JsonSchema } from '../json-schema.ts'
import type { ErrorStatus, Operation } from '../operation.ts'
import { DIALECT_DIFFERENCES } from './dialect-differences.ts'
import type { Difference, Query } from './difference.ts'
import { sequence, type TransformCall } from './transform.ts'
import { VERSION_DIFFERENCES } from './version-differences.ts'

/**
 * A wire variant is the form of one operation in one version and dialect: `listOrders` in v2.2, `getEsim` in v2.5 as
 * documented. Presenters know one form, the baseline: v2.4 as observed. A variant is the baseline with rows of differences
 * applied to it.
 *
 * - `version-differences.ts` and `dialect-differences.ts` are the tables; `difference.ts` says what a row can change.
 * - A row changes answers with the functions in `transform.ts`. They change the schema alike, so the OpenAPI documents and
 *   the conformance check follow from the same row.
 * - `documented-answers.ts` and `documented-requests.ts` hold pieces of the vendor's documents that rows share.
 * - `hidden-fields.ts` lets an answer carry fields that the baseline does not send.
 */
export interface WireVariant {
  readonly rules: CallRules
  /** The description in the OpenAPI document; undefined leaves the operation's own. */
  readonly description: string | undefined
  /** Query parameters that the operation does not have in this variant. */
  readonly ignores: ReadonlySet<string>
  /** Changes the query before it is parsed. */
  readonly query: (query: Query) => Query
  /** Query parameters that are described although they only stand in for fields of the body. */
  readonly standIns: readonly string[]
  /** Changes the schema of a request body. */
  readonly body: (schema: JsonSchema) => JsonSchema
  /** Changes a JSON answer. */
  readonly answer: (wire: unknown, call: TransformCall) => unknown
  /** Changes an element of a list that is put together from JSON texts. */
  readonly element: (text: string, fact: unknown) => string
  /** Whether a JSON answer that is text already needs no `answer`: at most its elements changed. */
  readonly keepsJsonText: boolean
  /** Changes an answer that is text, such as CSV. */
  readonly text: (text: string) => string
  /** The content type of a JSON answer. */
  readonly contentType: 'application/json' | 'text/plain'
  /** The content type of an error. */
  readonly errorType: ErrorType
  readonly error: (error: DomainError) => WireError
  /** Changes the schema of an answer. */
  readonly schema: (schema: JsonSchema) => JsonSchema
  /** The statuses that errors may have; the argument is those of the baseline. */
  readonly statuses: (statuses: readonly ErrorStatus[]) => readonly ErrorStatus[]
}

/** The rows that apply to an operation, those of versions first. */
const differencesOf = (operation: Operation, version: ApiVersion, dialect: Dialect): Difference[] =>
  [...VERSION_DIFFERENCES, ...(dialect === 'documented' ? DIALECT_DIFFERENCES : [])].filter(
    (row) => isInSpan(row, version) && touches(row, nameInTables(operation)),
  )

/** The key of an operation in the tables of differences. */
const nameInTables = ({ presentedAs, operationId }: Operation): string => presentedAs ?? operationId

const touches = (row: Difference, operationId: string): boolean =>
  DIFFERENCE_PARTS.some((name) => {
    const part = row[name]
    return part !== undefined && (operationId in part || '*' in part)
  })

/** The parts of a row that are keyed by operationId. */
export const DIFFERENCE_PARTS = [
  'answers',
  'elements',
  'texts',
  'contentTypes',
  'errorTypes',
  'errors',
  'statuses',
  'ignores',
  'rules',
  'descriptions',
  'bodies',
  'standIns',
  'queries',
] as const satisfies readonly (keyof Difference)[]

function makeVariant(operation: Operation, rows: readonly Difference[]): WireVariant {
  const operationId = nameInTables(operation)
  const elements = rows.flatMap(({ elements }) => elements?.[operationId] ?? [])
  const transforms = rows.flatMap(({ answers }) => answers?.[operationId] ?? [])
  const { value, schema } = sequence(transforms)
  const queries = rows.flatMap(({ queries }) => queries?.[operationId] ?? [])
  const bodies = rows.flatMap(({ bodies }) => bodies?.[operationId] ?? [])
  const texts = rows.flatMap(({ texts }) => texts?.[operationId] ?? [])
  const moved = Object.assign({}, ...rows.flatMap(({ errors }) => [errors?.['*'], errors?.[operationId]]))
  const listed = rows.map(({ statuses }) => statuses?.[operationId] ?? statuses?.['*']).find((each) => each)
  const ignores = new Set(rows.flatMap(({ ignores }) => ignores?.[operationId] ?? []))
  const isKept = ([name]: readonly [string, unknown]): boolean => !ignores.has(name)
  return {
    rules: Object.assign({ ...BASE_RULES }, ...rows.map(({ rules }) => rules?.[operationId])),
    description: rows.findLast(({ descriptions }) => descriptions?.[operationId])?.descriptions?.[operationId],
    ignores,
    query: (query) =>
      queries.reduce((changed, change) => change(changed), Object.fromEntries(Object.entries(query).filter(isKept))),
    standIns: rows.flatMap(({ standIns }) => standIns?.[operationId] ?? []),
    body: (schema) => bodies.reduce((changed, change) => change(changed), schema),
    answer: value,
    element: (text, fact) => elements.reduce((changed, change) => change(changed, fact), text),
    keepsJsonText: rows.every(({ answers, elements }) => !answers?.[operationId] || elements?.[operationId]),
    text: (text) => texts.reduce((changed, change) => change(changed), text),
    contentType: rows.find(({ contentTypes }) => contentTypes?.[operationId])?.contentTypes?.[operationId] ?? JSON_TYPE,
    errorType: rows.find(({ errorTypes }) => errorTypes?.[operationId])?.errorTypes?.[operationId] ?? JSON_TYPE,
    error: (error) => {
      const wire = presentError(error)
      return { ...wire, status: moved[error.code] ?? wire.status }
    },
    schema: (original) => (Array.isArray(original.anyOf) ? { anyOf: original.anyOf.map(schema) } : schema(original)),
    statuses: (statuses) => listed ?? [...new Set([...statuses, ...(Object.values(moved) as ErrorStatus[])])].sort(),
  }
}

const JSON_TYPE = 'application/json'

const keyOf = (version: ApiVersion, dialect: Dialect): string => `${version} ${dialect}`

/**
 * Gives the wire variants of an operation by version and dialect. Undefined is the baseline: an answer is sent as the handler
 * returned it. Each variant is made on its first use, since most are never called, and then kept.
 */
export function variantsOf(operation: Operation): (version: ApiVersion, dialect: Dialect) => WireVariant | undefined {
  const variants = new Map<string, WireVariant | undefined>()
  return (version, dialect) => {
    const key = keyOf(version, dialect)
    if (!variants.has(key)) {
      const rows = differencesOf(operation, version, dialect)
      variants.set(key, rows.length > 0 ? makeVariant(operation, rows) : undefined)
    }
    return variants.get(key)
  }
}
