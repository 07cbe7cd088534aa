import { parseJson } from './body-difference.ts'

/** A text that a receiver may have hashed in place of the body, or a key that it may have used, with what it is. */
export interface Candidate<R extends string> {
  readonly value: string | Buffer
  readonly reason: R
  /** As it follows "is of ", or "was made with ". */
  readonly words: string
}

type BodyReason = 'whitespace' | 're-serialised' | 'empty' | 'encoded'

const NON_ASCII = /[\u0080-\uffff]/g
const escapeNonAscii = (text: string): string =>
  text.replace(NON_ASCII, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Writes JSON as Python's json.dumps does by default, or with other separators. */
function dumps(value: unknown, [item, key]: readonly [string, string] = [', ', ': ']): string {
  if (Array.isArray(value)) return `[${value.map((each) => dumps(each, [item, key])).join(item)}]`
  if (typeof value !== 'object' || value === null) return escapeNonAscii(JSON.stringify(value))
  const fields = Object.entries(value).map(([name, each]) => `${dumps(name)}${key}${dumps(each, [item, key])}`)
  return `{${fields.join(item)}}`
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map((name) => [name, sorted((value as Record<string, unknown>)[name])]))
}

/** The ways in which frameworks write a parsed body again. */
function serialisationsOf(value: unknown): (readonly [text: string, words: string])[] {
  const inOrder = sorted(value)
  return [
    [JSON.stringify(value), 'JSON.stringify(body), of the parsed body'],
    [JSON.stringify(value, null, 2), 'JSON.stringify(body, null, 2)'],
    [JSON.stringify(value, null, 4), 'JSON.stringify(body, null, 4)'],
    [JSON.stringify(value, null, '\t'), 'JSON.stringify(body, null, "\\t")'],
    [dumps(value), 'json.dumps(body), as Python writes it'],
    [dumps(value, [',', ':']), 'json.dumps(body, separators=(",", ":"))'],
    [dumps(inOrder), 'json.dumps(body, sort_keys=True)'],
    [dumps(inOrder, [',', ':']), 'json.dumps(body, sort_keys=True, separators=(",", ":"))'],
    [JSON.stringify(inOrder), 'the JSON with its fields sorted by name'],
    [escapeNonAscii(JSON.stringify(value)).replaceAll('/', '\\/'), 'json_encode($body), as PHP writes it'],
    [
      JSON.stringify(value).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
      'json.Marshal(body), as Go writes it',
    ],
    [JSON.stringify(JSON.stringify(value)), 'the body as a JSON string: it was encoded twice'],
  ]
}

const ENDS = [
  ['\n', 'a line break at its end'],
  ['\r\n', 'a line break (CR LF) at its end'],
  [' ', 'a space at its end'],
] as const

/** The texts that a receiver may have hashed in place of a body, the likeliest first. */
export function bodyCandidates(body: string): Candidate<BodyReason>[] {
  const value = parseJson(body)
  const written = value === undefined ? [] : serialisationsOf(value).filter(([text]) => text !== body)
  const serialised = written.map(([text, words]) => ({ value: text, reason: 're-serialised' as const, words }))
  return [
    ...ENDS.map(([end, words]) => ({
      value: body + end,
      reason: 'whitespace' as const,
      words: `the body with ${words}`,
    })),
    { value: `\ufeff${body}`, reason: 'whitespace', words: 'the body with a byte order mark before it' },
    { value: body.trim(), reason: 'whitespace', words: 'the body without white space at its ends' },
    ...serialised,
    ...serialised.map((each) => ({ ...each, value: `${each.value}\n`, words: `${each.words} and a line break` })),
    {
      value: '',
      reason: 'empty',
      words: 'an empty body: a stream can be read once, so hash the bytes that the first reader got',
    },
    { value: '[object Object]', reason: 'empty', words: '"[object Object]", the text of a parsed body' },
    { value: Buffer.from(body).toString('base64'), reason: 'encoded', words: 'the body in base64' },
    { value: Buffer.from(body, 'utf16le'), reason: 'encoded', words: 'the body in UTF-16' },
    { value: Buffer.from(body, 'latin1'), reason: 'encoded', words: 'the body in Latin-1' },
  ]
}

/** The keys that a receiver may have used in place of the right one. */
export const keyCandidates = (apiKey: string): Candidate<'other-key'>[] =>
  (
    [
      [`${apiKey}\n`, 'the API key and a line break after it: trim it where it is read'],
      [`${apiKey}\r\n`, 'the API key and a line break after it: trim it where it is read'],
      [` ${apiKey}`, 'the API key and a space before it: trim it where it is read'],
      [`${apiKey} `, 'the API key and a space after it: trim it where it is read'],
      [`"${apiKey}"`, 'the API key in quotation marks'],
      [`'${apiKey}'`, 'the API key in quotation marks'],
      [`Bearer ${apiKey}`, 'the API key after the word Bearer'],
      ['', 'an empty key: the variable with the API key is not set'],
      ['undefined', 'the text "undefined": the variable with the API key is not set'],
      ['null', 'the text "null": the variable with the API key is not set'],
      [apiKey.toLowerCase(), 'the API key in small letters'],
      [apiKey.toUpperCase(), 'the API key in capital letters'],
      [Buffer.from(apiKey, 'base64'), 'the API key decoded from base64: use its characters as they are'],
      [Buffer.from(apiKey, 'hex'), 'the API key decoded from hex: use its characters as they are'],
      [Buffer.from(apiKey).toString('base64'), 'the API key in base64: use its characters as they are'],
    ] as const
  )
    .filter(([value]) => value !== apiKey)
    .map(([value, words]) => ({ value, reason: 'other-key', words }))
