import type { SignatureExplanation } from '../contract/control/callbacks.ts'
import type { Callback, SignatureEncoding } from '../domain/callback.ts'
import { type Difference, differenceOf, isSameJson, parseJson, quote } from './body-difference.ts'
import { type Digest, readDigest } from './digest.ts'
import { findMistake } from './mistaken-input.ts'
import { SIGNATURE_HEADER, sign } from './sign.ts'

type SentCallback = Pick<Callback, 'id' | 'version' | 'body' | 'headers'>

export interface SignatureCase {
  /** The body and the signature header, as the receiver got them. */
  readonly body: string
  readonly signature: string | null | undefined
  readonly apiKey: string
  /** The encoding of the organisation's signatures. */
  readonly encoding: SignatureEncoding
  /** The organisation's latest callbacks, newest first. */
  readonly sent: readonly SentCallback[]
}

/** Explains whether a callback verifies, and if not why, in one sentence that says what to do. */
export function explainSignature(given: SignatureCase): SignatureExplanation {
  const { body, apiKey, sent, encoding } = given
  const signature = given.signature?.trim() ?? ''
  const same = sent.find((callback) => callback.body === body)
  if (signature === '') return explainMissing(same)
  if (sent.some((callback) => callback.body === body && callback.headers[SIGNATURE_HEADER] === signature)) {
    return isOf(apiKey, body, signature) ? VERIFIED : otherKey(same)
  }

  const digest = readDigest(signature)
  if (!digest) {
    return refused(
      'malformed',
      `The signature is not one: HMAC-SHA256 is 44 characters of base64 or 64 of hex, and this is ${signature.length} characters that are neither.`,
    )
  }
  const isSignedWith = (text: string, key: string) => sign(text, key, 'hex') === digest.hex
  if (isSignedWith(body, apiKey)) {
    return digest.form === encoding ? VERIFIED : explainForm(digest.form, encoding)
  }

  const signed = sent.find((callback) => isSignedWith(callback.body, apiKey))
  if (signed) return explainBody(given, signed, same)
  const original = originalsOf(body).find((text) => isSignedWith(text, apiKey))
  if (original !== undefined) return explainBody(given, { body: original }, same)

  const mistake = findMistake({ sent: body, hashed: undefined, apiKey }, digest)
  if (mistake) return refused(mistake.reason, mistake.message)
  return same ? otherKey(same) : explainUnknown(given)
}

const VERIFIED: SignatureExplanation = {
  verifies: true,
  reason: 'verified',
  message: 'The signature is that of these bytes and this organisation’s API key.',
}

type Reason = Exclude<SignatureExplanation['reason'], 'verified'>

const refused = (
  reason: Reason,
  message: string,
  { callback, difference }: { callback?: Partial<SentCallback> | undefined; difference?: Difference } = {},
): SignatureExplanation => ({
  verifies: false,
  reason,
  message,
  ...(callback?.id === undefined ? {} : { callbackId: callback.id }),
  ...(difference ? { difference } : {}),
})

function explainMissing(same: SentCallback | undefined): SignatureExplanation {
  return same?.version === 'V2'
    ? refused(
        'unsigned-version',
        `Callback ${same.id} was sent as V2, which is not signed: set callbackVersion to V3 to have a signature.`,
        { callback: same },
      )
    : refused('missing', `There is no signature: it comes in the header ${SIGNATURE_HEADER}.`, { callback: same })
}

function otherKey(same: SentCallback | undefined): SignatureExplanation {
  if (same?.version === 'V2') {
    return refused(
      'other-key',
      `The body is that of callback ${same.id}, byte by byte, which was sent unsigned as V2: this signature was added by someone else, with another key.`,
      { callback: same },
    )
  }
  return refused(
    'other-key',
    `The body is that of callback ${same?.id}, byte by byte, but the signature was not made with this organisation’s API key: use the key that the callbacks’ organisation is called with.`,
    { callback: same },
  )
}

function explainForm(form: Digest['form'], encoding: SignatureEncoding): SignatureExplanation {
  const written = {
    hex: 'in hex',
    base64: 'in base64',
    'base64 of hex': 'as the base64 of its hex text',
    prefixed: 'with something before or around it',
  }[form]
  const advice =
    form === 'base64 of hex' ? 'encode the raw digest' : `compare in ${encoding}, or change callbackEncoding`
  return refused(
    'encoding',
    `The signature is of these bytes and this key, but is written ${written} where this organisation’s callbacks have plain ${encoding}: ${advice}.`,
  )
}

/** Explains a genuine signature of another body. */
function explainBody(
  { body }: SignatureCase,
  signed: Partial<SentCallback> & { body: string },
  same: SentCallback | undefined,
) {
  const name = signed.id === undefined ? 'another text' : `callback ${signed.id}`
  if (same) {
    return refused(
      'other-callback',
      `The body is that of callback ${same.id} and the signature that of ${name}: keep each signature with the body it came with.`,
      { callback: signed },
    )
  }
  const difference = differenceOf(signed.body, body)
  const where = `from byte ${difference.offset} on ${quote(difference.got)} came where ${quote(difference.sent)} was signed`
  if (body.trim() === signed.body.trim()) {
    return refused('whitespace', `The signature is of ${name} without the same white space at its ends: ${where}.`, {
      callback: signed,
      difference,
    })
  }
  if (isSameJson(body, signed.body)) {
    return refused(
      're-serialised',
      `The signature is of ${name}, whose JSON has the same value but other bytes: ${where}; verify the raw body before it is parsed.`,
      { callback: signed, difference },
    )
  }
  if (signed.body.startsWith(body)) {
    const { length } = Buffer.from(body)
    return refused('changed', `The signature is of ${name}, of which only the first ${length} bytes are here.`, {
      callback: signed,
      difference,
    })
  }
  return refused('changed', `The signature is of ${name}, whose content is not this: ${where}.`, {
    callback: signed,
    difference,
  })
}

function explainUnknown({ body, sent }: SignatureCase): SignatureExplanation {
  const alike = sent.find((callback) => isSameJson(callback.body, body))
  if (alike) {
    const difference = differenceOf(alike.body, body)
    return refused(
      'other-key',
      `The body has the JSON value of callback ${alike.id} but other bytes from byte ${difference.offset} on, and the signature is of neither with this organisation’s API key: use its key, and verify the raw body.`,
      { callback: alike, difference },
    )
  }
  return refused(
    'unknown',
    'No callback of this organisation has this body, and the signature is not its API key’s of these bytes: either the key is another or the body was changed.',
  )
}

const isOf = (apiKey: string, body: string, signature: string): boolean =>
  readDigest(signature)?.hex === sign(body, apiKey, 'hex')

/** The bodies that a receiver's framework may have turned into this one. */
function originalsOf(body: string): string[] {
  const trimmed = body.trim()
  const value = parseJson(trimmed)
  return [trimmed, `${trimmed}\n`, ...(value === undefined ? [] : [JSON.stringify(value)])]
}
