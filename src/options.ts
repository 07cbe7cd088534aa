import { foundInstead } from './contract/expected-value.ts'
import { findCallbackUrlProblem, isHostName } from './domain/callback-url.ts'
import { DIALECTS } from './domain/dialect.ts'
import { isOrigin, parseHost } from './domain/host.ts'
import { isMoment } from './domain/instant.ts'
import { FASTEST_RATE, isRate, LARGEST_COUNT, LARGEST_RATE_LIMIT, LARGEST_SEED } from './domain/limits.ts'
import { listOr } from './domain/list-words.ts'
import { MSISDN_SETTINGS } from './domain/msisdn.ts'
import { isApiKey } from './domain/organisation.ts'
import { findPublicUrlProblem } from './domain/public-url.ts'
import { REALISM_MODES } from './domain/realism.ts'
import { findNearestWords } from './domain/spelling.ts'
import type { SystemClock } from './domain/system-clock.ts'
import { CATALOGUE_MODES, type CatalogueOptions } from './fixtures/open-catalogue.ts'
import type { EmulatorEvent } from './log/observe.ts'
import type { StartOptions } from './organisations/start-state.ts'
import type { TlsOptions } from './server/tls.ts'
import type { DatabaseError } from './state/engine/database.ts'

/** The options of `createEmulator()`. Those of new organisations are in StartOptions. */
export interface EmulatorOptions extends StartOptions, CatalogueOptions {
  /** A file to keep the state in. Default: the state is in memory. */
  readonly db?: string
  /** Check the whole file before it is used; otherwise a large one is checked while the emulator answers. Default false. */
  readonly checkFile?: boolean
  /** The keys that are accepted, the first of them being `emulator.apiKey`. Without any, every key has an organisation. */
  readonly apiKeys?: readonly string[]
  /** From how many organisations on a new key opens none, where every key has one. Default 10,000. */
  readonly maxOrganisations?: number
  /** Hosts on this machine or a private network that callbacks may go to, whichever organisation set the URL. */
  readonly allowCallbackHosts?: readonly string[]
  /** Other machines will be able to call it: callbacks may not go to private addresses, even before it listens. Default false. */
  readonly exposed?: boolean
  /** The URL by which others reach it through a proxy, with or without a sub-path: `https://sandbox.example.com/esim`. */
  readonly publicUrl?: string
  /** Names, beside those of this machine, under which it answers where it listens on loopback. */
  readonly allowHosts?: readonly string[]
  /** Origins whose pages may call the vendor API, such as `http://app.test:3000`; `*` is every one. Default: none. */
  readonly cors?: readonly string[]
  /** The bearer token that server-scope control calls must show; `open` lets anyone make them. */
  readonly controlToken?: string
  /** Sends callbacks in place of the emulator's own client. */
  readonly callbackFetch?: typeof globalThis.fetch
  /** Finds the IP addresses of a host that callbacks go to, where they must not be private. Default: the machine's resolver. */
  readonly callbackResolve?: (host: string) => Promise<readonly string[]>
  /** The machine's time and timers. Default: the machine's own. */
  readonly systemClock?: SystemClock
  /** The former name of `systemClock`. */
  readonly wall?: SystemClock
  /** Called for every request that was answered and every callback that was tried. */
  readonly onEvent?: (event: EmulatorEvent) => void
  /** Called for every failure of the emulator itself. Default: it is written to standard error. */
  readonly onFailure?: (error: unknown) => void
  /** Called once when the file turns out to be damaged: the emulator has stopped, and every call rejects with this error. */
  readonly onDamage?: (error: DatabaseError) => void
}

/** The values of an option: which are allowed, and in words; of a list, which elements are. */
type Rule = readonly [isMet: (value: never) => boolean, rule: string, elements?: 'each']
type Rules<T> = { readonly [Name in keyof Required<T>]: Rule }

const isWhole = (least: number, most: number) => (value: number) =>
  Number.isInteger(value) && least <= value && value <= most
