/** Why a body could not be read: it is longer than it may be, its caller broke it off, or it is no text. */
export type BodyProblem = 'too_long' | 'broken_off' | 'not_utf8'

export type Body =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly problem: BodyProblem; readonly text?: undefined }

/** The text of a request's body, of which no more is ever read than the limit; by its declared and its real length. */
export async function readBody(request: Request, limitBytes: number): Promise<Body> {
  let bytes: Uint8Array | undefined
  try {
    bytes = await readBytes(request, limitBytes)
  } catch {
    return { problem: 'broken_off' }
  }
  if (!bytes) return { problem: 'too_long' }
  try {
    return { text: utf8.decode(bytes) }
  } catch {
    return { problem: 'not_utf8' }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

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
