import * as z from 'zod'
import type { Operation } from '../../src/contract/operation.ts'
import { OPERATIONS } from '../../src/contract/operations.ts'
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

/** What any call may answer whatever it documents: no such path, and a body that is too long. */
const GENERIC_STATUSES: readonly number[] = [404, 413]

const VERSION_PREFIX = /^\/v2(?:\.[0-5])?(?=\/|$)/
const ErrorAnswer = z.strictObject({ message: z.string().min(1) })

/** The operation that a call is for; undefined when there is none. */
export function findOperation(method: string, path: string): Operation | undefined {
  if (!VERSION_PREFIX.test(path)) return undefined
  const segments = split(path.replace(VERSION_PREFIX, ''))
  const fits = OPERATIONS.filter((operation) => {
    const pattern = split(operation.path)
    return (
      operation.method === method &&
      pattern.length === segments.length &&
      pattern.every((part, index) => part.startsWith('{') || part === segments[index])
    )
  })
  // A fixed path comes before one with a parameter in its place.
  const parameters = ({ path }: Operation) => path.split('{').length
  return fits.sort((a, b) => parameters(a) - parameters(b))[0]
}

const split = (path: string): string[] => path.split('/').filter((part) => part !== '')

/** Every way in which an answer is not what the contract says, each as `operation status: what`. */
export function findDifferences(exchange: Exchange): string[] {
  const operation = findOperation(exchange.method, exchange.path)
  const found = operation ? checkAnswer(operation, exchange) : checkUnknownRoute(exchange)
  if (/html/i.test(exchange.contentType ?? '') || /^\s*<(!doctype|html)/i.test(exchange.text)) found.push('is HTML')
  const name = operation?.operationId ?? `${exchange.method} ${exchange.path}`
  return found.map((difference) => `${name} ${exchange.status}: ${difference}`)
}

function checkUnknownRoute(exchange: Exchange): string[] {
  return exchange.status === 404 ? checkError(exchange) : ['a path that does not exist must answer 404']
}

function checkAnswer(operation: Operation, exchange: Exchange): string[] {
  if (exchange.status !== 200) {
    const statuses: readonly number[] = [...operation.errors, ...GENERIC_STATUSES]
    return [...(statuses.includes(exchange.status) ? [] : ['is not documented']), ...checkError(exchange)]
  }
  const contentType = exchange.contentType ?? ''
  if (!(operation.contentTypes as readonly string[]).includes(contentType)) {
    return [`${contentType || 'no content type'} is not documented`]
  }
  return contentType === 'application/json' ? checkJson(exchange.text, strictAnswer(operation)) : []
}

const strictAnswers = new Map<Operation, z.ZodType>()

function strictAnswer(operation: Operation): z.ZodType {
  const schema = strictAnswers.get(operation) ?? strictSchema(operation.answer)
  strictAnswers.set(operation, schema)
  return schema
}

function checkError(exchange: Exchange): string[] {
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