const isOneOf = (values: readonly string[]) => (value: string) => values.includes(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
/** The rule of a list of texts, in the words of one of them. */
const each = (isValid: (value: string) => boolean, rule: string): Rule => [
  (value: unknown) => isText(value) && isValid(value),
  rule,
  'each',
]
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const is =
  (...types: readonly string[]) =>
  (value: unknown) =>
    types.includes(typeof value)

const FUNCTION: Rule = [is('function'), 'a function']
const FLAG: Rule = [is('boolean'), 'true or false']

/** The values that each option can have: the same as on the command line. */
const RULES: Rules<EmulatorOptions> = {
  seed: [isWhole(0, LARGEST_SEED), `a whole number from 0 to ${LARGEST_SEED}`],
  db: [isText, 'the path of a file'],
  apiKeys: each(isApiKey, 'a key of 1 to 128 visible ASCII characters'),
  maxOrganisations: [isWhole(1, LARGEST_COUNT), `a whole number from 1 to ${LARGEST_COUNT}`],
  clock: [isOneOf(['manual', 'auto']), 'manual or auto'],
  usualClock: [isOneOf(['manual', 'auto']), 'manual or auto'],
  start: [(value) => isText(value) && isMoment(value), 'an RFC 3339 date and time before the end of the year 9999'],
  rate: [(value) => typeof value === 'number' && isRate(value), `a number above 0, and at most ${FASTEST_RATE}`],
  scenario: [(value) => isText(value) || isObject(value), 'the name of a built-in scenario, or a scenario'],
  catalogue: [(value) => isText(value) || isObject(value), 'the path of a file, a page of bundles, or a list of them'],
  catalogueMode: [isOneOf(CATALOGUE_MODES), listOr(CATALOGUE_MODES)],
  networks: [(value) => isText(value) || isObject(value), 'the path of a file, or an answer to GET /networks'],
  callbackUrl: [
    (value) => value === '' || (isText(value) && findCallbackUrlProblem(value) === undefined),
    'a URL of http or https without a user and a password, or empty for none',
  ],
  callbackVersion: [isOneOf(['V2', 'V3']), 'V2 or V3'],
  dialect: [isOneOf(DIALECTS), listOr(DIALECTS)],
  msisdns: [isOneOf(MSISDN_SETTINGS), listOr(MSISDN_SETTINGS)],
  realism: [isOneOf(REALISM_MODES), listOr(REALISM_MODES)],
  allowCallbackHosts: each(isHostName, 'a host name or an address'),
  exposed: FLAG,
  publicUrl: [
    (value) => isText(value) && findPublicUrlProblem(value) === undefined,
    'an absolute URL of http or https, with or without a sub-path, such as https://sandbox.example.com/esim',
  ],
  allowHosts: each((value) => parseHost(value) !== undefined, 'a host name, with or without a port'),
  cors: each(isOrigin, 'an origin such as https://app.example.com, or *'),
  controlToken: [isText, 'a text that is not empty'],
  rateLimit: [isWhole(1, LARGEST_RATE_LIMIT), `a whole number from 1 to ${LARGEST_RATE_LIMIT}`],
  callbackFetch: FUNCTION,
  callbackResolve: FUNCTION,
  systemClock: [isObject, 'a clock'],
  wall: [isObject, 'a clock'],
  onEvent: FUNCTION,
  checkFile: FLAG,
  onFailure: FUNCTION,
  onDamage: FUNCTION,
}

/** The options that are for this project's own programs and tests, or are former names: no message offers them. */
const UNLISTED: readonly string[] = ['usualClock', 'callbackResolve', 'systemClock', 'wall', 'ownProcess']

/** Throws TypeError for the first option that is unknown or has no valid value, without what is secret in it. */
export function checkOptions(options: EmulatorOptions): void {
  checkFields(options, RULES, {
    hints: Object.fromEntries(Object.keys(LISTEN_RULES).map((name) => [name, `emulator.listen({ ${name} }) takes it`])),
  })
}

export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** Default `localhost`: 127.0.0.1, and ::1 where the machine has IPv6. */
  readonly host?: string
  /** Answers over HTTPS, with a certificate and its private key, each in PEM. Default: over HTTP. */
  readonly tls?: TlsOptions
  /** The process does nothing else: its global Request and Response may be replaced by faster ones. */
  readonly ownProcess?: boolean
}

