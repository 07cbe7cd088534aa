import { ALL_OPERATIONS } from '../contract/operations.ts'
import { versionOf, withoutVersion } from '../domain/api-version.ts'
import { matchesPath } from '../domain/path-pattern.ts'
import { REDACTED } from '../domain/redaction.ts'
import { mediaTypeOf, readBody, type Side } from '../drift/ask.ts'
import { describeCall, type Finding, findExamples } from '../drift/drift.ts'
import { comparePair, type HeardAnswer, recordedHeader } from './compare.ts'
import { Counterparts } from './counterparts.ts'
import { type Exchange, headerOf } from './exchange.ts'

/** The emulator that a recording is played to. It accepts no key but this one. */
export type Player = Pick<Side, 'apiKey' | 'fetch'>

/** A key of the right form that no emulator accepts beside its own. */
const REFUSED_KEY = 'key-that-the-service-refused'
const VERSION = '/v2.4'
const LONGEST_BODY = 120

/** A recorded call in one line. */
export function describeExchange({ method, path, request }: Exchange): string {
  const body = textOf(request.body)
  const shown = body && body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY)}...` : body
  return describeCall({ method, path, accept: undefined, body: shown })
}

/** Plays the calls of a recording to the emulator, one after the other, and compares its answers with the recorded ones. */
export async function replay(exchanges: readonly Exchange[], player: Player): Promise<Finding[]> {
  const standing = { now: () => 0, pause: async () => undefined }
  const examples = await findExamples({ ...player, ...standing, baseUrl: `http://emulator${VERSION}` })
  const counterparts = new Counterparts(exchanges, examples, async (path) => {
    const headers = { 'X-API-Key': player.apiKey }
    return (await player.fetch(new Request(`http://emulator${VERSION}${path}`, { headers }))).ok
  })
  const isSameCatalogue = await sharesCatalogue(exchanges, player)
  const findings: Finding[] = []
  for (const exchange of exchanges) {
    const call = describeExchange(exchange)
    const problem = findProblem(exchange)
    if (problem !== undefined) {
      findings.push({ call, differences: [], notCompared: [{ where: 'all of it', why: problem }] })
      continue
    }
    const operation = operationOf(exchange)
    if (!operation) continue
    const played = await translateCall(exchange, counterparts)
    const here = await play(played, player)
    const there = await translateAnswer(recordedAnswer(exchange), exchange, counterparts)
    if (exchange.method !== 'GET' && here.status < 400) counterparts.learn(recordedAnswer(exchange).value, here.value)
    const isSameCall = played.path === exchange.path && textOf(played.request.body) === textOf(exchange.request.body)
    findings.push({ call, ...comparePair({ operation, exchange, here, there, isSameCall, isSameCatalogue }) })
  }
  return findings
}

/** The reason that an exchange says nothing about the emulator. */
function findProblem(exchange: Exchange): string | undefined {
  const { response, failure } = exchange
  if (failure !== undefined || !response) return failure ?? 'it has no answer'
  if (!operationOf(exchange)) return 'the emulator has no such operation'
  if (!isPlayable(exchange)) return 'the call cannot be made: it has a body or a header that no client here can send'
  if (response.status === 304) return 'the client had the answer already'
  if (response.status === 429 || response.status >= 500) return `the service answered with ${response.status}`
  return undefined
}

const BY_PARAMETERS = [...ALL_OPERATIONS].sort((one, other) => countParameters(one.path) - countParameters(other.path))

/** The operation of a call: one without a parameter wins. */
function operationOf({ method, path }: Exchange) {
  const [plain = ''] = path.split('?')
  if (versionOf(plain) === undefined) return undefined
  const asked = method === 'HEAD' ? 'GET' : method
  return BY_PARAMETERS.find((operation) => operation.method === asked && matchesPath(operation.path, plain))
}

function countParameters(path: string): number {
  return path.split('{').length
}

