/**
 * Redaction keeps keys out of the journal, the log, the stream and exports. A key is found by its value anywhere, and by the
 * name of the field, header or parameter that holds it.
 */

/** The text that replaces a key. */
export const REDACTED = '***'

/** Names of query parameters, headers and JSON fields that hold a key or a token. */
const KEY_NAME =
  /^(?:x[-_]?)?(?:(?:esim[-_]?go|api|auth|access|control|secret)[-_]?)*(?:key|token|secret|authorization|password)$/i

/** Whether the name of a query parameter, header or field says that it holds a key. */
export const isKeyName = (name: string): boolean => KEY_NAME.test(name)

/** A JSON field or a parameter of a form, with its value: `"apiKey": "…"`, `api_key=…`. Fields called `key` alone may be anything. */
const NAMED_VALUE =
  /("(?:x[-_]?)?(?:api|auth|access)[-_]?(?:key|token)"\s*:\s*")((?:[^"\\]|\\.)*)|((?:^|[?&;])(?:x[-_]?)?(?:api|auth|access)(?:[-_]|%5f|%2d)?(?:key|token)=)([^&\s"]*)/gi

/** Keys of this length or more do not occur by chance in other text. */
const LONG = 8

/** Replaces every key in a text. */
export type Redact = (text: string) => string

/**
 * Creates a function that redacts these keys, in any spelling of a URL or of JSON (`%6Bey`, `\u006bey`). A short key is
 * replaced only where it is a whole value, since its characters may be part of any word.
 */
export function createRedactor(keys: readonly string[]): Redact {
  const replacers = keys.filter((key) => key !== '').map(replacerOf)
  return (text) => {
    let kept = text
    for (const replaceKey of replacers) kept = replaceKey(kept)
    return kept.replace(NAMED_VALUE, (whole, field?: string, value?: string, parameter?: string, given?: string) =>
      (value ?? given) ? `${field ?? parameter}${REDACTED}` : whole,
    )
  }
}

/** The characters that a spelling of URLs or JSON begins with. */
const ESCAPES = /[%\\]/

/** Makes the function that replaces one key. The pattern takes a millisecond to compile: most keys of a server need none. */
function replacerOf(key: string): Redact {
  let pattern: RegExp | undefined
  return (text) => {
    if (!text.includes(key) && !ESCAPES.test(text)) return text
    pattern ??= new RegExp(patternOf(key), 'g')
    return text.replace(pattern, REDACTED)
  }
}

/** The text before and after a whole value: quotes, the separators of URLs and forms, or nothing. */
const BEFORE = '(?<=^|["\'/=&?]|[Bb]earer |%[0-9a-fA-F]{2})'
const AFTER = '(?=$|["\'/=&?#]|%[0-9a-fA-F]{2})'

function patternOf(key: string): string {
  const characters = [...key].map(spellingsOf).join('')
  return key.length >= LONG ? characters : `${BEFORE}${characters}${AFTER}`
}

/** Matches one character in every spelling of URLs and JSON; escapes come first, since they begin with `%` and `\`. */
function spellingsOf(character: string): string {
  const hex = character
    .charCodeAt(0)
    .toString(16)
    .padStart(2, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
  return `(?:%${hex}|\\\\u00${hex}|\\\\${literally(character)}|${literally(character)})`
}

const literally = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&')
