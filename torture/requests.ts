import fc from 'fast-check'
import type { JsonSchema } from '../src/contract/json-schema.ts'
import { GENERIC_STATUSES } from '../test/support/conformance.ts'
import { openTestEmulator } from '../test/support/emulator.ts'
import { createWorld } from '../test/support/example-calls.ts'
import type { Known } from '../test/support/from-schema.ts'
import {
  brokenCallsOf,
  type Call,
  callsOf,
  type DescribedOperation,
  knownOf,
  readDocument,
  targetOf,
} from '../test/support/laws/described-calls.ts'
import { BUNDLES } from '../test/support/trade.ts'
import { TestSystemClock } from '../test/support/wall.ts'
import { encodeMutated, mutate } from './mutate.ts'
import type { Attempt, Round } from './round.ts'

/** A document, where its paths are, and the statuses that any call may have beside those that it lists. */
interface Document {
  readonly path: string
  readonly base: string
  readonly generic: readonly number[]
}

const DOCUMENTS: readonly Document[] = [
  { path: '/v2.4/openapi.json', base: '/v2.4', generic: GENERIC_STATUSES.observed },
  { path: '/v2.5/openapi.json', base: '/v2.5', generic: GENERIC_STATUSES.observed },
  { path: '/openapi.json?dialect=documented', base: '/documented/v2.4', generic: GENERIC_STATUSES.documented },
  { path: '/_emulator/openapi.json', base: '', generic: [413] },
]

const REQUESTS = 150
/** A whole number that has a higher limit or none is generated up to this: what is slow is for another round. */
const MOST = 50

/** Calls of both APIs, made from their documents: valid, broken in one keyword, or changed at random. */
export const requests: Round = {
  name: 'requests',
  law: 'every answer has a status that the document lists, and none is a failure of the emulator',
  triesPerMinute: 12,
  run: attack,
}

async function attack(attempt: Attempt): Promise<string[]> {
  const { emulator, api, close, failures } = await openTestEmulator({
    seed: attempt.draw(1_000_000),
    // Nobody waits for what a call asks to be late, and nothing leaves this process.
    wall: new TestSystemClock(),
    callbackFetch: async () => new Response(null, { status: attempt.draw(3) === 0 ? 503 : 200 }),
    callbackResolve: async () => ['127.0.0.1'],
  })
  try {
    const known = {
      ...knownOf(await createWorld(api), Object.values(BUNDLES)),
      by: ['1h', '8d'],
      country: ['GB', 'FR'],
    }
    const document = attempt.pick(DOCUMENTS)
    const operations = await readDocument(emulator.fetch, document.path)
    for (let number = 0; number < REQUESTS; number++) {
      const operation = withModestNumbers(attempt.pick(operations))
      const request = createRequest(operation, document, known, attempt, emulator.apiKey)
      const asked = `${request.method} ${request.url} ${await request.clone().text()}`.slice(0, 2_000)
      const response = await emulator.fetch(request)
      const text = await response.text()
      attempt.count(document.base === '' ? 'control calls' : 'vendor calls')
      const listed = [...statusesOf(operation), ...document.generic]
      if (!listed.includes(response.status) || failures.length > 0) {
        return [`${asked} is answered ${response.status} ${text.slice(0, 500)}`, ...failures.map(String)]
      }
    }
    return []
  } finally {
    await close()
  }
}

const statusesOf = ({ described }: DescribedOperation): number[] =>
  Object.keys((described as unknown as { responses: Record<string, unknown> }).responses).map(Number)

function createRequest(
  operation: DescribedOperation,
  { base }: Document,
  known: Known,
  attempt: Attempt,
  apiKey: string,
): Request {
  const { method, path, described } = operation
  const form = attempt.pick(['valid', 'broken', 'mutated'] as const)
  const broken = form === 'broken' ? brokenCallsOf(described, known) : []
  const [call] = fc.sample<Call>(broken.length > 0 ? attempt.pick(broken) : callsOf(described, known), {
    seed: attempt.draw(2_147_483_647),
    numRuns: 1,
  }) as [Call]
  const query = tameQuery(form === 'mutated' ? mutate(call.query, attempt) : call.query)
  const url = new URL(`http://emulator${base}${targetOf(path, { ...call, query })}`)
  const body = form === 'mutated' ? encodeMutated(call.body, attempt) : JSON.stringify(call.body)
  const headers = {
    ...(attempt.draw(50) === 0 ? {} : { 'X-API-Key': apiKey }),
    ...(attempt.draw(10) === 0 ? {} : { 'Content-Type': 'application/json' }),
  }
  return new Request(url, {
    method,
    headers,
    ...(method === 'GET' || call.body === undefined ? {} : { body: body as BodyInit }),
  })
}

/** As texts, and without what would hold an answer up: that is real time. */
const tameQuery = (query: unknown): Call['query'] =>
  Object.fromEntries(
    Object.entries(typeof query === 'object' && query !== null ? query : {})
      .filter(([name]) => name !== 'wait')
      .map(([name, value]) => [name, typeof value === 'object' && !isTexts(value) ? JSON.stringify(value) : value]),
  )

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each !== 'object')

function withModestNumbers(operation: DescribedOperation): DescribedOperation {
  return JSON.parse(JSON.stringify(operation), (_, value) => {
    if (!isSchemaOfInteger(value)) return value
    const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = value
    return { ...value, maximum: Math.min(maximum, Math.max(minimum, 0) + MOST) }
  })
}

const isSchemaOfInteger = (value: unknown): value is JsonSchema & { minimum?: number; maximum?: number } =>
  typeof value === 'object' && value !== null && (value as JsonSchema).type === 'integer' && !('enum' in value)
