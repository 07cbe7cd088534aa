import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'

/** Why a body could not be read: it is longer than it may be, its caller broke it off, or it is no text. */
export type BodyProblem = 'too_long' | 'broken_off' | 'not_utf8'

export type Body =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly problem: BodyProblem; readonly text?: undefined }

/** The text of a request's body, of which no more is ever read than the limit; by its declared and its real length. */
export const readBody = (context: Context, limitBytes: number): Promise<Body> =>
  (readFromSocket(context, limitBytes) ?? readBytes(context.req.raw, limitBytes)).then(decode, brokenOff)

const brokenOff = (): Body => ({ problem: 'broken_off' })

function decode(bytes: Uint8Array | undefined): Body {
  if (!bytes) return { problem: 'too_long' }
  try {
    return { text: utf8.decode(bytes) }
  } catch {
    return { problem: 'not_utf8' }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a body whose length is declared from the stream below the request, in half the time that the request takes. Returns
 * undefined where there is none that can be read so: in the process, and where reading has begun or the connection is gone.
 */
function readFromSocket({ env }: Context, limitBytes: number): Promise<Uint8Array> | undefined {
  const { incoming } = (env ?? {}) as { readonly incoming?: IncomingMessage }
  if (!incoming || incoming.readableDidRead || incoming.destroyed) return undefined
  const declared = incoming.headers['content-length']
  if (declared === undefined || Number(declared) > limitBytes) return undefined
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('end', () => resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)))
    incoming.on('error', reject)
    // Behind the end of the body this changes nothing.
    incoming.on('close', reject)
  })
}

/** Undefined when there are more. */
async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array | undefined> {
  const declared = request.headers.get('content-length')
  if (declared === null) return readParts(request, limitBytes)
  if (Number(declared) > limitBytes) return undefined
  // Over a socket there are as many as it says: to read them at once is faster.
  const bytes = new Uint8Array(await request.arrayBuffer())
  return bytes.byteLength > limitBytes ? undefined : bytes
}

async function readParts({ body }: Request, limitBytes: number): Promise<Uint8Array | undefined> {
  if (!body) return new Uint8Array()
  const reader = body.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.byteLength
    if (length > limitBytes) {
      await reader.cancel()
      return undefined
    }
    parts.push(value)
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts)
}
