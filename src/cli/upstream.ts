import { BASE_PREFIX, PREFIXES, unknownPrefix } from '../domain/api-version.ts'
import { listOr } from '../domain/list-words.ts'
import { CommandFailure, EXIT } from './options.ts'

/** The last segment of a path, with its slash. */
export const LAST_SEGMENT = /\/[^/]*$/

/** Normalises the base URL of a service: with a version, without a slash at its end. Throws CommandFailure. */
export function vendorBaseUrl(text: string, flag: string): string {
  const { username, password, search, hash, origin, pathname } = new URL(text)
  if (username + password + search + hash !== '') {
    throw new CommandFailure(`${flag} takes a base URL and nothing else: no user, no query`, EXIT.usage)
  }
  const path = pathname.replace(/\/+$/, '')
  const last = LAST_SEGMENT.exec(path)?.[0] ?? ''
  const unknown = unknownPrefix(last)
  if (unknown) {
    throw new CommandFailure(`unknown API version ${unknown}: use ${listOr(PREFIXES)}`, EXIT.usage)
  }
  return `${origin}${PREFIXES.includes(last) ? path : `${path}${BASE_PREFIX}`}`
}

/** Requires a key for a service. Throws CommandFailure. */
export function requireKey(apiKey: string | undefined, variable: string): string {
  if (apiKey === undefined) throw new CommandFailure(`a key is needed: --api-key or ${variable}`, EXIT.usage)
  return apiKey
}
