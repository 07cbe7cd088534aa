import { keyOf } from '../access/caller.ts'
import { REDACTED, type Redact } from '../domain/redaction.ts'
import { createReplacer, type Replacer } from '../domain/replacer.ts'
import { mediaTypeOf } from '../drift/ask.ts'
import { redactorOfCall } from '../http/redaction.ts'
import type { Exchange, HeaderList, RecordedBody } from './exchange.ts'
import { headerOf } from './exchange.ts'
import { type Replacement, replacementOf } from './fields.ts'

/** Request headers that are recorded with their values; of others the name alone. */
const TOLD = /^(?:accept(?:-.*)?|content-(?:type|length|encoding)|user-agent|cache-control|if-.*|range)$/i

/** Response headers that are recorded without their values. */
const UNTOLD = /^(?:set-cookie|cookie|(?:proxy-)?authorization|(?:x-)?api-key|.*token|x-forwarded-.*|x-real-ip)$/i

/**
 * A word, with the rest of an address where it begins one: a word that is none is passed over whole, in one step. It has a
 * bound, since the engine keeps a place for each character of a word.
 */
const EMAIL = /[\w.+%-]{1,100000}(?:@[\w-]{1,1000}(?:\.[\w-]{1,1000})+)?/g
const PHONE = /(?<![\w+])\+\d{8,15}(?!\d)/g
/** A matching id, in an activation code or by its form. */
const MATCHING_ID =
  /(?<=LPA:1(?:\$|%24)[\w.:-]+(?:\$|%24))[\w-]+|\b(?:JQ-[A-Z0-9]{6}-[A-Z0-9]{7}|[A-Z0-9]{5}(?:-[A-Z0-9]{5}){3})\b/gi
const LINK = /https?:\/\/[^\s"']{1,1000000}/gi
/** The query of a link that opens its target to anyone who has it. */
const SIGNATURE = /(?:sig|signature|token|credential)=/i

/**
 * Redacts an exchange. The key of its call decides the replacements, so that an account's values become the same ones in every
 * recording, as in an import; `secret` decides them for calls without a key.
 */
export function redactExchange(exchange: Exchange, secret: string): Exchange {
  const { text, replacer } = replacementsOf(exchange.path, exchange.request.headers, secret)
  const { request, response } = exchange
  return {
    ...exchange,
    path: redactTarget(exchange.path, text, replacer),
    request: {
      headers: request.headers.map(([name, value]) => [name, TOLD.test(name) ? text(value) : REDACTED]),
      ...bodyOf(request, text, replacer, 'request'),
    },
    ...(response && {
      response: {
        status: response.status,
        headers: response.headers.map(([name, value]) => [name, UNTOLD.test(name) ? REDACTED : text(value)]),
        ...bodyOf(response, text, replacer, 'response'),
      },
    }),
    ...(exchange.failure === undefined ? {} : { failure: text(exchange.failure) }),
  }
}

/** Redacts the path and query of a call that is not recorded. */
export function redactPathOf(target: string, headers: HeaderList, secret: string): string {
  const { text, replacer } = replacementsOf(target, headers, secret)
  return redactTarget(target, text, replacer)
}

function replacementsOf(target: string, headers: HeaderList, secret: string) {
  const call = {
    url: `http://recorded${target}`,
    headers: new Headers(headers.filter(([name, value]) => isHeader(name, value)) as [string, string][]),
  }
  const replacer = createReplacer(keyOf(call) ?? secret)
  return {
    text: createTextRedactor(
      redactorOfCall(call, () => false),
      replacer,
    ),
    replacer,
  }
}

function isHeader(name: string, value: string): boolean {
  try {
    new Headers([[name, value]])
    return true
  } catch {
    return false
  }
}

/** Replaces what can be told by its form, wherever it stands. */
const createTextRedactor =
  (keys: Redact, replacer: Replacer): Redact =>
  (given) =>
    replacer.text(
      keys(given)
        .replace(LINK, withoutSignature)
        .replace(MATCHING_ID, (id) => replacer.matchingId(id.toUpperCase()))
        .replace(EMAIL, (word) => (word.includes('@') ? replacer.email(word) : word))
        .replace(PHONE, replacer.phone),
    )

function withoutSignature(link: string): string {
  const query = link.indexOf('?')
  return query >= 0 && SIGNATURE.test(link.slice(query)) ? link.slice(0, query) : link
}

/** Redacts a path and its query; a parameter by its name, and the filter of a list by the field that it is of. */
function redactTarget(target: string, text: Redact, replacer: Replacer): string {
  const [path = '', ...rest] = target.split('?')
  const plainPath = path
    .split('/')
    .map((segment) => redactEncoded(segment, text))
    .join('/')
  if (rest.length === 0) return plainPath
  return `${plainPath}?${redactParameters(rest.join('?'), text, replacer)}`
}

/** Redacts the parameters of a query or a form. */
function redactParameters(given: string, text: Redact, replacer: Replacer): string {
  const filtered = new URLSearchParams(given).get('filterBy') ?? ''
  return given
    .split('&')
    .map((parameter) => {
      const [name = '', ...values] = parameter.split('=')
      const value = values.join('=')
      const replacement = replacementOf(name === 'filter' ? filtered : decode(name))
      if (replacement === undefined) return redactEncoded(parameter, text)
      return value === ''
        ? parameter
        : `${name}=${encodeURIComponent(replace(decode(value), replacement, text, replacer))}`
    })
    .join('&')
}

/** Redacts a text of a URL, also where it is encoded there: `jane%40example.org`. */
function redactEncoded(given: string, text: Redact): string {
  const plain = decode(given)
  const told = text(plain)
  return told === plain || plain === given ? text(given) : encodeURIComponent(told).replaceAll('%3D', '=')
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return value
  }
}

