import { MATCHING_ID_FORM, PUK_FORM, UNIT_REFERENCE_FORM, UUID_FORM } from './packed-forms.ts'
import type { Stored, StoredForm } from './stored-form.ts'
import { BUNDLE_PHRASES, PHRASES, WORDS } from './stored-words.ts'

export type { Stored, StoredForm } from './stored-form.ts'

/** Marks what reads a stored value, for those who analyse a statement. */
const READ = '/* read */'
export const READING = /\(\/\* read \*\/[\s\S]*?\/\* read \*\/\)/g

const read = (column: string, ofNumber: string): string =>
  `(${READ} CASE typeof(${column}) WHEN 'integer' THEN ${ofNumber} ELSE ${column} END ${READ})`

/** ICCIDs are stored as their distance from this one, between the ranges of both platforms: four bytes for the emulator's own. */
const MIDDLE = '8943108166000000000'
const DIGITS_BEHIND = 9
const BEHIND = 10 ** DIGITS_BEHIND
const MIDDLE_FRONT = Number(MIDDLE.slice(0, -DIGITS_BEHIND))

/** The last ICCID that was stored: the rows of an eSIM are written one after the other. */
let lastIccid: { readonly text: string; readonly stored: Stored } = { text: '', stored: '' }

function storeIccid(text: string): Stored {
  if (lastIccid.text !== text) lastIccid = { text, stored: shortenIccid(text) }
  return lastIccid.stored
}

function shortenIccid(text: string): Stored {
  if (text.length !== MIDDLE.length || !/^\d+$/.test(text)) return text
  const front = Number(text.slice(0, -DIGITS_BEHIND)) - MIDDLE_FRONT
  const distance = front * BEHIND + Number(text.slice(-DIGITS_BEHIND))
  return Number.isSafeInteger(distance) ? BigInt(distance) : text
}

function readIccid(stored: string | number | Buffer): string {
  if (typeof stored !== 'number') return String(stored)
  const front = Math.floor(stored / BEHIND)
  return `${MIDDLE_FRONT + front}${String(stored - front * BEHIND).padStart(DIGITS_BEHIND, '0')}`
}

/** An ICCID, as a number. */
export const ICCID_FORM: StoredForm = {
  name: 'iccid',
  store: storeIccid,
  read: readIccid,
  readSql: (column) => read(column, `CAST(${column} + ${MIDDLE} AS TEXT)`),
}

/** The farthest ICCIDs whose distance is stored. */
const [FIRST_STORED, LAST_STORED] = [-1, 1].map((sign) => BigInt(MIDDLE) + BigInt(sign * Number.MAX_SAFE_INTEGER))

/** An ICCID as `store_iccid` stores it, as an expression of SQL, which takes a third of the time. */
export const storeIccidSql = (iccid: string): string =>
  `CASE WHEN length(${iccid}) = ${MIDDLE.length} AND ${iccid} BETWEEN '${FIRST_STORED}' AND '${LAST_STORED}'
    THEN CAST(${iccid} AS INTEGER) - ${MIDDLE} ELSE ${iccid} END`

/** A column as it is stored, as an expression of SQL, for those who compare stored values. */
export const asStoredSql = (column: string): string => `(${READ} ${column} ${READ})`

/** A text that is in a list of words, as its place there. */
function wordForm(name: string, words: readonly string[]): StoredForm {
  const places = new Map(words.map((word, index) => [word, BigInt(index)]))
  return {
    name,
    store: (text) => places.get(text) ?? text,
    read: (stored) => (typeof stored === 'number' ? (words[stored] ?? String(stored)) : String(stored)),
    readSql: (column) => read(column, wordSql(column, words, 0, words.length)),
  }
}

/** Finds a word between two places by halves. */
function wordSql(column: string, words: readonly string[], first: number, end: number): string {
  if (end - first === 1) return `'${words[first]}'`
  const middle = (first + end) >> 1
  const half = (from: number, to: number) => wordSql(column, words, from, to)
  return `CASE WHEN ${column} < ${middle} THEN ${half(first, middle)} ELSE ${half(middle, end)} END`
}

const ASSIGNMENT_STATE = wordForm('assignment_state', WORDS.assignment_state)
const HISTORY_NAME = wordForm('history_name', WORDS.history_name)
const EVENT_KIND = wordForm('event_kind', WORDS.event_kind)
const ACT_KIND = wordForm('act_kind', WORDS.act_kind)
const ALERT_TYPE = wordForm('alert_type', WORDS.alert_type)
const SIGNATURE_ENCODING = wordForm('signature_encoding', WORDS.signature_encoding)
const SMDP_ADDRESS = wordForm('smdp_address', WORDS.smdp_address)
const PIN = wordForm('pin', WORDS.pin)
const PROFILE_STATUS = wordForm('profile_status', WORDS.profile_status)
const PLATFORM = wordForm('platform', WORDS.platform)
const CALLBACK_STATUS = wordForm('callback_status', WORDS.callback_status)
const CALLBACK_VERSION = wordForm('callback_version', WORDS.callback_version)

/** Begins a text that is stored as it is, since it has a sign of its own. */
const AS_IT_IS = '\x7f'
/** Control characters stand for phrases. JSON has none of them, but as an escape, and names have none. */
const HAS_SIGN = /\p{Cc}/u
const FIRST_NO_SIGN = 32

/** Puts the phrases in place of their signs: a loop takes a third of the time of an expression. */
function withPhrases(text: string, phrases: readonly string[]): string {
  let read = ''
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (sign >= FIRST_NO_SIGN) continue
    read += text.slice(from, at) + (phrases[sign - 1] ?? '')
    from = at + 1
  }
  return read + text.slice(from)
}

