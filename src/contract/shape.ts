import { type ApiVersion, holdsIn } from '../domain/api-version.ts'
import { BASE_RULES, type CallRules, type Dialect } from '../domain/dialect.ts'
import type { DomainError } from '../domain/errors.ts'
import { DIALECT_DIFFERENCES } from './dialects.ts'
import type { Difference, Query } from './difference.ts'
import { type ErrorType, presentError, type WireError } from './errors.ts'
import type { JsonSchema } from './json-schema.ts'
import type { ErrorStatus, Operation } from './operation.ts'
import { type StepCall, sequence } from './reshape.ts'
import { VERSION_DIFFERENCES } from './versions.ts'

/** How one operation of one version and dialect differs from v2.4 as it was observed. */
export interface Shape {
  readonly rules: CallRules
  /** What the OpenAPI document says of the operation, where that is something else here. */
  readonly description: string | undefined
  /** Query parameters that the operation does not have here. */
  readonly ignores: ReadonlySet<string>
  /** What is asked for when this is asked for. */
  readonly query: (query: Query) => Query
  /** Query parameters that are described beside the body for which they stand in. */
  readonly standIns: readonly string[]
  /** The schema of a body. */
  readonly body: (schema: JsonSchema) => JsonSchema
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
  /** The statuses that errors may have here, given those that the operation has as observed. */
  readonly statuses: (statuses: readonly ErrorStatus[]) => readonly ErrorStatus[]
}

/** The rows that hold for an operation, versions before dialects. */
export const differencesOf = (operation: Operation, version: ApiVersion, dialect: Dialect): Difference[] =>
  [...VERSION_DIFFERENCES, ...(dialect === 'documented' ? DIALECT_DIFFERENCES : [])].filter(
    (row) => holdsIn(row, version) && touches(row, nameInTables(operation)),
  )

/** The name that the tables of differences have an operation under. */
const nameInTables = ({ presentedAs, operationId }: Operation): string => presentedAs ?? operationId

const touches = (row: Difference, operationId: string): boolean =>
  PARTS.some((name) => {
    const part = row[name]
    return part !== undefined && (operationId in part || '*' in part)
  })

/** The parts of a row that say something of operations, by their ids. */
export const PARTS = [
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

function makeShape(operation: Operation, rows: readonly Difference[]): Shape {
  const operationId = nameInTables(operation)
  const elements = rows.flatMap(({ elements }) => elements?.[operationId] ?? [])
  const steps = rows.flatMap(({ answers }) => answers?.[operationId] ?? [])
  const { value, schema } = sequence(steps)
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
    leavesAnswers: rows.every(({ answers, elements }) => !answers?.[operationId] || elements?.[operationId]),
    text: (text) => texts.reduce((changed, change) => change(changed), text),
    contentType: rows.find(({ contentTypes }) => contentTypes?.[operationId])?.contentTypes?.[operationId] ?? JSON_TYPE,
    errorType: rows.find(({ errorTypes }) => errorTypes?.[operationId])?.errorTypes?.[operationId] ?? JSON_TYPE,
    error: (error) => {
      const wire = presentError(error)
      return { ...wire, status: moved[error.code] ?? wire.status }
    },
    schema: (given) => (Array.isArray(given.anyOf) ? { anyOf: given.anyOf.map(schema) } : schema(given)),
    statuses: (statuses) => listed ?? [...new Set([...statuses, ...(Object.values(moved) as ErrorStatus[])])].sort(),
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
