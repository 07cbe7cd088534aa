import { presentCallback } from '../contract/callbacks.ts'
import type { CallbackRenderer } from '../domain/callback.ts'
import { SIGNATURE_HEADER, sign } from './sign.ts'

/** Renders the body of a callback, once: every attempt sends the same bytes. */
export const renderBody: CallbackRenderer['renderBody'] = (notice, version, dialect) =>
  JSON.stringify(presentCallback(notice, version, dialect))

/** The headers of a callback, with the signature of exactly these bytes. V2 callbacks have none (vendor docs). */
export const signBody: CallbackRenderer['signBody'] = (body, { apiKey, version, encoding }) => ({
  'Content-Type': 'application/json',
  ...(version === 'V3' ? { [SIGNATURE_HEADER]: sign(body, apiKey, encoding) } : {}),
})
