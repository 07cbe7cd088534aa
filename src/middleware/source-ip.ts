import { isIP } from 'node:net'
import type { Context } from 'hono'

/** Where a call comes from that has no socket. */
const LOCAL_ADDRESS = '127.0.0.1'

/**
 * The address a call comes from: of its socket, without one (`emulator.fetch`) the local one. Behind a proxy it is the
 * last entry of X-Forwarded-For: the proxy in front of the emulator has written that one, and what stands before it is
 * whatever the caller liked to send.
 */
export function sourceIp(context: Context, behindProxy: boolean): string {
  if (behindProxy) {
    const last = context.req.header('x-forwarded-for')?.split(',').at(-1)
    const address = last === undefined ? undefined : addressOf(last)
    if (address !== undefined) return address
  }
  const env = context.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined
  return withoutMapping(env?.incoming?.socket?.remoteAddress ?? LOCAL_ADDRESS)
}

/** An entry as proxies write them: `203.0.113.9`, `203.0.113.9:51234`, `2001:db8::1`, `"[2001:db8::1]:51234"`. */
function addressOf(entry: string): string | undefined {
  const text = entry.trim().replace(/^"|"$/g, '')
  const address = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+)(?::\d+)?$/.exec(text)?.[1] ?? text
  return isIP(address) === 0 ? undefined : withoutMapping(address)
}

const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')
