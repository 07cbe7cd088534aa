/** Where clients and browsers reach the emulator, when that is not the address it listens on: behind a proxy. */
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

/** Characters that mean the same in a URL, in a cookie's Path and in the configuration of a proxy. */
const BASE_PATH = /^(?:\/[A-Za-z0-9._~-]+)*$/

/** First segments of the emulator's own paths: below one of these no call could be told from another. */
const OWN_SEGMENT = /^\/(?:v2(?:\.\d)?|documented|_emulator|health|livez|readyz|openapi\.json)(?:\/|$)/

const RULE = 'an absolute URL of http or https such as https://sandbox.example.com/esim'

/** Completes "it must be": what a public URL has to be and this one is not. Undefined for one that will do. */
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

/** Reads a URL that has no problem. */
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

/** The target of a request without the sub-path, which some proxies pass on and others strip. */
export function withoutBasePath(target: string, basePath: string): string {
  if (basePath === '' || !target.startsWith(basePath)) return target
  const rest = target.slice(basePath.length)
  if (rest === '' || rest.startsWith('?')) return `/${rest}`
  return rest.startsWith('/') ? rest : target
}
