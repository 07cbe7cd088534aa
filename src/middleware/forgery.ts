/** The names of this machine that a browser can be pointed at. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])(?::\d+)?$/i

/** Whether an address to listen on can only be reached from this machine. */
export const isLoopback = (host: string): boolean => LOOPBACK_HOST.test(host.includes(':') ? `[${host}]` : host)

/** Why a request is not let through. */
export interface Forgery {
  readonly code: 'foreign_origin' | 'unexpected_host'
  readonly message: string
}

/**
 * What is suspicious about a request, if anything is: it comes from a page of another origin, or goes to a name that is
 * not this machine's own (which is how a page reaches a local server by way of a name of its own). `exposed` tells that
 * the emulator answers to other machines too, under names that it cannot know.
 */
export function findForgery(headers: Headers, exposed: boolean): Forgery | undefined {
  const host = headers.get('host')
  // Without a socket there is no host, and nobody to forge anything.
  if (host === null) return undefined
  const origin = headers.get('origin')
  if (origin !== null && originHost(origin) !== host.toLowerCase()) {
    return { code: 'foreign_origin', message: `a page of ${origin} may not drive this emulator` }
  }
  return findStrangeHost(headers, exposed)
}

/**
 * The same for a call that only reads: a browser keeps the answer from a page of another origin, but not from one whose
 * own name was made to lead to this machine.
 */
export function findStrangeHost(headers: Headers, exposed: boolean): Forgery | undefined {
  const host = headers.get('host')
  if (host === null) return undefined
  if (!exposed && !LOOPBACK_HOST.test(host)) {
    return { code: 'unexpected_host', message: `this emulator is not called ${host}: use its address, 127.0.0.1` }
  }
  return undefined
}

/**
 * The page that a vendor write comes from, when it is of another machine: it needs nobody's leave to send one. One of this
 * machine may be an application in development, which calls as it would the service; what says nothing of a page is none.
 * Assumption (auth-foreign-page): the service, which has a key to tell its callers by, does not look at where a page is from.
 */
export function findForeignPage(headers: Headers, exposed: boolean): string | undefined {
  const origin = headers.get('origin')
  if (origin === null || exposed || headers.get('host') === null) return undefined
  return LOOPBACK_HOST.test(originHost(origin) ?? '') ? undefined : origin
}

const originHost = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined
