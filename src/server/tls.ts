import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'

/** What HTTPS takes. */
export interface TlsOptions {
  /** The certificate in PEM, followed by those between it and its root, if there are any. */
  readonly cert: string | Uint8Array
  /** The private key of the certificate in PEM, without a passphrase. */
  readonly key: string | Uint8Array
}

/** What is wrong, and with which of the two. */
export interface TlsProblem {
  readonly part: keyof TlsOptions
  readonly problem: string
}

/** What keeps a certificate and its key from being used, if anything does. */
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

/** The first of several names of a server that its certificate is good for; if it is for none of them, the first. */
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
