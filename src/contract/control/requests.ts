import * as z from 'zod'
import { countValues } from '../../domain/count-values.ts'
import { formatInstant } from '../../domain/instant.ts'
import { LONGEST_LIST } from '../../domain/limits.ts'
import { findContractIssues } from '../issues.ts'
import { Count, controlOperation, Limit, MomentText, NoContent, PathPattern, RowId } from './operation.ts'

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
  reason: z.string().optional(),
  contractIssues: z
    .array(z.string())
    .meta({ description: 'Places where the request differs from the contract and was accepted all the same.' }),
})

const Status = z.coerce.number().int().min(100).max(599)

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
    since: MomentText.optional(),
    before: RowId.min(1).optional().meta({ description: 'Only calls with a lower id: the next page.' }),
    limit: Limit,
  }),
  answer: z.object({ requests: z.array(JournalEntry) }),
  example: { query: { limit: '5' } },
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
}

export const presentEntry = (entry: EntryFacts): z.infer<typeof JournalEntry> => ({
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
  ...(entry.reason === null ? {} : { reason: entry.reason }),
  contractIssues: findContractIssues(entry),
})
