import { DomainError } from '../domain/errors.ts'
import { REDACTED } from '../domain/redaction.ts'
import { compareAnswers } from '../journal/compare-answers.ts'
import { findGap } from '../journal/repeatable.ts'
import { endToEnd } from '../record/headers.ts'
import type { Read, Tenant } from '../state/engine/state.ts'
import {
  findRequest,
  getRequest,
  getRequestSequence,
  type JournalEntry,
  listRequests,
} from '../state/records/journal.ts'
import type { ControlDependencies } from './control-call.ts'

/** How long a call that is made again may take, in real time. */
const TIMEOUT_MS = 10_000

/** Headers of the recorded call that the new one has of its own. The others are the same, but for those of one connection. */
const OWN_HEADERS = ['content-length', 'host', 'x-api-key']

interface Resent {
  readonly before: JournalEntry
  readonly again: JournalEntry
}

type ResendDependencies = Pick<ControlDependencies, 'journal' | 'systemClock' | 'callVendor'>

/**
 * Makes a recorded call again, with the organisation's key. It has its effects, and is recorded as a new call. Throws
 * request_not_found and request_not_repeatable.
 */
export async function resendRequest(
  tenant: Tenant,
  id: number,
  read: Read,
  { journal, systemClock, callVendor }: ResendDependencies,
): Promise<Resent & { readonly differences: ReturnType<typeof compareAnswers> }> {
  journal.flush(tenant)
  const { before, last } = read((tx) => ({ before: getRequest(tx, id), last: getRequestSequence(tx) }))
  const gap = findGap(before)
  if (gap !== undefined) throw new DomainError('request_not_repeatable', { id, why: gap })
  const deadline = new AbortController()
  const cancelTimer = systemClock.after(TIMEOUT_MS, () => deadline.abort())
  let answered: number | undefined
  try {
    const response = await callVendor(requestOf(before, tenant.apiKey, deadline.signal))
    answered = Number(response.headers.get('emulator-request-id'))
    await response.body?.cancel()
  } catch {
    // A fault broke the connection, or the time is over: the journal has the call without an answer.
  } finally {
    cancelTimer()
  }
  journal.flush(tenant)
  const again = read((tx) =>
    answered === undefined
      ? listRequests(tx, { after: last, method: before.method, path: before.path, status: 'none', limit: 1 })[0]
      : findRequest(tx, answered),
  )
  if (!again) throw new DomainError('request_not_repeatable', { id, why: 'the organisation was reset meanwhile' })
  return { before, again, differences: compareAnswers(before, again) }
}

function requestOf(
  { method, path, query, requestBody, requestHeaders }: JournalEntry,
  apiKey: string,
  signal: AbortSignal,
): Request {
  const url = new URL(path, 'http://localhost')
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) url.searchParams.append(name, value)
  }
  const headers = new Headers({ 'X-API-Key': apiKey })
  for (const [name, value] of endToEnd(Object.entries(requestHeaders ?? {}).flat())) {
    if (!OWN_HEADERS.includes(name.toLowerCase()) && !value.includes(REDACTED)) headers.set(name, value)
  }
  const body = requestBody === null || requestBody === '' || method === 'GET' ? undefined : requestBody
  // Of an older call the journal has no headers.
  if (body !== undefined && !requestHeaders) headers.set('content-type', 'application/json')
  // Of bytes the platform makes up no type.
  return new Request(url, { method, headers, signal, ...(body === undefined ? {} : { body: Buffer.from(body) }) })
}
