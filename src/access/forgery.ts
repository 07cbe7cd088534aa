import {
  hostOfOrigin,
  isMachineFromInside,
  isThisMachine,
  normaliseOrigin,
  parseHost,
  strangeHostText,
} from '../domain/host.ts'
import type { PublicUrl } from '../domain/public-url.ts'

const LOOPBACK_ADDRESS = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/i

/** Whether an address to listen on can only be reached from this machine. */
export const isLoopback = (host: string): boolean => LOOPBACK_ADDRESS.test(host.includes(':') ? `[${host}]` : host)

/** The vendor's own name, which clients that cannot be configured are led here by, in their hosts file. */
const VENDOR_HOST = 'api.esim-go.com'

/** Why a control call or a page is not answered. */
export interface Forgery {
  readonly code: 'foreign_origin' | 'unexpected_host'
  readonly message: string
}

type Asked = Pick<Request, 'method' | 'headers'>

export interface ForgeryRules {
  readonly publicUrl: PublicUrl | undefined
  /** Further names that lead to the emulator: `dev.test`, or with a port, `dev.test:4024`. */
  readonly allowHosts: readonly string[]
  /** Origins whose pages may call the vendor API; `*` is all of them. */
  readonly corsOrigins: readonly string[]
  /** Whether it listens where other machines can call it, under names that it cannot know. */
  readonly listensBeyond: () => boolean
}

/**
 * Tells what a web page may have caused, which its visitor does not know of. A page cannot set Host, Origin, Referer and
 * Sec-Fetch-Site, and cannot send X-API-Key to another origin unasked: these are what is looked at, never the method.
 * Without a socket (`emulator.fetch`) there is no Host header, and nobody to forge anything.
 */
export class ForgeryGuard {
  readonly #rules: ForgeryRules
  readonly #corsOrigins: ReadonlySet<string>
  readonly #allowHosts: readonly string[]
  /** The Host of the last call that was found good: nearly all have the same. */
  #lastGood = ''

  constructor(rules: ForgeryRules) {
    this.#rules = rules
    this.#corsOrigins = new Set(rules.corsOrigins.map(normaliseOrigin))
    this.#allowHosts = rules.allowHosts.map((text) => {
      const { name = text, port = '' } = parseHost(text) ?? {}
      return port === '' ? name : `${name}:${port}`
    })
  }

  /**
   * The Host of a call, when it is a name that does not lead here by the operator's will: a page whose own name was made
   * to lead to this machine reads every answer. Where other machines can call, any name is right.
   */
  findStrangeHost(headers: Headers): string | undefined {
    const host = headers.get('host')
    if (host === null || host === this.#lastGood || this.#rules.listensBeyond()) return undefined
    if (!this.#leadsHere(host)) return host
    this.#lastGood = host
    return undefined
  }

  /**
   * The page of another place that a vendor call may come from. Pages of this machine are let through, since they may be
   * applications in development, and those that CORS allows. Where other machines can call, the key tells callers apart.
   * Assumption (auth-foreign-page): the service, which has a key to tell its callers by, does not look at where a page is from.
   */
  findForeignPage(request: Asked): string | undefined {
    const { headers } = request
    const host = headers.get('host')
    if (host === null || this.#corsOrigins.has('*') || this.#rules.listensBeyond()) return undefined
    const page = pageOf(request)
    if (page === undefined) return undefined
    if (page === UNNAMED) return this.#isNeighbour(headers, host) ? undefined : ELSEWHERE
    if (this.#corsOrigins.has(normaliseOrigin(page))) return undefined
    if (this.#hasOrigin(page, host) && this.findStrangeHost(headers) === undefined) return undefined
    const place = hostOfOrigin(page)
    return place && (isThisMachine(place) || this.#isAllowed(place.name, place.port)) ? undefined : page
  }

  /**
   * What is suspicious about a control call or a look at a page. Writes come from the emulator's own pages alone; of what
   * is only read a browser keeps the answer from other pages, and a link may lead here.
   */
  findForgery(request: Asked): Forgery | undefined {
    const { headers } = request
    const host = headers.get('host')
    if (host === null) return undefined
    const page = isRead(request) ? undefined : pageOf(request)
    if (page === UNNAMED || (page !== undefined && !this.#hasOrigin(page, host))) {
      const place = page === UNNAMED ? ELSEWHERE : page
      return { code: 'foreign_origin', message: `a page of ${place} may not drive this emulator` }
    }
    const strange = this.findStrangeHost(headers)
    return strange === undefined ? undefined : { code: 'unexpected_host', message: strangeHostText(strange) }
  }

  /** Whether a page is of the emulator's public address, or of the one that is called. */
  #hasOrigin(page: string, host: string): boolean {
    return page === this.#rules.publicUrl?.origin || hostTextOf(page) === host.toLowerCase()
  }

  /** Whether a page that does not name itself is of this machine: of the same site as one of its names. */
  #isNeighbour(headers: Headers, host: string): boolean {
    const called = parseHost(host)
    return headers.get('sec-fetch-site') === 'same-site' && called !== undefined && isThisMachine(called)
  }

  #leadsHere(host: string): boolean {
    const called = parseHost(host)
    if (!called) return false
    return (
      isThisMachine(called) ||
      isMachineFromInside(called) ||
      called.name === VENDOR_HOST ||
      called.name === this.#rules.publicUrl?.hostname ||
      this.#isAllowed(called.name, called.port)
    )
  }

  #isAllowed(name: string, port: string): boolean {
    return this.#allowHosts.includes(name) || this.#allowHosts.includes(`${name}:${port}`)
  }
}

/** A page of which its browser says only that it is not the emulator's. */
const UNNAMED = Symbol('a page without a name')
const ELSEWHERE = 'another place'

const isRead = ({ method }: Asked): boolean => method === 'GET' || method === 'HEAD'

/** The origin of the page that a call comes from; undefined for a program, and for what a person types or the page itself asks. */
function pageOf(request: Asked): string | typeof UNNAMED | undefined {
  const { headers } = request
  const origin = headers.get('origin')
  if (origin !== null) return origin
  const site = headers.get('sec-fetch-site')
  if (site === 'none' || site === 'same-origin') return undefined
  const referer = headers.get('referer')
  if (referer !== null && URL.canParse(referer)) return new URL(referer).origin
  // Browsers leave Sec-Fetch-Site out over plain HTTP, except to this machine's own names; never Origin when they write.
  return site !== null || (isRead(request) && isBrowser(headers)) ? UNNAMED : undefined
}

/** A browser: its name, with a header that programs which copy the name leave out. */
const isBrowser = (headers: Headers): boolean =>
  headers.has('accept-language') && /^Mozilla\//.test(headers.get('user-agent') ?? '')

const hostTextOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined
