/** Writes calls as commands for curl. */

/** A text as one word of a shell. */
const shellQuote = (text) => `'${text.replaceAll("'", `'\\''`)}'`

/** What stands between the words of a command on several lines. */
export const NEW_LINE = ' \\\n  '

/** A call as a command for curl. Without a method, curl sends GET, or POST where there is a body; a body is JSON. */
export function curlCommand({ method, url, headers, body }, separator = ' ') {
  const all = body === undefined ? headers : [...headers, 'Content-Type: application/json']
  return [
    `curl ${method === undefined ? '' : `-X ${method} `}${shellQuote(url)}`,
    ...all.map((header) => `-H ${shellQuote(header)}`),
    ...(body === undefined ? [] : [`-d ${shellQuote(body)}`]),
  ].join(separator)
}
