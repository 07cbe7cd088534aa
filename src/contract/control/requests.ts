import * as z from 'zod'
import { countValues } from '../../domain/count-values.ts'
import { formatInstant } from '../../domain/instant.ts'
import { LONGEST_LIST } from '../../domain/limits.ts'
import { findContractIssues } from '../issues.ts'
import { explainAnswer } from '../reasons.ts'
import { Count, controlOperation, Limit, MomentText, NoContent, PathPattern, RowId, wholeNumber } from './operation.ts'

const KeptHeaders = z
  .record(z.string(), z.string())
  .optional()
  .meta({ description: 'With stars for keys and cookies. Kept for the last 100 calls.' })

export const JournalEntry = z.object({
  id: z.int().meta({ description: 'The `Emulator-Request-Id` header of the answer.' }),
  at: MomentText,
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  operationId: z.string().nullable(),
  status: z.int().nullable().meta({ description: 'Null when a fault left no answer.' }),
  durationMs: z.number().meta({ description: 'Real time in milliseconds.' }),
  requestBody: z.string().nullable(),
  responseBody: z.string().nullable().meta({ description: 'Kept for the last 100 calls.' }),
  requestHeaders: KeptHeaders,
  responseHeaders: KeptHeaders,
  reason: z.string().optional(),
  explanation: z
    .string()
    .optional()
    .meta({ description: 'In words: why the call was refused, or what the emulator did to its answer.' }),
  contractIssues: z
    .array(z.string())
    .meta({ description: 'Places where the request differs from the contract and was accepted all the same.' }),
})

/** Statuses that a list of calls is filtered by, apart from single ones. */
export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'none', 'refused'] as const

const Status = z.union([z.enum(STATUS_CLASSES), wholeNumber(100, 599)]).meta({
  description: 'A status, a class of statuses such as `4xx`, `none` (no answer), or `refused` (400 and more, or none).',
})

/** The longest text that the journal is searched for. */
const LONGEST_SEARCH = 200

export const listRequests = controlOperation({
  operationId: 'listRequests',
  tag: 'Journal',
  method: 'GET',
  path: '/requests',
  summary: 'List vendor calls, newest first',
  queryFields: z.strictObject({
    operationId: z.string().optional(),
    method: z.string().optional(),
    path: PathPattern.optional(),
    status: Status.optional(),
    iccid: z.string().optional(),
    order: z.string().max(LONGEST_SEARCH).optional().meta({
      description:
        'The reference of an order: the call that placed it, and the calls that have it in their path or query.',
    }),
    search: z.string().max(LONGEST_SEARCH).optional().meta({
      description:
        'A text in the path, the query, the body or the texts of refusals, in any letter case; of the last 100 calls also in the body of the answer.',
    }),
    since: MomentText.optional(),
    before: RowId.optional().meta({ description: 'Only calls with a lower id: the next page.' }),
    limit: Limit,
  }),
  answer: z.object({ requests: z.array(JournalEntry) }),
  example: { query: { limit: '5' } },
})

const RequestPath = z.object({ id: RowId })

export const getRequest = controlOperation({
  operationId: 'getRequest',
  tag: 'Journal',
  method: 'GET',
  path: '/requests/{id}',
  summary: 'Get a vendor call, and what it is linked with',
  pathFields: RequestPath,
  answer: z.object({
    request: JournalEntry,
    iccid: z.string().nullable().meta({ description: 'The eSIM in its path.' }),
    orderReference: z.string().nullable().meta({ description: 'The order that it placed.' }),
    faultId: z.int().nullable().meta({ description: 'The fault that was injected into it.' }),
    callbackIds: z.array(z.int()).meta({ description: 'The callbacks that it caused at once, at most 100.' }),
  }),
})

const AnswerDifference = z.object({
  place: z
    .string()
    .meta({ description: '`status`, `header NAME`, or a place in the body such as `body.order[0].item`.' }),
  before: z.unknown(),
  again: z.unknown(),
})

