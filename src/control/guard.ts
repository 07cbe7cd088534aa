import type { Context } from 'hono'
import { ControlError } from './errors.ts'

/** The names of this machine that a browser can be pointed at. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])(?::\d+)?$/i

/** Whether an address to listen on can only be reached from this machine. */
export const isLoopback = (host: string): boolean => LOOPBACK_HOST.test(host.includes(':') ? `[${host}]` : host)

/**
 * Refuses writes that a web page may have caused: from another origin, or to a name that is not this machine's own
 * (which is how a page reaches a local server by way of a name of its own). `exposed` tells that the emulator answers to
 * other machines too, under names that it cannot know. Throws ControlError.
 */
export function refuseForgery(context: Context, exposed: boolean): void {
  if (context.req.method === 'GET' || context.req.method === 'HEAD') return
  const host = context.req.header('host')
  // Without a socket there is no host, and nobody to forge anything.
  if (host === undefined) return
  const origin = context.req.header('origin')
  if (origin !== undefined && originHost(origin) !== host.toLowerCase()) {
    throw new ControlError(403, 'foreign_origin', `a page of ${origin} may not drive this emulator`)
  }
  if (!exposed && !LOOPBACK_HOST.test(host)) {
    throw new ControlError(403, 'unexpected_host', `this emulator is not called ${host}: use its address, 127.0.0.1`)
  }
}

const originHost = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host.toLowerCase() : undefined
