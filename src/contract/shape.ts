import { type ApiVersion, holdsIn } from '../domain/api-version.ts'
import type { Dialect } from '../domain/dialect.ts'
import type { DomainError } from '../domain/errors.ts'
import { DIALECT_DIFFERENCES } from './dialects.ts'
import type { Difference, Query } from './difference.ts'
import { type ErrorType, presentError, type WireError } from './errors.ts'
import type { JsonSchema } from './json-schema.ts'
import type { Operation } from './operation.ts'
import { type StepCall, sequence } from './reshape.ts'
import { VERSION_DIFFERENCES } from './versions.ts'

/** How one operation of one version and dialect differs from v2.4 as it was observed. */
export interface Shape {
  /** What is asked for when this is asked for. */
  readonly query: (query: Query) => Query
  /** An answer made of JSON. */
  readonly answer: (wire: unknown, call: StepCall) => unknown
  /** An element of a list that is put together from texts. */
  readonly element: (text: string, fact: unknown) => string
  /** Whether answers of JSON are left as they are, beside their elements. */
  readonly leavesAnswers: boolean
  /** An answer that is text. */
  readonly text: (text: string) => string
  /** The type that an answer of JSON has. */
  readonly contentType: 'application/json' | 'text/plain'
  readonly errorType: ErrorType
  readonly error: (error: DomainError) => WireError
  /** The schema of an answer. */
  readonly schema: (schema: JsonSchema) => JsonSchema
  /** The statuses that errors may have here although the operation does not have them, and those that they cannot have. */
  readonly statuses: (statuses: readonly number[]) => readonly number[]
}

/** The rows that hold for an operation, versions before dialects. */
export const differencesOf = ({ operationId }: Operation, version: ApiVersion, dialect: Dialect): Difference[] =>
  [...VERSION_DIFFERENCES, ...(dialect === 'documented' ? DIALECT_DIFFERENCES : [])].filter(
    (row) => holdsIn(row, version) && touches(row, operationId),
  )

const touches = (row: Difference, operationId: string): boolean =>
  [row.answers, row.elements, row.texts, row.contentTypes, row.errorTypes, row.errors, row.queries].some(
    (part) => part !== undefined && (operationId in part || '*' in part),
  )

function makeShape({ operationId }: Operation, rows: readonly Difference[]): Shape {
  const elements = rows.flatMap(({ elements }) => elements?.[operationId] ?? [])
  const steps = rows.flatMap(({ answers }) => answers?.[operationId] ?? [])
  const { value, schema } = sequence(steps)
  const queries = rows.flatMap(({ queries }) => queries?.[operationId] ?? [])
  const texts = rows.flatMap(({ texts }) => texts?.[operationId] ?? [])
  const moved = Object.assign({}, ...rows.flatMap(({ errors }) => [errors?.['*'], errors?.[operationId]]))
  return {
    query: (query) => queries.reduce((changed, change) => change(changed), query),
    answer: value,
    element: (text, fact) => elements.reduce((changed, change) => change(changed, fact), text),
    leavesAnswers: rows.every(({ answers, elements }) => !answers?.[operationId] || elements?.[operationId]),
    text: (text) => texts.reduce((changed, change) => change(changed), text),
    contentType: rows.find(({ contentTypes }) => contentTypes?.[operationId])?.contentTypes?.[operationId] ?? JSON_TYPE,
    errorType: rows.find(({ errorTypes }) => errorTypes?.[operationId])?.errorTypes?.[operationId] ?? JSON_TYPE,
    error: (error) => {
      const wire = presentError(error)
      return { ...wire, status: moved[error.code] ?? wire.status }
    },
    schema: (given) => (Array.isArray(given.anyOf) ? { anyOf: given.anyOf.map(schema) } : schema(given)),
    statuses: (statuses) => [...new Set([...statuses, ...(Object.values(moved) as number[])])].sort(),
  }
}

const JSON_TYPE = 'application/json'

const keyOf = (version: ApiVersion, dialect: Dialect): string => `${version} ${dialect}`

/**
 * How an operation differs from v2.4 as it was observed, by version and dialect, worked out once. Undefined where it does
 * not: nothing is then to be done to an answer.
 */
export function shapesOf(operation: Operation): (version: ApiVersion, dialect: Dialect) => Shape | undefined {
  // Each is made when it is first asked for: most are never called by.
  const shapes = new Map<string, Shape | undefined>()
  return (version, dialect) => {
    const key = keyOf(version, dialect)
    if (!shapes.has(key)) {
      const rows = differencesOf(operation, version, dialect)
      shapes.set(key, rows.length > 0 ? makeShape(operation, rows) : undefined)
    }
    return shapes.get(key)
  }
}
