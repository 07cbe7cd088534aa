import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'

/** The certificate and key of an HTTPS server. */
export interface TlsOptions {
  /** The certificate in PEM, followed by its intermediate certificates, if there are any. */
  readonly cert: string | Uint8Array
  /** The private key of the certificate in PEM, without a passphrase. */
  readonly key: string | Uint8Array
}

/** A problem of the certificate or of the key. */
export interface TlsProblem {
  readonly part: keyof TlsOptions
  readonly problem: string
}

/** Finds the problem of a certificate and its key, if they cannot be used. */
export function findTlsProblem({ cert, key }: TlsOptions): TlsProblem | undefined {
  const certificate = attempt(() => new X509Certificate(cert as Buffer))
  if (!certificate) return { part: 'cert', problem: 'must be a certificate in PEM' }
  const privateKey = attempt(() => createPrivateKey(key as Buffer))
  if (!privateKey) return { part: 'key', problem: findKeyProblem(key) }
  if (!isPair(certificate, privateKey)) return { part: 'key', problem: 'must be the private key of the certificate' }
  try {
    createSecureContext({ cert: cert as Buffer, key: key as Buffer })
    return undefined
  } catch (error) {
    return { part: 'cert', problem: `cannot be used: ${(error as Error).message}` }
  }
}

/** Throws TypeError for a certificate and a key that cannot be used. */
export function checkTls(tls: TlsOptions): void {
  const wrong = findTlsProblem(tls)
  if (wrong) throw new TypeError(`tls.${wrong.part} ${wrong.problem}`)
}

/** The first of a server's names that its certificate covers, or the first of all if it covers none. */
export function chooseName(names: readonly [string, ...string[]], { cert }: TlsOptions): string {
  const certificate = new X509Certificate(cert as Buffer)
  const isFor = (name: string) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
  return names.find(isFor) ?? names[0]
}

const isPair = (certificate: X509Certificate, key: KeyObject): boolean =>
  attempt(() => certificate.checkPrivateKey(key)) === true

const findKeyProblem = (key: string | Uint8Array): string =>
  /ENCRYPTED/.test(Buffer.from(key as Buffer).toString())
    ? 'must be without a passphrase: openssl pkey -in FILE -out FILE removes it'
    : 'must be a private key in PEM'

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
