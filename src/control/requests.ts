import type * as z from 'zod'
import * as contract from '../contract/control/requests.ts'
import { faultIdOf } from '../contract/reasons.ts'
import { parseInstant } from '../domain/instant.ts'
import { findDifferences } from '../domain/match.ts'
import { matchesPath } from '../domain/path-pattern.ts'
import { LongList } from '../http/long-list.ts'
import type { Read } from '../state/engine/state.ts'
import {
  clearRequests,
  getRequest,
  type JournalEntry,
  listCallbacksOfRequest,
  listRequests,
  type RequestQuery,
} from '../state/records/journal.ts'
import { findReferenceOfRequest } from '../state/records/money-rows.ts'
import type { ControlDependencies } from './control-call.ts'
import type { RegisterControlRoute } from './register.ts'
import { resendRequest } from './resend.ts'
import { searchRequests } from './search-requests.ts'

const DEFAULT_LIMIT = 100

/** The newest calls that a verification reads, and the most near misses that it lists. */
const VERIFIED_CALLS = 10_000
const NEAR_MISSES = 5

/** The most callbacks of a call that are listed. */
const CALLBACKS_LISTED = 100

export function requestRoutes(route: RegisterControlRoute, dependencies: ControlDependencies): void {
  const { journal, turns } = dependencies

  route(contract.listRequests, async ({ query, tenant, read }) => {
    journal.flush(tenant)
    const { since, search = '', limit = DEFAULT_LIMIT, ...filters } = query
    const wanted = { ...filters, since: since === undefined ? undefined : parseInstant(since), limit }
    if (search !== '') {
      const found = await searchRequests({ read, turns }, wanted, search)
      return { requests: found.map(contract.presentEntry) }
    }
    return new LongList('requests', presentAll(readNewest(read, wanted)))
  })

  route(contract.getRequest, ({ path: { id }, tenant, read }) => {
    journal.flush(tenant)
    return read((tx) => {
      const entry = getRequest(tx, id)
      return {
        request: contract.presentEntry(entry),
        iccid: entry.iccid,
        orderReference: findReferenceOfRequest(tx, id) ?? null,
        faultId: faultIdOf(entry.reason),
        callbackIds: listCallbacksOfRequest(tx, entry, CALLBACKS_LISTED),
      }
    })
  })

  route(contract.resendRequest, async ({ path: { id }, tenant, read }) => {
    const { before, again, differences } = await resendRequest(tenant, id, read, dependencies)
    return { before: contract.presentEntry(before), again: contract.presentEntry(again), differences }
  })

  route(contract.clearRequests, ({ tenant, write }) => {
    journal.flush(tenant)
    write(clearRequests)
    return undefined
  })

  route(contract.verifyRequests, async ({ body, tenant, read }) => {
    journal.flush(tenant)
    const calls = await turns.complete(tenant, compareAll(readNewest(read, { limit: VERIFIED_CALLS }), body.match))
    const count = calls.filter(({ differs }) => differs.length === 0).length
    const { exactly, atLeast, atMost } = body
    const anyBound = exactly !== undefined || atLeast !== undefined || atMost !== undefined
    const ok =
      count >= (exactly ?? atLeast ?? (anyBound ? 0 : 1)) && count <= (exactly ?? atMost ?? Number.POSITIVE_INFINITY)
    const wanted = Object.keys(body.match).length
    const nearMisses = calls
      .filter(({ differs }) => differs.length > 0 && differs.length < Math.max(2, wanted))
      .sort((a, b) => a.differs.length - b.differs.length)
      .slice(0, NEAR_MISSES)
      .map(({ entry, differs }) => ({ id: entry.id, method: entry.method, path: entry.path, differs }))
    return { ok, count, nearMisses: ok ? [] : nearMisses }
  })
}

/** The calls that are read at once. */
const AT_ONCE = 20

/** Reads the calls that match, newest first, in parts. */
function* readNewest(read: Read, query: RequestQuery): Generator<JournalEntry[]> {
  let { before } = query
  for (let left = query.limit; left > 0; left -= AT_ONCE) {
    const limit = Math.min(left, AT_ONCE)
    const entries = read((tx) => listRequests(tx, { ...query, before, limit }))
    yield entries
    if (entries.length < limit) return
    before = entries.at(-1)?.id
  }
}

function* presentAll(parts: Iterable<JournalEntry[]>) {
  for (const part of parts) yield part.map(contract.presentEntry)
}

type Match = z.infer<NonNullable<(typeof contract.verifyRequests)['body']>>['match']

/** Compares calls with a match. */
function* compareAll(parts: Iterable<JournalEntry[]>, match: Match) {
  const calls: { readonly entry: JournalEntry; readonly differs: string[] }[] = []
  for (const part of parts) {
    for (const entry of part) calls.push({ entry, differs: differences(entry, match) })
    yield
  }
  return calls
}

/** Lists the fields in which a call differs from the match, each with the expected and the actual value. */
function differences(entry: JournalEntry, match: Match): string[] {
  const differs: string[] = []
  const compare = (name: string, wanted: unknown, actual: unknown, same: boolean) => {
    if (!same) differs.push(`${name}: expected ${JSON.stringify(wanted)}, was ${JSON.stringify(actual ?? null)}`)
  }
  const { operationId, method, path, status, query, body } = match
  if (operationId !== undefined)
    compare('operationId', operationId, entry.operationId, operationId === entry.operationId)
  if (method !== undefined) compare('method', method.toUpperCase(), entry.method, method.toUpperCase() === entry.method)
  if (path !== undefined) compare('path', path, entry.path, matchesPath(path, entry.path))
  if (status !== undefined) compare('status', status, entry.status, status === entry.status)
  for (const [name, wanted] of Object.entries(query ?? {})) {
    const actual = entry.query[name]
    compare(`query.${name}`, wanted, actual, [actual].flat().includes(wanted))
  }
  if (body !== undefined) {
    for (const { path, expected, actual } of findDifferences(body, parse(entry.requestBody), 'body')) {
      compare(path, expected, actual, false)
    }
  }
  return differs
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return text
  }
}
