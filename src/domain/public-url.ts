/** The URL at which clients and browsers reach the emulator behind a proxy. */
export interface PublicUrl {
  /** Without a slash at its end: `https://sandbox.example.com/esim`. */
  readonly href: string
  /** `https://sandbox.example.com`. */
  readonly origin: string
  /** `sandbox.example.com`, without a port. */
  readonly hostname: string
  /** 443 and 80 where the URL has none. */
  readonly port: number
  /** The sub-path, `/esim`; empty under `/`. */
  readonly basePath: string
  readonly isHttps: boolean
}

/** A path of characters that mean the same in a URL, in a cookie's Path and in the configuration of a proxy. */
const BASE_PATH = /^(?:\/[A-Za-z0-9._~-]+)*$/

/** First segments of the emulator's own paths: a base path with one of them would be ambiguous. */
const OWN_SEGMENT = /^\/(?:v2(?:\.\d)?|documented|_emulator|health|livez|readyz|openapi\.json)(?:\/|$)/

const RULE = 'an absolute URL of http or https such as https://sandbox.example.com/esim'

/** Completes "must be" for a public URL that is not valid; undefined for a valid one. */
export function findPublicUrlProblem(text: string): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return RULE
  const { username, password, search, hash, pathname } = new URL(text)
  if (username !== '' || password !== '') return `${RULE}, without a user and a password`
  if (search !== '' || hash !== '' || /[?#]$/.test(text)) return `${RULE}, without a query and a fragment`
  const basePath = basePathOf(pathname)
  if (!BASE_PATH.test(basePath)) return `${RULE}, with letters, digits, dots, dashes and underscores in its path`
  if (OWN_SEGMENT.test(basePath))
    return `${RULE}: the URL of the emulator itself, to which calls add /v2.4 or /_emulator`
  return undefined
}

/** Reads a URL in which findPublicUrlProblem found none. */
export function parsePublicUrl(text: string): PublicUrl {
  const { origin, hostname, port, pathname, protocol } = new URL(text)
  const basePath = basePathOf(pathname)
  const isHttps = protocol === 'https:'
  return {
    href: `${origin}${basePath}`,
    origin,
    hostname,
    port: Number(port || (isHttps ? 443 : 80)),
    basePath,
    isHttps,
  }
}

const basePathOf = (pathname: string): string => pathname.replace(/\/+$/, '')

/** Removes the base path from a request's target, unless the proxy has done so. */
export function withoutBasePath(target: string, basePath: string): string {
  if (basePath === '' || !target.startsWith(basePath)) return target
  const rest = target.slice(basePath.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : target
}
