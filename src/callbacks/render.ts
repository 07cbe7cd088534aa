import { presentCallback } from '../contract/callbacks.ts'
import type { CallbackRenderer } from '../domain/callback.ts'
import { SIGNATURE_HEADER, sign } from './sign.ts'

/** The bytes of a callback, once and for all: every try sends these. */
export const renderBody: CallbackRenderer['renderBody'] = (notice, version, dialect) =>
  JSON.stringify(presentCallback(notice, version, dialect))

/** The headers beside a callback's bytes, with the signature of exactly these. V2 callbacks carry none (vendor docs). */
export const signBody: CallbackRenderer['signBody'] = (body, { apiKey, version, encoding }) => ({
  'Content-Type': 'application/json',
  ...(version === 'V3' ? { [SIGNATURE_HEADER]: sign(body, apiKey, encoding) } : {}),
})
