import { type ErrorType, INTERNAL_ERROR, presentError, type WireError } from '../contract/errors.ts'
import { DomainError } from '../domain/errors.ts'
import { knownFailure } from './known-failure.ts'

/** An answer before it becomes a response: the journal records it, and a fault may change it. */
export class Answer {
  readonly body: string | Uint8Array<ArrayBuffer>
  readonly contentType: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    body: string | Uint8Array<ArrayBuffer>,
    contentType = 'application/json',
    status = 200,
    headers: Readonly<Record<string, string>> = {},
  ) {
    this.body = body
    this.contentType = contentType
    this.status = status
    this.headers = headers
  }

  /** The text of the body, or the beginning of a text that is longer than `most` characters; undefined for a file. */
  text(most = Number.POSITIVE_INFINITY): string | undefined {
    const { body, contentType } = this
    if (typeof body === 'string') return body
    if (!TEXT_TYPE.test(contentType)) return undefined
    // A character takes at most three bytes.
    return Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 3 * most)).toString()
  }

  with(headers: Readonly<Record<string, string>>): Answer {
    return new Answer(this.body, this.contentType, this.status, { ...this.headers, ...headers })
  }

  toResponse(): Response {
    return new Response(WITHOUT_BODY.has(this.status) ? null : this.body, {
      status: this.status,
      headers: { 'Content-Type': this.contentType, ...this.headers },
    })
  }
}

/** A long text is bytes already. */
const TEXT_TYPE = /^(?:application\/json|text\/)/

/** Statuses without a body; only faults give them. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304])

/** The vendor's answer to an error. An unknown error is a 500, and is reported to `onFailure`. */
export function answerError(error: unknown, onFailure: (error: unknown) => void, type?: ErrorType): Answer {
  const known = knownFailure(error)
  if (known instanceof DomainError) return answerWire(presentError(known), type)
  onFailure(error)
  return answerWire(INTERNAL_ERROR, type)
}

/** The body of an error on the wire. */
export const errorText = (message: string, type: ErrorType): string =>
  type === 'text/plain' ? message : JSON.stringify({ message })

export const answerWire = (
  { status, message, reason, retryAfter }: WireError,
  type: ErrorType = 'application/json',
): Answer =>
  new Answer(errorText(message, type), type, status, {
    ...(reason ? { 'Emulator-Reason': reason } : {}),
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
  })
