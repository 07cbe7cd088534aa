/** Advice for errors of TLS and of the platform's fetch, by the codes of OpenSSL, of Node and of undici. */
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
  UND_ERR_SOCKET: 'it closed the connection before the answer was complete',
  UND_ERR_CONNECT_TIMEOUT: 'no connection was made in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer was not complete in time',
}

/** Explains why a request failed: the platform's error code, with advice where the code alone says little. */
export function explainNetworkError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // The platform's fetch says why in the cause.
  const { code, message } = (error.cause ?? error) as Error & { readonly code?: string }
  if (code === undefined) return message
  return Object.hasOwn(ADVICE, code) ? `${code}: ${ADVICE[code]}` : code
}