/** A text with a sign in place of each phrase of a list. */
function phrasesForm(name: string, phrases: readonly string[]): StoredForm {
  const signs = new Map(phrases.map((phrase, index) => [phrase, String.fromCharCode(1 + index)]))
  const longestFirst = [...signs].sort(([a], [b]) => b.length - a.length)
  return {
    name,
    store: (text) => {
      if (HAS_SIGN.test(text)) return AS_IT_IS + text
      // One search for each phrase takes a fraction of the time of one for all of them.
      let short = text
      for (const [phrase, sign] of longestFirst) if (short.includes(phrase)) short = short.replaceAll(phrase, sign)
      return short
    },
    read: (stored) => {
      const text = String(stored)
      if (text.startsWith(AS_IT_IS)) return text.slice(1)
      return withPhrases(text, phrases)
    },
    readSql: (column) => `read_${name}(${column})`,
    hasPhrases: true,
  }
}

const ORDER_LINES = phrasesForm('order_lines', PHRASES.order_lines)
const CALLBACK_BODY = phrasesForm('callback_body', PHRASES.callback_body)
const ACT_DETAILS = phrasesForm('act_details', PHRASES.act_details)
const URL_FORM = remembering(phrasesForm('url', PHRASES.url))
const BUNDLE_NAME = remembering(phrasesForm('bundle_name', BUNDLE_PHRASES))

/** How many texts a form remembers. */
const REMEMBERED = 5_000

/** A form of texts of which there are few: each is looked up. */
function remembering(form: StoredForm): StoredForm {
  const lookUp = <From, To>(work: (from: From) => To) => {
    const known = new Map<From, To>()
    return (from: From): To => {
      let to = known.get(from)
      if (to === undefined) {
        if (known.size === REMEMBERED) known.clear()
        to = work(from)
        known.set(from, to)
      }
      return to
    }
  }
  return { ...form, store: lookUp(form.store), read: lookUp(form.read) }
}

/** The columns that have a stored form, by table. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, StoredForm>>>> = {
  esims: {
    matching_id: MATCHING_ID_FORM,
    smdp_address: SMDP_ADDRESS,
    pin: PIN,
    puk: PUK_FORM,
    platform: PLATFORM,
    profile_status: PROFILE_STATUS,
  },
  assignments: { iccid: ICCID_FORM, bundle: BUNDLE_NAME, reference: UNIT_REFERENCE_FORM, state: ASSIGNMENT_STATE },
  orders: { reference: UUID_FORM, lines: ORDER_LINES },
  pending_orders: { reference: UUID_FORM },
  deliveries: { reference: UUID_FORM, iccid: ICCID_FORM, bundle: BUNDLE_NAME },
  history: { iccid: ICCID_FORM, name: HISTORY_NAME, bundle: BUNDLE_NAME, bundle_state: ASSIGNMENT_STATE },
  messages: { iccid: ICCID_FORM },
  trip_steps: { iccid: ICCID_FORM },
  events: { iccid: ICCID_FORM, kind: EVENT_KIND },
  transitions: { iccid: ICCID_FORM, before: ASSIGNMENT_STATE, after: ASSIGNMENT_STATE },
  acts: { iccid: ICCID_FORM, kind: ACT_KIND, details: ACT_DETAILS },
  callbacks: {
    iccid: ICCID_FORM,
    alert_type: ALERT_TYPE,
    url: URL_FORM,
    version: CALLBACK_VERSION,
    status: CALLBACK_STATUS,
    encoding: SIGNATURE_ENCODING,
    body: CALLBACK_BODY,
  },
}

/** Every stored form. */
export const FORMS: readonly StoredForm[] = [
  ...new Set(Object.values(COLUMNS).flatMap((forms) => Object.values(forms))),
]

/** The tables that have columns with a stored form. */
export const STORED_FORMS = Object.entries(COLUMNS)

const COPIED = /^copied_/

/** The stored form of a column, of a table or its copy; undefined where values are stored as they are. */
export const storedFormOf = (table: string, column: string): StoredForm | undefined =>
  COLUMNS[table.replace(COPIED, '')]?.[column]

/** A column as its text reads, as an expression of SQL. */
export const shownSql = (table: string, column: string, qualified = column): string =>
  storedFormOf(table, column)?.readSql(qualified) ?? qualified

const BUNDLE_ORDER = '[{"type":"bundle","item":"esim_'

/**
 * The type of an order's first line, as an expression of SQL on its stored lines. Those of most orders begin with one sign,
 * so they are not read as a whole.
 */
export const orderTypeSql = (lines: string): string =>
  `(${READ} CASE unicode(${lines}) WHEN ${PHRASES.order_lines.indexOf(BUNDLE_ORDER) + 1} THEN 'bundle'
    ELSE ${ORDER_LINES.readSql(lines)} ->> '$[0].type' END ${READ})`

/**
 * The bundle that a callback is about, from its stored body, in the stored form of its name; null for one that is about
 * none. SQL calls it `bundle_of_callback`: an index has its results.
 */
export function bundleOfCallback(stored: string): Stored | null {
  let bundle: unknown
  try {
    bundle = (JSON.parse(CALLBACK_BODY.read(stored)) as { bundle?: { name?: unknown } } | null)?.bundle?.name
  } catch {
    // A body of the user's own.
  }
  return typeof bundle === 'string' ? BUNDLE_NAME.store(bundle) : null
}

/** A text as a value of a column, as an expression of SQL. */
export function storedSql(table: string, column: string, text: string): string {
  const stored = storedFormOf(table, column)?.store(text) ?? text
  if (Buffer.isBuffer(stored)) return `x'${stored.toString('hex')}'`
  return typeof stored === 'bigint' ? String(stored) : `'${stored.replaceAll("'", "''")}'`
}