const LISTEN_RULES: Rules<ListenOptions> = {
  port: [isWhole(0, 65_535), 'a whole number from 0 to 65535'],
  // The platform takes an empty address for every address of the machine.
  host: [isText, 'an address to listen on'],
  tls: [isObject, 'an object of cert and key, each in PEM'],
  ownProcess: FLAG,
}

const isPem = (value: unknown): boolean => isText(value) || value instanceof Uint8Array
const TLS_RULES: Rules<TlsOptions> = {
  cert: [isPem, 'a certificate in PEM'],
  key: [isPem, 'a private key in PEM'],
}

/** Throws TypeError as checkOptions. */
export function checkListen(options: ListenOptions): void {
  checkFields(options, LISTEN_RULES)
  const { tls } = options
  if (tls === undefined) return
  checkFields(tls, TLS_RULES, { prefix: 'tls.' })
  for (const part of ['cert', 'key'] as const) {
    if (tls[part] === undefined) throw new TypeError(`tls.${part} is missing: it must be ${TLS_RULES[part][1]}`)
  }
}

export interface ConnectOptions {
  /** The organisation to drive. Default: the emulator's own default. */
  readonly apiKey?: string
  /** The --control-token that the emulator was started with. */
  readonly controlToken?: string
  /**
   * Whether the first call for an organisation that the emulator does not know opens it, even a call that only reads.
   * Default true; with false such a read is refused (`organisation_not_found`).
   */
  readonly opens?: boolean
}

const CONNECT_RULES: Rules<ConnectOptions> = {
  apiKey: [isText, 'a text that is not empty'],
  controlToken: [isText, 'a text that is not empty'],
  opens: FLAG,
}

/** Throws TypeError as checkOptions. */
export const checkConnect = (options: ConnectOptions): void => checkFields(options, CONNECT_RULES)

function checkFields<T extends object>(
  given: T,
  rules: Rules<T>,
  { prefix = '', hints = {} }: { readonly prefix?: string; readonly hints?: Readonly<Record<string, string>> } = {},
): void {
  if (!isObject(given) || Array.isArray(given))
    throw new TypeError(`the options must be an object, ${foundInstead('', given)}`)
  const names = Object.keys(rules).filter((name) => !UNLISTED.includes(name))
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(rules, name)) continue
    const hint = Object.hasOwn(hints, name) ? hints[name] : explainUnknown(name, names, prefix)
    throw new TypeError(`there is no option ${prefix}${name}: ${hint}`)
  }
  for (const [name, rule] of Object.entries<Rule>(rules)) {
    const value = given[name as keyof T]
    if (value !== undefined) checkValue(name, prefix, value, rule)
  }
}

function explainUnknown(name: string, names: readonly string[], prefix: string): string {
  const meant = findNearestWords(name, names).map((word) => prefix + word)
  return meant.length > 0
    ? `did you mean ${listOr(meant)}?`
    : `there is ${names.map((word) => prefix + word).join(', ')}`
}

function checkValue(name: string, prefix: string, value: unknown, [isMet, rule, elements]: Rule): void {
  const refuse = (place: string, expected: string, found: unknown) =>
    new TypeError(`${prefix}${place} must be ${expected}, ${foundInstead(name, found)}`)
  if (!elements) {
    if (!isMet(value as never)) throw refuse(name, rule, value)
    return
  }
  if (!Array.isArray(value)) throw refuse(name, `a list, each element ${rule}`, value)
  for (const [index, element] of value.entries()) {
    if (!isMet(element as never)) throw refuse(`${name}[${index}]`, rule, element)
  }
}

/** The headers of an emulator's own handles, which may make server-scope calls. */
export const authorizationOf = ({ controlToken }: EmulatorOptions): Record<string, string> =>
  controlToken === undefined ? {} : { Authorization: `Bearer ${controlToken}` }
