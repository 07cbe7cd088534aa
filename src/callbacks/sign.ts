import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SignatureEncoding } from '../domain/callback.ts'

/** The header that carries the signature (vendor guide, webhooks). */
export const SIGNATURE_HEADER = 'X-Signature-SHA256'

/** Signs a body: HMAC-SHA256 with the API key. The vendor's reference encodes it in base64, its guide in hex. */
export const sign = (body: string | Uint8Array, apiKey: string, encoding: SignatureEncoding = 'base64'): string =>
  createHmac('sha256', apiKey).update(body).digest(encoding)

/**
 * Returns whether a callback is genuine: for receivers. Takes the raw bytes of the body (or its exact text), the value of the
 * X-Signature-SHA256 header, in base64 or in hex, and the API key. A header that was sent several times, which node:http may
 * give as a list, is not genuine. Never throws.
 */
export function verifySignature(
  rawBody: string | Uint8Array,
  header: string | readonly string[] | null | undefined,
  apiKey: string,
): boolean {
  if (typeof header !== 'string') return false
  const given = header.trim()
  const encoding: SignatureEncoding = /^[0-9a-f]{64}$/i.test(given) ? 'hex' : 'base64'
  const expected = Buffer.from(sign(rawBody, apiKey, encoding))
  const actual = Buffer.from(encoding === 'hex' ? given.toLowerCase() : given)
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}
