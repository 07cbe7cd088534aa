import { pairHeaders } from '../http/received-headers.ts'

/** Headers of one connection only (RFC 9110, 7.6.1); `expect` has been answered by the server. */
const HOP_BY_HOP = [
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** The headers that are passed on, in their order and spelling, without those of one connection. */
export function endToEnd(raw: readonly string[]): [string, string][] {
  const pairs = pairHeaders(raw)
  const named = pairs
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((name) => name.trim())
  const dropped = new Set([...HOP_BY_HOP, ...named])
  return pairs.filter(([name]) => !dropped.has(name.toLowerCase()))
}
