import {
  hostOfOrigin,
  isHostMachineAlias,
  isThisMachine,
  normaliseOrigin,
  parseHost,
  unexpectedHostMessage,
} from '../domain/host.ts'
import type { PublicUrl } from '../domain/public-url.ts'

/** The vendor's own host: a hosts file leads clients here whose base URL cannot be configured. */
const VENDOR_HOST = 'api.esim-go.com'

/** The reason that a control call or a page is refused. */
export interface Forgery {
  readonly code: 'foreign_origin' | 'unexpected_host'
  readonly message: string
}

type RequestHead = Pick<Request, 'method' | 'headers'>

export interface ForgeryRules {
  readonly publicUrl: PublicUrl | undefined
  /** Further names that lead to the emulator: `dev.test`, or with a port, `dev.test:4024`. */
  readonly allowHosts: readonly string[]
  /** Origins whose pages may call the vendor API; `*` is all of them. */
  readonly corsOrigins: readonly string[]
  /** Whether the emulator listens where other machines can call it, under names that it cannot know. */
  readonly isExposed: () => boolean
}

/**
 * Recognises calls that a web page may have caused without its visitor's knowledge. A page cannot set Host, Origin, Referer
 * and Sec-Fetch-Site, and cannot send X-API-Key to another origin without a preflight: the guard checks these.
 * `emulator.fetch` has no Host header, and its calls are never forged.
 */
export class ForgeryGuard {
  readonly #rules: ForgeryRules
  readonly #corsOrigins: ReadonlySet<string>
  readonly #allowHosts: readonly string[]
  /** The Host of the last call that passed: nearly all have the same. */
  #lastAccepted = ''

  constructor(rules: ForgeryRules) {
    this.#rules = rules
    this.#corsOrigins = new Set(rules.corsOrigins.map(normaliseOrigin))
    this.#allowHosts = rules.allowHosts.map((text) => {
      const { name = text, port = '' } = parseHost(text) ?? {}
      return port === '' ? name : `${name}:${port}`
    })
  }

  /**
   * The Host of a call, when the operator has not given the emulator that name. A page whose own name was made to lead to
   * this machine could read every answer (DNS rebinding). Where other machines can call, any name is right.
   */
  findUnexpectedHost(headers: Headers): string | undefined {
    const host = headers.get('host')
    if (host === null || host === this.#lastAccepted || this.#rules.isExposed()) return undefined
    if (!this.#isOwnHost(host)) return host
    this.#lastAccepted = host
    return undefined
  }

  /**
   * The origin of the foreign page that a vendor call may come from. Pages of this machine may call, since they may be
   * applications in development, and so may pages that CORS allows. Where other machines can call, the key tells callers apart.
   * Assumption (auth-foreign-page): the service, which tells its callers by their keys, does not check the origin of a page.
   */
  findForeignPage(request: RequestHead): string | undefined {
    const { headers } = request
    const host = headers.get('host')
    if (host === null || this.#corsOrigins.has('*') || this.#rules.isExposed()) return undefined
    const page = pageOriginOf(request)
    if (page === undefined) return undefined
    if (page === UNNAMED_ORIGIN) return this.#isSameMachine(headers, host) ? undefined : ANOTHER_PLACE
    if (this.#corsOrigins.has(normaliseOrigin(page))) return undefined
    if (this.#hasOrigin(page, host) && this.findUnexpectedHost(headers) === undefined) return undefined
    const place = hostOfOrigin(page)
    return place && (isThisMachine(place) || this.#isAllowed(place.name, place.port)) ? undefined : page
  }

  /**
   * The reason to refuse a control call or a page, if there is one. Writes are allowed from the emulator's own pages only. A
   * read is allowed from any page, since a browser keeps the answer from it, and a link may lead here.
   */
  findForgery(request: RequestHead): Forgery | undefined {
    const { headers } = request
    const host = headers.get('host')
    if (host === null) return undefined
    const page = isRead(request) ? undefined : pageOriginOf(request)
    if (page === UNNAMED_ORIGIN || (page !== undefined && !this.#hasOrigin(page, host))) {
      const place = page === UNNAMED_ORIGIN ? ANOTHER_PLACE : page
      return { code: 'foreign_origin', message: `a page of ${place} may not drive this emulator` }
    }
    const unexpected = this.findUnexpectedHost(headers)
    return unexpected === undefined
      ? undefined
      : { code: 'unexpected_host', message: unexpectedHostMessage(unexpected) }
  }

  /** Whether a page is of the emulator's public address, or of the one that is called. */
  #hasOrigin(page: string, host: string): boolean {
    return page === this.#rules.publicUrl?.origin || hostAndPortOf(page) === host.toLowerCase()
  }

  /** Whether a page that does not name itself is of this machine: of the same site as one of its names. */
  #isSameMachine(headers: Headers, host: string): boolean {
    const called = parseHost(host)
    return headers.get('sec-fetch-site') === 'same-site' && called !== undefined && isThisMachine(called)
  }

  #isOwnHost(host: string): boolean {
    const called = parseHost(host)
    if (!called) return false
    return (
      isThisMachine(called) ||
      isHostMachineAlias(called) ||
      called.name === VENDOR_HOST ||
      called.name === this.#rules.publicUrl?.hostname ||
      this.#isAllowed(called.name, called.port)
    )
  }

  #isAllowed(name: string, port: string): boolean {
    return this.#allowHosts.includes(name) || this.#allowHosts.includes(`${name}:${port}`)
  }
}

/** A page of another origin, which its browser does not name. */
const UNNAMED_ORIGIN = Symbol('a page without a name')
const ANOTHER_PLACE = 'another place'

const isRead = ({ method }: RequestHead): boolean => method === 'GET' || method === 'HEAD'

/** The origin of the page that a call comes from; undefined for a program, a typed address, and the emulator's own pages. */
function pageOriginOf(request: RequestHead): string | typeof UNNAMED_ORIGIN | undefined {
  const { headers } = request
  const origin = headers.get('origin')
  if (origin !== null) return origin
  const site = headers.get('sec-fetch-site')
  if (site === 'none' || site === 'same-origin') return undefined
  const referer = headers.get('referer')
  if (referer !== null && URL.canParse(referer)) return new URL(referer).origin
  // Browsers leave Sec-Fetch-Site out over plain HTTP, except to this machine's own names; never Origin when they write.
  return site !== null || (isRead(request) && isBrowser(headers)) ? UNNAMED_ORIGIN : undefined
}

/** Whether a browser sent the headers: by its name, and by a header that programs which copy the name leave out. */
const isBrowser = (headers: Headers): boolean =>
  headers.has('accept-language') && /^Mozilla\//.test(headers.get('user-agent') ?? '')

const hostAndPortOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined
