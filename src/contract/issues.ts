import type * as z from 'zod'
import {
  BASE_VERSION,
  DOCUMENTED_ROOT,
  describeSpan,
  PREFIXES,
  unknownPrefix,
  versionOf,
  withoutVersion,
} from '../domain/api-version.ts'
import { dialectOf } from '../domain/dialect.ts'
import { isTruncated } from '../domain/kept-body.ts'
import { matchesPath } from '../domain/path-pattern.ts'
import { findClosestWord } from '../domain/spelling.ts'
import { fieldOf, typeWithin } from './fields.ts'
import type { Operation } from './operation.ts'
import { ALL_OPERATIONS } from './operations.ts'
import { variantsOf } from './variants/wire-variant.ts'

/**
 * Lists the places where an accepted request differs from the contract: unknown fields, or values of another type that were
 * read all the same. A client that drifts from the API shows here first.
 */
export function findContractIssues({
  operationId,
  method,
  path,
  headers,
  query,
  requestBody,
}: JournaledCall): string[] {
  const operation = ALL_OPERATIONS.find((known) => known.operationId === operationId)
  if (!operation) return pathIssues(method, path)
  return [
    ...undocumentedIssues(operation),
    ...headerIssues(headers),
    ...queryIssues(operation, path, query),
    ...bodyIssues(operation, requestBody),
  ]
}

/** Headers that clients send although the service is not known to read them, each with the consequence. */
const UNHEEDED_HEADERS = {
  'Idempotency-Key': 'the service is not known to honour it: a call that is sent again is carried out again',
} as const

/** The headers whose presence the journal records, without their values. */
export const RECORDED_HEADERS: readonly string[] = Object.keys(UNHEEDED_HEADERS)

const headerIssues = (headers: readonly string[]): string[] =>
  Object.entries(UNHEEDED_HEADERS).flatMap(([name, issue]) =>
    headers.includes(name) ? [`header ${name}: ${issue}`] : [],
  )

export interface JournaledCall {
  readonly operationId: string | null
  readonly method: string
  readonly path: string
  /** The names of RECORDED_HEADERS that the request had. */
  readonly headers: readonly string[]
  readonly query: Readonly<Record<string, unknown>>
  readonly requestBody: string | null
}

/** Paths that clients were seen to call although the service does not have them, each with the call that was meant. */
const MISTAKEN_PATHS: readonly (readonly [call: RegExp, wanted: string])[] = [
  [/^GET \/esimsassignments\/[^/]+$/, 'GET /esims/assignments?reference='],
  [/^GET (\/organisation|\/account)?\/balance$/, 'GET /organisation, which tells the balance'],
  [/^GET \/catalogue\/[^/]+$/, 'GET /catalogue/bundle/{name}'],
  [/^GET \/(plans|bundles|products)$/, 'GET /catalogue'],
  [/^POST \/esims$/, 'POST /orders with assign, or POST /esims/apply'],
]

/** Suggests the call that an unknown path may have meant: the same path in another version, or one of MISTAKEN_PATHS. */
function pathIssues(method: string, path: string): string[] {
  const plain = withoutVersion(path.startsWith(`${DOCUMENTED_ROOT}/`) ? path.slice(DOCUMENTED_ROOT.length) : path)
  const elsewhere = ALL_OPERATIONS.find((known) => known.method === method && matchesPath(known.path, plain))
  const [, wanted] = MISTAKEN_PATHS.find(([call]) => call.test(`${method} ${plain}`)) ?? []
  if (versionOf(path) === undefined) {
    return unknownPrefix(path) || elsewhere || wanted ? [`path: needs a version prefix: ${PREFIXES.join(', ')}`] : []
  }
  if (elsewhere) return [`path: ${method} ${elsewhere.path} is not in this version (${describeSpan(elsewhere)})`]
  return wanted === undefined ? [] : [`path: there is no such path; perhaps ${wanted} is meant`]
}

const undocumentedIssues = ({ method, path, undocumented }: Operation): string[] =>
  undocumented === undefined ? [] : [`path: ${method} ${path} is in no document of the vendor; ${undocumented} is`]

function queryIssues(operation: Operation, path: string, query: Readonly<Record<string, unknown>>): string[] {
  const variant = variantsOf(operation)(versionOf(path) ?? BASE_VERSION, dialectOf(path) ?? 'observed')
  const fields = operation.queryFields.shape
  const known = Object.keys(fields).filter((name) => !variant?.ignores.has(name))
  const given = Object.keys(query)
  const absent = absentOf(known, given)
  return given
    .filter((name) => !fieldOf(fields, name) || variant?.ignores.has(name))
    .map((name) => `query.${name}: not a parameter of this operation${hintOf(name, absent)}`)
}

function bodyIssues({ body: schema }: Operation, text: string | null): string[] {
  if (!schema || text === null || text.trim() === '') return []
  try {
    return issuesOf(schema, JSON.parse(text), 'body')
  } catch {
    // Of a long body the journal has the beginning, which says nothing about the whole.
    return isTruncated(text) ? [] : ['body: not JSON']
  }
}

function issuesOf(schema: z.ZodType, value: unknown, place: string): string[] {
  const type = typeWithin(schema)
  if (value === null || value === undefined) return []
  switch (type.def.type) {
    case 'object':
      return objectIssues(type as z.ZodObject<Record<string, z.ZodType>>, value, place)
    case 'array': {
      const { element } = (type as z.ZodArray<z.ZodType>).def
      if (!Array.isArray(value)) return [`${place}: expected a list, not ${nameOf(value)}`]
      return value.flatMap((item, index) => issuesOf(element, item, `${place}[${index}]`))
    }
    case 'union': {
      const options = (type as z.ZodUnion<z.ZodType[]>).def.options
      const lists = options.map((option) => issuesOf(option, value, place))
      return lists.sort((a, b) => a.length - b.length)[0] ?? []
    }
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type.def.type ? [] : [`${place}: expected a ${type.def.type}, not ${nameOf(value)}`]
    default:
      return []
  }
}

function objectIssues(type: z.ZodObject<Record<string, z.ZodType>>, value: unknown, place: string): string[] {
  if (typeof value !== 'object' || Array.isArray(value)) return [`${place}: expected an object, not ${nameOf(value)}`]
  const known = Object.keys(type.shape)
  const names = new Map(known.map((name) => [name.toLowerCase(), name]))
  const absent = absentOf(known, Object.keys(value as object))
  return Object.entries(value as object).flatMap(([key, field]) => {
    const name = names.get(key.toLowerCase())
    const schema = name === undefined ? undefined : type.shape[name]
    if (schema) return issuesOf(schema, field, `${place}.${key}`)
    return [`${place}.${key}: not a field of this operation${hintOf(key, absent)}`]
  })
}

/** The known names that are not given, in any letter case. */
function absentOf(known: readonly string[], given: readonly string[]): string[] {
  const present = new Set(given.map((each) => each.toLowerCase()))
  return known.filter((each) => !present.has(each.toLowerCase()))
}

/** Names the field that is one letter away from an unknown one, among those that are not beside it. */
function hintOf(name: string, absent: readonly string[]): string {
  const meant = findClosestWord(name, absent)
  return meant === undefined ? '' : `; did you mean ${meant}?`
}

const nameOf = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : `${typeof value} ${JSON.stringify(value)}`
