import { BlockList, isIP } from 'node:net'
import type { Attempt } from '../domain/callback.ts'
import { findCallbackUrlProblem } from '../domain/callback-url.ts'

/** The destinations that callbacks may have. */
export interface DestinationRules {
  /** Loopback and private addresses are allowed: only while the emulator itself listens on loopback only. */
  readonly privateAllowed: boolean
  /** Hosts that are always allowed. */
  readonly allowedHosts: readonly string[]
  /** URLs whose host and port are always allowed: those that the operator has started the emulator with. */
  readonly trustedUrls?: readonly string[]
}

let privateNetworks: BlockList | undefined

/** Made for the first callback: a start would wait for it. */
function listPrivateNetworks(): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const) {
    list.addSubnet(network, prefix, 'ipv4')
  }
  // Networks that map IPv4 addresses are private too, since the mapped address may be.
  for (const [network, prefix] of [
    ['::', 96],
    ['::ffff:0:0:0', 96],
    ['64:ff9b::', 96],
    ['64:ff9b:1::', 48],
    ['2001::', 32],
    ['2002::', 16],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8],
  ] as const) {
    list.addSubnet(network, prefix, 'ipv6')
  }
  return list
}

/** Whether an IP address is one of this machine, a private network or a link, or of no single machine. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '')
  // IPv4 written as IPv6 is compared as IPv4 (the list does so by itself).
  privateNetworks ??= listPrivateNetworks()
  return privateNetworks.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

/** Names of this machine and of networks that are private by convention. */
const PRIVATE_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa|lan)$/i

/** The host and port of a URL, in one form; undefined for a text that is no URL. */
function hostAndPortOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, hostname, port } = new URL(url)
  return `${hostname.replace(/\.+$/, '')}:${port || (protocol === 'https:' ? 443 : 80)}`
}

/**
 * A refusal to send a callback to a URL, or the permission; where the host name was resolved, for these addresses only. Of a
 * guarded destination the organisation must not learn what is there.
 */
export type Destination =
  | { readonly refusal: string; readonly isGuarded?: boolean; readonly addresses?: undefined }
  | { readonly refusal?: undefined; readonly isGuarded?: boolean; readonly addresses?: readonly string[] }

/**
 * Checks whether a callback may go to a URL. `resolve` finds the IP addresses of a host name: a name with a private address is
 * private.
 */
export async function checkDestination(
  url: string,
  rules: DestinationRules,
  resolve: (host: string) => Promise<readonly string[]>,
): Promise<Destination> {
  if (!URL.canParse(url)) return { refusal: `not a URL: ${url}` }
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') {
    return { refusal: `only http and https are allowed, not ${protocol}` }
  }
  // The URL may have been set by an older version, which did not refuse it.
  const problem = findCallbackUrlProblem(url)
  if (problem !== undefined) return { refusal: `callbacks go to ${problem}` }
  const host = hostOf(hostname)
  const { privateAllowed, allowedHosts, trustedUrls = [] } = rules
  const isAllowed = allowedHosts.some((allowed) => allowed.toLowerCase() === host.toLowerCase())
  if (privateAllowed || isAllowed || trustedUrls.some((trusted) => hostAndPortOf(trusted) === hostAndPortOf(url)))
    return {}
  const isGuarded = true
  const refusal = `${host} is on this machine or a private network: allow it with --allow-callback-host ${host}`
  if (isIP(host) !== 0) return isPrivateAddress(host) ? { refusal, isGuarded } : { isGuarded }
  if (PRIVATE_NAME.test(host)) return { refusal, isGuarded }
  const addresses = await resolve(host).catch(() => [])
  return addresses.some(isPrivateAddress) ? { refusal, isGuarded } : { addresses, isGuarded }
}

/** The errors of connections that could not be made. */
const UNREACHED = /^(?:ECONNREFUSED|ENOTFOUND|ENODATA|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EINVAL)$/

/**
 * The attempt as the organisation may see it. On an emulator that others can reach, the error is the same for an unknown name,
 * a private one and one that refuses, so that nobody learns which names exist inside the network.
 */
export function concealPrivateHost(attempt: Attempt, url: string, { isGuarded, refusal }: Destination): Attempt {
  const tells = refusal !== undefined || (attempt.error !== null && UNREACHED.test(attempt.error))
  if (!isGuarded || attempt.status !== null || !tells) return attempt
  const host = URL.canParse(url) ? hostOf(new URL(url).hostname) : url
  const error = `${host} was not reached: it has no public address, or nothing answers there (a private one is allowed with --allow-callback-host ${host})`
  return { ...attempt, durationMs: 0, error }
}

/** A host name without brackets and without a dot at its end. */
const hostOf = (hostname: string): string => hostname.replace(/^\[|\]$|\.+$/g, '')

/** Finds the IP addresses of a host name with the machine's resolver. */
export const resolveHost = async (host: string): Promise<string[]> => {
  const { lookup } = await import('node:dns/promises')
  return (await lookup(host, { all: true })).map(({ address }) => address)
}
