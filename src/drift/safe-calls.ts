import { DEEPEST_JSON, outlineJson } from '../domain/json-text.ts'

const NAME = '(?:[\\w+-]|%2[Bb])(?:[\\w.+-]|%2[Bb])*'
const REFERENCE = '[\\w-]+'
const ICCID = '\\d+'

/** Every GET that changes nothing. `/esims/{iccid}/refresh` does, and is not here. */
const SAFE_PATHS: readonly RegExp[] = [
  '/',
  '/catalogue',
  '/catalogue/prices',
  `/catalogue/bundle/${NAME}`,
  '/networks',
  '/organisation(?:/groups)?',
  '/organisation/groups/\\w(?:[\\w.-]|%20)*/countries',
  `/orders(?:/${REFERENCE})?`,
  '/inventory',
  '/esims',
  `/esims/assignments(?:/${REFERENCE})?`,
  `/esims/(?:qr|csv)/${REFERENCE}`,
  `/esims/${ICCID}(?:/history|/location|/bundles|/suspend|/qr)?`,
  `/esims/${ICCID}/(?:bundles|compatible)/${NAME}`,
].map((path) => new RegExp(`^${path}$`))

/** Whether a GET of this path, without its version, can neither spend nor change anything. */
export const isSafePath = (path: string): boolean => SAFE_PATHS.some((safe) => safe.test(path))

/** An order has fifty lines at most; a longer body than this is judged by nobody. */
const LONGEST_VALIDATION = 65_536

/**
 * Whether the body of an order only asks for its price. A body that another reader could take for another one is none: one with
 * a name twice, or with a `Type` beside `type`.
 */
export function isValidation(body: string): boolean {
  if (body.length > LONGEST_VALIDATION) return false
  const { depth, names } = outlineJson(body)
  if (depth > DEEPEST_JSON) return false
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return false
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const types = Object.keys(value).filter((name) => name.toLowerCase() === 'type')
  const isValidated = types.join() === 'type' && (value as { type: unknown }).type === 'validate'
  return isValidated && names === countNames(value)
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside = Object.values(value).reduce<number>((count, each) => count + countNames(each), 0)
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length)
}
