import { presentCallback } from '../contract/callbacks.ts'
import type { CallbackForm, Notice, RenderedCallback } from '../domain/callback.ts'
import { SIGNATURE_HEADER, sign } from './sign.ts'

/**
 * The bytes of a callback, once and for all: every try sends these, and the signature is of exactly these. V2 callbacks
 * carry no signature (vendor docs).
 */
export function renderCallback(notice: Notice, { apiKey, version, encoding, dialect }: CallbackForm): RenderedCallback {
  const body = JSON.stringify(presentCallback(notice, version, dialect))
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  if (version === 'V3') headers[SIGNATURE_HEADER] = sign(body, apiKey, encoding)
  return { body, headers }
}
