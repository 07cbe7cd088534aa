/** Writes calls as commands for curl. */

/** Quotes a text as one word for a shell. */
const shellQuote = (text) => `'${text.replaceAll("'", `'\\''`)}'`

/** Separator that puts each argument on a line of its own. */
export const NEW_LINE = ' \\\n  '

/** Formats a call as a curl command. Without a method, curl sends GET, or POST if there is a body; a body is JSON. */
export function curlCommand({ method, url, headers, body }, separator = ' ') {
  const all = body === undefined ? headers : [...headers, 'Content-Type: application/json']
  return [
    `curl ${method === undefined ? '' : `-X ${method} `}${shellQuote(url)}`,
    ...all.map((header) => `-H ${shellQuote(header)}`),
    ...(body === undefined ? [] : [`-d ${shellQuote(body)}`]),
  ].join(separator)
}
