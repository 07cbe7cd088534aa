/** Advice for errors of TLS, by the codes of OpenSSL and of Node. */
const ADVICE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ].map((code) => [
      code,
      'its certificate is not trusted here; NODE_EXTRA_CA_CERTS=FILE adds the CA of a private one',
    ]),
  ),
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for other names',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak HTTPS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak HTTPS',
}

/** Explains why a request failed: the platform's error code, with advice for problems of certificates. */
export function explainNetworkError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // The platform's fetch says why in the cause.
  const { code, message } = (error.cause ?? error) as Error & { readonly code?: string }
  if (code === undefined) return message
  return Object.hasOwn(ADVICE, code) ? `${code}: ${ADVICE[code]}` : code
}
