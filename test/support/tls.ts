import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The path of a file in test/support/tls. */
export const tlsFile = (name: string): string => fileURLToPath(new URL(`./tls/${name}`, import.meta.url))

const read = (name: string): string => readFileSync(tlsFile(name), 'utf8')

export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Who has signed the certificates below: a CA that no machine trusts by itself. */
export const CA = read('ca.pem')

/** Good for the addresses of this machine; for `localhost` alone; and for neither. */
export const LOCAL: Certificate = { cert: read('local.pem'), key: read('local.key') }
export const LOCALHOST: Certificate = { cert: read('localhost.pem'), key: read('localhost.key') }
export const ELSEWHERE: Certificate = { cert: read('elsewhere.pem'), key: read('elsewhere.key') }