async function translateCall(exchange: Exchange, counterparts: Counterparts): Promise<Exchange> {
  const path = pathOf(exchange)
  const body = textOf(exchange.request.body)
  return {
    ...exchange,
    path: await counterparts.translate(exchange.path, path),
    request: {
      ...exchange.request,
      ...(body === undefined ? {} : { body: { text: await counterparts.translate(body, path) } }),
    },
  }
}

/** The texts of a refusal name what was asked for; ours names its counterpart. */
async function translateAnswer(
  answer: HeardAnswer,
  exchange: Exchange,
  counterparts: Counterparts,
): Promise<HeardAnswer> {
  if (answer.status < 400 || answer.value === undefined) return answer
  return { ...answer, value: JSON.parse(await counterparts.translate(JSON.stringify(answer.value), pathOf(exchange))) }
}

const pathOf = ({ path }: Exchange): string => withoutVersion(path.split('?')[0] ?? '')

/** Whether the platform can make a call: it refuses a body of a GET, and a header of characters that none has. */
function isPlayable(exchange: Exchange): boolean {
  try {
    requestOf(exchange, REFUSED_KEY)
    return true
  } catch {
    return false
  }
}

/** A recorded call as one of the emulator, with its key where the client sent one that the service took. */
function requestOf({ method, path, request, response }: Exchange, apiKey: string): Request {
  const isRefused = response?.status === 401 || response?.status === 403
  const key = isRefused ? REFUSED_KEY : apiKey
  const headers = new Headers()
  for (const name of ['accept', 'content-type']) {
    const value = headerOf(request.headers, name)
    if (value !== undefined) headers.set(name, value)
  }
  if (headerOf(request.headers, 'x-api-key') !== undefined) headers.set('x-api-key', key)
  const body = textOf(request.body)
  const url = `http://emulator${path.replaceAll(REDACTED, key)}`
  return new Request(url, { method, headers, ...(body === undefined ? {} : { body }) })
}

async function play(exchange: Exchange, { apiKey, fetch }: Player): Promise<HeardAnswer> {
  const answer = await fetch(requestOf(exchange, apiKey))
  const contentType = mediaTypeOf(answer.headers.get('content-type'))
  const text = await answer.text()
  return {
    status: answer.status,
    contentType,
    value: text === '' ? undefined : readBody(text, contentType),
    header: (name) => answer.headers.get(name) ?? undefined,
  }
}

function recordedAnswer(exchange: Exchange): HeardAnswer {
  const header = recordedHeader(exchange)
  const contentType = mediaTypeOf(header('content-type'))
  const { status = 0, body } = exchange.response ?? {}
  const value =
    body === undefined
      ? undefined
      : 'json' in body
        ? body.json
        : 'text' in body
          ? readBody(body.text, contentType)
          : undefined
  return { status, contentType, value, header }
}

function textOf(body: Exchange['request']['body']): string | undefined {
  if (body === undefined) return undefined
  if ('json' in body) return JSON.stringify(body.json)
  return 'text' in body ? body.text : undefined
}

/** Whether every list of the catalogue in the recording has the bundles that the emulator lists for the same call. */
async function sharesCatalogue(exchanges: readonly Exchange[], player: Player): Promise<boolean> {
  let isShared = false
  for (const exchange of exchanges) {
    if (operationOf(exchange)?.operationId !== 'listCatalogue' || exchange.response?.status !== 200) continue
    if (exchange.method !== 'GET' || !isPlayable(exchange)) continue
    const [mine, theirs] = [await play(exchange, player), recordedAnswer(exchange)].map(({ value }) =>
      bundleNames(value),
    )
    if (mine !== theirs) return false
    isShared = true
  }
  return isShared
}

function bundleNames(value: unknown): string {
  const list = Array.isArray(value) ? value : (value as { bundles?: unknown } | undefined)?.bundles
  const names = Array.isArray(list) ? list.map((each) => String((each as { name?: unknown } | null)?.name)) : []
  return names.sort().join()
}