function replace(value: string, replacement: Replacement, text: Redact, replacer: Replacer): string {
  if (replacement === 'secret') return value === '' ? '' : REDACTED
  if (replacement === 'link') return value === '' ? '' : 'https://example.com'
  // An activation code, or a list of ICCIDs in one text.
  const told = text(value)
  if (told !== value && (replacement === 'iccid' || replacement === 'matchingId')) return told
  return replacer[replacement](value)
}

function bodyOf(
  message: { readonly headers: HeaderList; readonly body?: RecordedBody | undefined },
  text: Redact,
  replacer: Replacer,
  side: 'request' | 'response',
): { body?: RecordedBody } {
  const { body, headers } = message
  if (body === undefined) return {}
  if ('json' in body) return { body: { json: redactJson(body.json, text, replacer, side) } }
  if (!('text' in body)) return { body }
  const contentType = mediaTypeOf(headerOf(headers, 'content-type'))
  if (contentType === 'text/csv') return { body: { text: redactCsv(body.text, text, replacer) } }
  const isForm = contentType === 'application/x-www-form-urlencoded'
  return { body: { text: isForm ? redactParameters(body.text, text, replacer) : text(body.text) } }
}

/** An ICCID that was written as a number, and has lost its last digits. */
const NUMERIC_ICCID = /^89\d{16,}$/

/** Whether numbers of a field are replaced: all but those of a field that is only not known to be harmless. */
const isPersonal = (replacement: Replacement | undefined): boolean =>
  replacement !== undefined && replacement !== 'address' && replacement !== 'company'

function redactJson(json: unknown, text: Redact, replacer: Replacer, side: 'request' | 'response'): unknown {
  const visit = (path: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each) => visit(`${path}[]`, each))
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [text(name), visit(path === '' ? name : `${path}.${name}`, each)]),
      )
    }
    // The text of an SMS; of an answer it is the reason of a refusal.
    const replacement = side === 'request' && path === 'message' ? 'address' : replacementOf(path)
    if (typeof value === 'string') return replacement ? replace(value, replacement, text, replacer) : text(value)
    if (typeof value !== 'number' || !(isPersonal(replacement) || NUMERIC_ICCID.test(String(value)))) return value
    return Number(replacer.digits(String(Math.abs(value)).replace(/\D/g, '')))
  }
  return visit('', json)
}

/** Rows of a CSV, whose fields are not quoted, by the names of their columns. */
function redactCsv(csv: string, text: Redact, replacer: Replacer): string {
  const [header = '', ...rows] = csv.split('\n')
  const replacements = header.split(',').map((column) => replacementOf(column.trim()))
  const redacted = rows.map((row) =>
    row
      .split(',')
      .map((field, index) => {
        const replacement = replacements[index]
        const end = field.endsWith('\r') ? '\r' : ''
        const value = end === '' ? field : field.slice(0, -1)
        return (replacement && value !== '' ? replace(value, replacement, text, replacer) : text(value)) + end
      })
      .join(','),
  )
  return [header, ...redacted].join('\n')
}
