import * as z from 'zod'
import { ALERT_TYPES, type Callback as DomainCallback } from '../../domain/callback.ts'
import { formatInstant, formatNanoseconds, type Instant } from '../../domain/instant.ts'
import { SAMPLES } from '../examples/samples.ts'
import { controlOperation, Duration, Limit, MomentText, NoContent, RowId } from './operation.ts'

const Attempt = z.object({
  at: MomentText,
  status: z.int().nullable(),
  durationMs: z.int().meta({ description: 'Real time in milliseconds.' }),
  error: z.string().optional(),
  responseBody: z.string().optional(),
})

const STATUSES = ['pending', 'delivered', 'failed', 'unsent'] as const

export const Callback = z.object({
  id: z.int(),
  createdAt: z.string(),
  alertType: z.enum(ALERT_TYPES),
  iccid: z.string().nullable(),
  url: z.string(),
  version: z.enum(['V2', 'V3']),
  status: z.enum(STATUSES),
  body: z.string().meta({ description: 'The exact body that was sent.' }),
  headers: z.record(z.string(), z.string()),
  reason: z.string().optional().meta({ description: 'Why it was not sent as usual: `fault:<id>`, or `realism:...`.' }),
  attempts: z.array(Attempt),
  nextAttemptAt: z.string().optional().meta({ description: 'When it is sent next, where that is on the agenda.' }),
})

/** The longest name of a bundle that callbacks are searched for. */
const BundleName = z.string().max(1_000).meta({ description: 'The name of the bundle that it is about.' })

const CallbackPath = z.object({ id: RowId })

export const listCallbacks = controlOperation({
  operationId: 'listCallbacks',
  tag: 'Callbacks',
  method: 'GET',
  path: '/callbacks',
  summary: 'List callbacks, newest first',
  description: 'With `wait` the answer waits until `count` callbacks (default 1) have been tried, or the time is up.',
  queryFields: z.strictObject({
    iccid: z.string().optional(),
    alertType: z.enum(ALERT_TYPES).optional(),
    status: z.enum(STATUSES).optional(),
    bundle: BundleName.optional(),
    before: RowId.optional().meta({ description: 'Only callbacks with a lower id: the next page.' }),
    limit: Limit,
    wait: Duration.optional().meta({ description: 'Real time, at most 60 seconds.' }),
    count: Limit.meta({ description: 'With `wait`: the callbacks to wait for.' }),
  }),
  answer: z.object({ callbacks: z.array(Callback) }),
  example: { query: { limit: '5' } },
})

export const clearCallbacks = controlOperation({
  operationId: 'clearCallbacks',
  tag: 'Callbacks',
  method: 'DELETE',
  path: '/callbacks',
  summary: 'Remove all callbacks from the list',
  answer: NoContent,
  status: 204,
})

export const redeliverCallback = controlOperation({
  operationId: 'redeliverCallback',
  tag: 'Callbacks',
  method: 'POST',
  path: '/callbacks/{id}/redeliver',
  summary: 'Send a callback again, with the same bytes',
  pathFields: CallbackPath,
  body: z.strictObject({}),
  answer: Callback,
  example: { path: { id: SAMPLES.callbackId } },
})

export const redeliverCallbacks = controlOperation({
  operationId: 'redeliverCallbacks',
  tag: 'Callbacks',
  method: 'POST',
  path: '/callbacks/redeliver',
  summary: 'Send the callbacks that match again, with the same bytes',
  description: 'The oldest 1000, one after the other: `{ status: "failed" }` for those that failed.',
  body: z
    .strictObject({
      status: z.enum(STATUSES).optional(),
      alertType: z.enum(ALERT_TYPES).optional(),
      iccid: z.string().optional(),
      bundle: BundleName.optional(),
    })
    .refine((match) => Object.values(match).some((value) => value !== undefined), {
      error: 'say which callbacks: status, alertType, iccid or bundle',
    }),
  answer: z.object({ sent: z.int(), delivered: z.int(), failed: z.int() }),
  example: { body: { status: 'failed' }, answer: { sent: 0, delivered: 0, failed: 0 } },
})

export const testCallback = controlOperation({
  operationId: 'testCallback',
  tag: 'Callbacks',
  method: 'POST',
  path: '/callbacks/test',
  summary: 'Send an example of a callback',
  body: z.strictObject({ alertType: z.enum(ALERT_TYPES), iccid: z.string().optional() }),
  answer: Callback,
  example: { body: { alertType: 'Utilisation', iccid: SAMPLES.iccid } },
})

