import * as z from 'zod'

/** A body: JSON as a value, another text as a text, anything else by its size and digest, or the reason that there is none. */
export const RecordedBody = z.union([
  z.strictObject({ json: z.unknown() }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ bytes: z.int().min(0), sha256: z.string() }),
  z.strictObject({ missing: z.string() }),
])
export type RecordedBody = z.infer<typeof RecordedBody>

const Headers = z.array(z.tuple([z.string(), z.string()])).readonly()

/** A call and its answer, redacted: one line of a recording. */
export const Exchange = z.object({
  /** The version of this form. */
  recording: z.literal(1),
  /** The instant of the request, by the machine's clock. */
  at: z.string(),
  durationMs: z.number().min(0),
  method: z.string(),
  /** As the client wrote it, with its version and query. */
  path: z.string().startsWith('/'),
  request: z.object({ headers: Headers, body: RecordedBody.optional() }),
  response: z.object({ status: z.int().min(100).max(999), headers: Headers, body: RecordedBody.optional() }).optional(),
  /** The reason that the answer is absent or incomplete. */
  failure: z.string().optional(),
})
export type Exchange = z.infer<typeof Exchange>

export type HeaderList = Exchange['request']['headers']

/** The first value of a header; undefined without one. */
export const headerOf = (headers: HeaderList, name: string): string | undefined =>
  headers.find(([each]) => each.toLowerCase() === name)?.[1]