export const resendRequest = controlOperation({
  operationId: 'resendRequest',
  tag: 'Journal',
  method: 'POST',
  path: '/requests/{id}/resend',
  summary: 'Make a vendor call again',
  description:
    'The call has the same body and headers, with the organisation’s key. It has its effects, and is recorded as a new one. Without an answer after 10 seconds it is broken off.',
  pathFields: RequestPath,
  body: z.strictObject({}),
  answer: z.object({
    before: JournalEntry,
    again: JournalEntry,
    differences: z.array(AnswerDifference).meta({ description: 'Where the two answers differ, at most 100 places.' }),
  }),
})

export const clearRequests = controlOperation({
  operationId: 'clearRequests',
  tag: 'Journal',
  method: 'DELETE',
  path: '/requests',
  summary: 'Clear the journal',
  answer: NoContent,
  status: 204,
})

/** Bounds the work of a verification: each recorded call is compared with every value of the match. */
const isShort = (value: object): boolean => countValues(value, LONGEST_LIST) <= LONGEST_LIST
const TOO_LONG = { error: `must have at most ${LONGEST_LIST} values` }

const RequestMatch = z.strictObject({
  operationId: z.string().optional(),
  method: z.string().optional(),
  path: PathPattern.optional(),
  status: z.int().min(100).max(599).optional(),
  query: z
    .record(z.string(), z.string())
    .refine(isShort, TOO_LONG)
    .optional()
    .meta({ description: 'Query parameters that the call has, with these values.' }),
  body: z
    .record(z.string(), z.unknown())
    .refine(isShort, TOO_LONG)
    .optional()
    .meta({ description: 'Fields that the JSON body has, at any depth.' }),
})

export const verifyRequests = controlOperation({
  operationId: 'verifyRequests',
  opens: false,
  tag: 'Journal',
  method: 'POST',
  path: '/requests/verify',
  summary: 'Check how often calls were made',
  body: z
    .strictObject({
      match: RequestMatch,
      exactly: Count.optional(),
      atLeast: Count.optional(),
      atMost: Count.optional(),
    })
    .refine(
      ({ exactly, atLeast, atMost }) => exactly === undefined || (atLeast === undefined && atMost === undefined),
      {
        error: 'exactly does not go with atLeast and atMost',
      },
    )
    .meta({ description: 'Without `exactly`, `atLeast` and `atMost`: at least one call.' }),
  answer: z.object({
    ok: z.boolean(),
    count: z.int(),
    nearMisses: z.array(
      z.object({
        id: z.int(),
        method: z.string(),
        path: z.string(),
        differs: z
          .array(z.string())
          .meta({ description: 'Each field that differs: the expected value, and the one found.' }),
      }),
    ),
  }),
  example: {
    body: { match: { operationId: 'createOrder', status: 200 }, atMost: 1 },
    answer: { ok: true, count: 1, nearMisses: [] },
  },
})

interface EntryFacts {
  readonly id: number
  readonly at: number
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string | readonly string[]>>
  readonly operationId: string | null
  readonly status: number | null
  readonly durationMs: number
  readonly requestBody: string | null
  readonly responseBody: string | null
  readonly reason: string | null
  readonly headers: readonly string[]
  readonly message: string | null
  readonly requestHeaders: Readonly<Record<string, string>> | null
  readonly responseHeaders: Readonly<Record<string, string>> | null
}

export function presentEntry(entry: EntryFacts): z.infer<typeof JournalEntry> {
  const explanation = explainAnswer(entry)
  return {
    id: entry.id,
    at: formatInstant(entry.at),
    method: entry.method,
    path: entry.path,
    query: entry.query as Record<string, string | string[]>,
    operationId: entry.operationId,
    status: entry.status,
    durationMs: Math.round(entry.durationMs * 1_000) / 1_000,
    requestBody: entry.requestBody,
    responseBody: entry.responseBody,
    ...(entry.requestHeaders === null ? {} : { requestHeaders: { ...entry.requestHeaders } }),
    ...(entry.responseHeaders === null ? {} : { responseHeaders: { ...entry.responseHeaders } }),
    ...(entry.reason === null ? {} : { reason: entry.reason }),
    ...(explanation === undefined ? {} : { explanation }),
    contractIssues: findContractIssues(entry),
  }
}