/** The longest body to explain, in characters. It is hashed in a dozen forms; the longest callback of the emulator has 1,000. */
const LONGEST_EXPLAINED = 1_048_576

/** The reasons for which a signature does not verify. */
const REASONS = [
  'verified',
  'missing',
  'unsigned-version',
  'malformed',
  'encoding',
  'whitespace',
  're-serialised',
  'changed',
  'other-callback',
  'other-key',
  'no-key',
  'algorithm',
  'unknown',
] as const

const Difference = z
  .object({ offset: z.int(), sent: z.string(), got: z.string() })
  .meta({ description: 'The first byte that differs, and the text from there on as it was sent and as it arrived.' })

const Explanation = z.object({
  verifies: z.boolean(),
  reason: z.enum(REASONS),
  message: z.string().meta({ description: 'One sentence: the cause, and the remedy.' }),
  callbackId: z.int().optional().meta({ description: 'The callback that the signature or the body belongs to.' }),
  difference: Difference.optional(),
})
export type SignatureExplanation = z.infer<typeof Explanation>

export const explainCallback = controlOperation({
  operationId: 'explainCallback',
  opens: false,
  tag: 'Callbacks',
  method: 'POST',
  path: '/callbacks/explain',
  summary: 'Say why the signature of a callback does not verify',
  body: z.strictObject({
    body: z
      .string()
      .max(LONGEST_EXPLAINED)
      .meta({ description: 'The raw body that the receiver got, before it was parsed.' }),
    signature: z
      .string()
      .max(LONGEST_EXPLAINED)
      .nullable()
      .optional()
      .meta({ description: 'The value of X-Signature-SHA256.' }),
  }),
  answer: Explanation,
  example: {
    body: { body: '{"alertType":"FirstAttachment"}', signature: null },
    answer: {
      verifies: false,
      reason: 'missing',
      message: 'no signature was given: read the header X-Signature-SHA256 of the request',
    },
  },
})

const Comparison = z.object({
  agrees: z.boolean(),
  reason: z.enum(['agrees', 'empty', 'encoded', ...REASONS.slice(1)] as const),
  message: z.string().meta({ description: 'One sentence: the mistake that makes this signature, and the remedy.' }),
  expected: z.string().optional().meta({ description: 'The signature that was sent.' }),
  callbackId: z.int().optional().meta({ description: 'The callback that the signature belongs to.' }),
  difference: Difference.optional(),
})
export type SignatureComparison = z.infer<typeof Comparison>

export const compareCallback = controlOperation({
  operationId: 'compareCallback',
  tag: 'Callbacks',
  method: 'POST',
  path: '/callbacks/{id}/compare',
  summary: 'Compare the signature that a receiver computed with the one that was sent',
  description:
    'Where they differ, the mistake that makes this signature is looked for in the body, the key and the algorithm.',
  pathFields: CallbackPath,
  body: z.strictObject({
    signature: z
      .string()
      .max(LONGEST_EXPLAINED)
      .meta({ description: 'The signature that the receiver computed, in hex or base64.' }),
    body: z.string().max(LONGEST_EXPLAINED).optional().meta({ description: 'The body that the receiver hashed.' }),
  }),
  answer: Comparison,
  example: { path: { id: SAMPLES.callbackId }, body: { signature: 'sha256=' } },
})

export const presentCallback = (
  callback: DomainCallback,
  nextAttemptAt: Instant | null = null,
): z.infer<typeof Callback> => ({
  id: callback.id,
  createdAt: formatNanoseconds(callback.createdAt),
  alertType: callback.alertType,
  iccid: callback.iccid,
  url: callback.url,
  version: callback.version,
  status: callback.status,
  body: callback.body,
  headers: { ...callback.headers },
  ...(callback.reason === null ? {} : { reason: callback.reason }),
  attempts: callback.attempts.map(({ at, status, durationMs, error, responseBody }) => ({
    at: formatInstant(at),
    status,
    durationMs,
    ...(error === null ? {} : { error }),
    ...(responseBody === null ? {} : { responseBody }),
  })),
  ...(nextAttemptAt === null ? {} : { nextAttemptAt: formatInstant(nextAttemptAt) }),
})

export const summarise = ({ id, alertType, iccid, status }: DomainCallback) => ({ id, alertType, iccid, status })
