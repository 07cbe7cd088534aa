import { networkInterfaces } from 'node:os'

/** Whether this machine has IPv6. */
export const HAS_IPV6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
)

/** Its own addresses, as URLs have them. */
export const LOOPBACK: readonly string[] = HAS_IPV6 ? ['127.0.0.1', '[::1]'] : ['127.0.0.1']
