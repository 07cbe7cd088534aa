import * as z from 'zod'
import { schemaOf } from '../../src/contract/json-schema.ts'
import type { Operation } from '../../src/contract/operation.ts'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import { variantsOf, type WireVariant } from '../../src/contract/variants/wire-variant.ts'
import { type ApiVersion, BASE_VERSION, isInSpan, versionOf, withoutVersion } from '../../src/domain/api-version.ts'
import { type Dialect, dialectOf } from '../../src/domain/dialect.ts'
import { strictSchema } from './strict-schema.ts'

/** One call of the vendor API and its answer, as bytes on the wire would show them. */
export interface Exchange {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number
  readonly contentType: string | null
  readonly text: string
}

/** A difference from the contract that is known and accepted, and a call that shows it. */
export interface KnownDifference {
  readonly difference: string
  readonly method: string
  readonly path: string
}

/** All of them. A difference that is not here is a failure, and so is one that is here and gone. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = []

/**
 * What any call may answer whatever it documents: no such path, and a body that is too long. The vendor's document lists
 * no limit of calls, for no operation all that a fault may make, and for GET / no refused key.
 */
export const GENERIC_STATUSES: Readonly<Record<Dialect, readonly number[]>> = {
  observed: [404, 413],
  documented: [403, 404, 413, 429, 500],
}

const ErrorAnswer = z.strictObject({ message: z.string().min(1) })

/** The operation that a call is for; undefined when there is none. */
export function findOperation(method: string, path: string): Operation | undefined {
  const version = versionOf(path)
  if (!version) return undefined
  const segments = split(withoutVersion(path))
  const fits = ALL_OPERATIONS.filter((operation) => {
    const pattern = split(operation.path)
    return (
      operation.method === method &&
      pattern.length === segments.length &&
      pattern.every((part, index) => part.startsWith('{') || part === segments[index])
    )
  })
  // A fixed path comes before one with a parameter in its place.
  const parameters = ({ path }: Operation) => path.split('{').length
  const [first, ...others] = fits.sort((a, b) => parameters(a) - parameters(b))
  // One that a version does not have leads nowhere there, also when its path would fit another that is not at its place.
  const placeOf = ({ path }: Operation) => path.replace(/\{\w+\}/g, '{}')
  const twins = first ? [first, ...others.filter((other) => placeOf(other) === placeOf(first))] : []
  return twins.find((operation) => isInSpan(operation, version))
}

const split = (path: string): string[] => path.split('/').filter((part) => part !== '')

/** Every way in which an answer is not what the contract says, each as `operation status: what`. */
export function findDifferences(exchange: Exchange, defaultDialect: Dialect = 'observed'): string[] {
  const dialect = dialectOf(exchange.path) ?? defaultDialect
  const operation = findOperation(exchange.method, exchange.path)
  const found = operation ? checkAnswer(operation, exchange, dialect) : checkUnknownRoute(exchange)
  if (/html/i.test(exchange.contentType ?? '') || /^\s*<(!doctype|html)/i.test(exchange.text)) found.push('is HTML')
  const name = operation?.operationId ?? `${exchange.method} ${exchange.path}`
  return found.map((difference) => `${name} ${exchange.status}: ${difference}`)
}

function checkUnknownRoute(exchange: Exchange): string[] {
  return exchange.status === 404 ? checkError(exchange) : ['a path that does not exist must answer 404']
}

function checkAnswer(operation: Operation, exchange: Exchange, dialect: Dialect): string[] {
  const version = versionOf(exchange.path) ?? BASE_VERSION
  const variant = variantsOf(operation)(version, dialect)
  if (exchange.status !== (operation.status ?? 200)) {
    const statuses: readonly number[] = [
      ...(variant ? variant.statuses(operation.errors) : operation.errors),
      ...GENERIC_STATUSES[dialect],
    ]
    return [...(statuses.includes(exchange.status) ? [] : ['is not documented']), ...checkError(exchange, variant)]
  }
  const contentType = exchange.contentType ?? ''
  const possible = [...operation.contentTypes, ...(operation.undocumentedUse?.contentTypes ?? [])]
  const types = possible.map((type) => (type === JSON_TYPE ? (variant?.contentType ?? type) : type))
  if (!(types as readonly string[]).includes(contentType)) {
    return [`${contentType || 'no content type'} is not documented`]
  }
  return contentType === JSON_TYPE || contentType === 'text/plain'
    ? checkJson(exchange.text, strictAnswer(operation, version, dialect))
    : []
}

const JSON_TYPE = 'application/json'
const strictAnswers = new Map<string, z.ZodType>()

/** The answer's schema in a version and dialect, with no further fields allowed. */
function strictAnswer(operation: Operation, version: ApiVersion, dialect: Dialect): z.ZodType {
  const key = `${operation.operationId} ${version} ${dialect}`
  const known = strictAnswers.get(key)
  if (known) return known
  const variant = variantsOf(operation)(version, dialect)
  const base = strictSchema(operation.answer)
  const schema = variant ? z.fromJSONSchema(variant.schema(schemaOf(base, { closed: true }))) : base
  strictAnswers.set(key, schema)
  return schema
}

function checkError(exchange: Exchange, variant?: WireVariant): string[] {
  if (variant?.errorType === 'text/plain' && exchange.contentType === 'text/plain') {
    return exchange.text === '' || exchange.text.startsWith('{') ? ['an error is not its text'] : []
  }
  const found = checkJson(exchange.text, ErrorAnswer)
  return exchange.contentType === 'application/json' ? found : [...found, `an error is ${exchange.contentType}`]
}

function checkJson(text: string, schema: z.ZodType): string[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return ['is not JSON']
  }
  const result = schema.safeParse(value)
  return result.success ? [] : result.error.issues.map(describeIssue)
}

const describeIssue = (issue: z.core.$ZodIssue): string => {
  const branches = issue.code === 'invalid_union' ? issue.errors.flat().map(describeIssue).join(' / ') : ''
  return `${issue.path.join('.') || 'answer'}: ${issue.message}${branches && ` (${branches})`}`
}
