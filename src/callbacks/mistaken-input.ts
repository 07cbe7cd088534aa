import { createHash, createHmac } from 'node:crypto'
import { bodyCandidates, keyCandidates } from './candidates.ts'
import type { Digest } from './digest.ts'

/** The HMAC of a text, in hex. */
export const mac = (value: string | Buffer, key: string | Buffer, algorithm = 'sha256'): string =>
  createHmac(algorithm, key).update(value).digest('hex')

/** The longest body, in characters, of which other forms are tried with other keys: hundreds of digests. */
const LONGEST_TRIED = 10_000

/** Texts and the key that a digest may have been made of. */
export interface DigestInput {
  /** The body that was sent. */
  readonly sent: string
  /** The body that the receiver hashed, where it is known. */
  readonly hashed: string | undefined
  readonly apiKey: string
}

export interface MistakenInput {
  readonly reason: 'other-key' | 'no-key' | 'algorithm'
  readonly message: string
}

/** Finds the usual mistake by which a digest was made with another key, or without an HMAC; undefined where none makes it. */
export const findMistake = (input: DigestInput, { hex }: Digest): MistakenInput | undefined =>
  findKey(input, hex) ?? findHash(input, hex)

/** The digest was made with another key, of the body or of a text that it is easily mistaken for. */
function findKey({ sent, hashed, apiKey }: DigestInput, hex: string): MistakenInput | undefined {
  const alike = sent.length > LONGEST_TRIED ? [] : bodyCandidates(sent).map(({ value }) => value)
  const texts = [sent, ...(hashed === undefined ? [] : [hashed]), ...alike]
  for (const text of texts) {
    const key = keyCandidates(apiKey).find(({ value }) => mac(text, value) === hex)
    if (!key) continue
    const also = text === sent ? '' : ', and the text that it is of is not the raw body either'
    return { reason: 'other-key', message: `The signature was made with ${key.words}${also}.` }
  }
  return undefined
}

/** The digest is one of the body and the key, which were put together in another way. */
function findHash({ sent, hashed, apiKey }: DigestInput, hex: string): MistakenInput | undefined {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  for (const text of new Set([sent, hashed ?? sent])) {
    if (hash(text) === hex)
      return { reason: 'no-key', message: `The signature is a plain SHA-256 of the body: ${HMAC}.` }
    if (hash(apiKey + text) === hex || hash(text + apiKey) === hex) {
      return { reason: 'no-key', message: `The signature is a SHA-256 of the body and the key as one text: ${HMAC}.` }
    }
    if (mac(apiKey, text) === hex) {
      return { reason: 'algorithm', message: `Key and body are in each other’s place: ${HMAC}.` }
    }
  }
  return undefined
}

const HMAC = 'make an HMAC of the body, with the API key as its key'
