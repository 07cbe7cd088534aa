import type { Context } from 'hono'

/** The headers of a request. Over a socket they are a list of names and values in turn, which costs nothing to keep. */
export type ReceivedHeaders = Headers | readonly string[]

/** The headers of a call, without the request and the socket that they came with. */
export function receivedHeaders({ env, req }: Context): ReceivedHeaders {
  const { incoming } = (env ?? {}) as { readonly incoming?: { readonly rawHeaders?: readonly string[] } }
  return incoming?.rawHeaders ?? req.raw.headers
}

/** Headers by their names in lower case; those of one name are joined. */
export const namedHeaders = (headers: ReceivedHeaders): Headers =>
  isList(headers) ? new Headers(pairHeaders(headers)) : headers

const isList = (headers: ReceivedHeaders): headers is readonly string[] => Array.isArray(headers)

/** Pairs of the flat list of names and values that the platform reads headers into. */
export const pairHeaders = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] as string, raw[2 * index + 1] as string])
