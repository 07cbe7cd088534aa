import type { SignatureComparison } from '../contract/control/callbacks.ts'
import type { Callback, SignatureEncoding } from '../domain/callback.ts'
import { differenceOf, isSameJson } from './body-difference.ts'
import { bodyCandidates } from './candidates.ts'
import { type Digest, readDigest } from './digest.ts'
import { findMistake, mac } from './mistaken-input.ts'
import { SIGNATURE_HEADER } from './sign.ts'

type SentCallback = Pick<Callback, 'id' | 'version' | 'body' | 'headers'>

export interface ComparedSignature {
  readonly callback: SentCallback
  /** The signature that the receiver computed. */
  readonly signature: string
  /** The body that it hashed, where it is known. */
  readonly body: string | undefined
  readonly apiKey: string
  /** Other callbacks of the organisation. */
  readonly others: readonly SentCallback[]
}

/** The other algorithms that are told by the length of their digests. */
const ALGORITHMS = [
  ['sha1', 20],
  ['sha512', 64],
  ['sha384', 48],
  ['md5', 16],
] as const

/** Says whether the signature that a receiver computed agrees with the one that was sent, and if not which mistake makes it. */
export function compareSignature(given: ComparedSignature): SignatureComparison {
  const { callback, apiKey } = given
  const expected = callback.headers[SIGNATURE_HEADER]
  const signature = given.signature.trim()
  if (expected === undefined) {
    return refused(
      'unsigned-version',
      `Callback ${callback.id} was sent as V2, which is not signed: set callbackVersion to V3 to have a signature.`,
    )
  }
  const encoding = /^[0-9a-f]{64}$/.test(expected) ? 'hex' : 'base64'
  const digest = readDigest(signature)
  const found = digest
    ? (findSameDigest(given, digest, encoding) ?? findBody(given, digest) ?? findOtherInput(given, digest))
    : findAlgorithm(callback.body, apiKey, signature)
  return { ...(found ?? (digest ? unknown(given) : malformed(signature))), expected }
}

type Verdict = SignatureComparison
type Reason = Exclude<SignatureComparison['reason'], 'agrees'>

const refused = (reason: Reason, message: string, more: Partial<Verdict> = {}): Verdict => ({
  agrees: false,
  reason,
  message,
  ...more,
})

/** The signature is the right one, written as it was sent or in another way. */
function findSameDigest({ callback, apiKey }: ComparedSignature, digest: Digest, encoding: SignatureEncoding) {
  if (mac(callback.body, apiKey) !== digest.hex) return undefined
  if (digest.form === encoding) {
    return { agrees: true, reason: 'agrees', message: 'The signature is the one that was sent.' } as const
  }
  const written = digest.form === 'prefixed' ? 'with something before or around it' : `in ${digest.form}`
  return refused(
    'encoding',
    `The digest is the right one, but it is written ${written} where the callback was sent in plain ${encoding}: compare in ${encoding}.`,
  )
}

/** The signature is one with the right key, of another text. */
function findBody({ callback, body, apiKey, others }: ComparedSignature, { hex }: Digest): Verdict | undefined {
  const { body: sent } = callback
  const isSigned = (text: string | Buffer) => mac(text, apiKey) === hex
  if (body !== undefined && body !== sent && isSigned(body)) {
    const difference = differenceOf(sent, body)
    const reason = body.trim() === sent.trim() ? 'whitespace' : isSameJson(body, sent) ? 're-serialised' : 'changed'
    const which = bodyCandidates(sent).find(({ value }) => value === body)?.words
    const what = which ?? `a body that differs from byte ${difference.offset} on`
    return refused(reason, `The key is right, and the signature is of ${what}: ${RAW}.`, { difference })
  }
  const mistaken = bodyCandidates(sent).find(({ value }) => isSigned(value))
  if (mistaken) {
    const { value, reason, words } = mistaken
    const difference = typeof value === 'string' ? { difference: differenceOf(sent, value) } : {}
    return refused(reason, `The key is right, and the signature is of ${words}: ${RAW}.`, difference)
  }
  const other = others.find((each) => each.id !== callback.id && isSigned(each.body))
  return other && refused('other-callback', `The signature is that of callback ${other.id}.`, { callbackId: other.id })
}

const RAW = 'hash the raw bytes of the request, before anything parses them'

/** The signature was made with another key, or without an HMAC. */
function findOtherInput({ callback, body, apiKey }: ComparedSignature, digest: Digest): Verdict | undefined {
  const mistake = findMistake({ sent: callback.body, hashed: body, apiKey }, digest)
  return mistake && refused(mistake.reason, mistake.message)
}

/** The signature is an HMAC by another algorithm: its length says which. */
function findAlgorithm(body: string, apiKey: string, signature: string): Verdict | undefined {
  for (const [algorithm, bytes] of ALGORITHMS) {
    const digest = readDigest(signature, bytes)
    if (!digest) continue
    const certainly = mac(body, apiKey, algorithm) === digest.hex ? 'is' : 'has the length of'
    return refused('algorithm', `The signature ${certainly} an HMAC by ${algorithm.toUpperCase()}: use SHA-256.`)
  }
  return undefined
}

const malformed = (signature: string): Verdict =>
  refused(
    'malformed',
    `The text is no signature: HMAC-SHA256 is 44 characters of base64 or 64 of hex, and these ${signature.length} characters are neither.`,
  )

function unknown({ callback, body }: ComparedSignature): Verdict {
  if (body === undefined) {
    return refused(
      'unknown',
      'No usual mistake makes this signature. Give the body that was hashed as well: it tells whether the body or the key is another.',
    )
  }
  if (body === callback.body) {
    return refused('other-key', 'The body is the same, byte by byte: the signature was made with another key.')
  }
  const difference = differenceOf(callback.body, body)
  return refused(
    'other-key',
    `The body differs from byte ${difference.offset} on, and the signature is not this organisation’s API key’s of either body: the key is another.`,
    { difference },
  )
}
