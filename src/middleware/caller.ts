import { createHash } from 'node:crypto'
import { isApiKey } from '../domain/organisation.ts'

/** The key that a request came with: in its header, or in the query of a version that knows that; undefined for none. */
export const keyOf = ({ headers }: Request, { searchParams }: URL): string | undefined =>
  headers.get('x-api-key') || searchParams.get('api_key') || undefined

/** A key in a log: the beginning of its hash, by which two calls can be told to have come with the same one. */
export const hashKey = (apiKey: string): string =>
  `key ${createHash('sha256').update(apiKey).digest('hex').slice(0, 8)}`

/** What is wrong with the key of a call that was refused for it, in words. */
export function explainKey(headers: Headers, apiKey: string | undefined): string {
  if (apiKey === undefined) {
    return headers.has('authorization')
      ? 'the key belongs in X-API-Key, and only Authorization was sent'
      : 'no X-API-Key header was sent'
  }
  return isApiKey(apiKey)
    ? 'this key is not one of those that the emulator was started with'
    : 'a key has 1 to 128 visible ASCII characters'
}

const LOCAL_ADDRESS = '127.0.0.1'

/** The address of the socket that a request came by; without one (`emulator.fetch`), and on this machine whichever of its two it is, the local one. */
export function addressOf(env: unknown): string {
  const { incoming } = (env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } }
  const address = incoming?.socket?.remoteAddress?.replace(/^::ffff:/, '')
  return address === undefined || address === '::1' ? LOCAL_ADDRESS : address
}
