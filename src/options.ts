import type { ScenarioDocument } from './contract/scenario/file.ts'
import { findUrlProblem, isHostName } from './domain/callback-url.ts'
import { DIALECTS, type Dialect } from './domain/dialect.ts'
import { type Instant, isMoment, parseInstant } from './domain/instant.ts'
import { FASTEST_RATE, isRate, LARGEST_RATE_LIMIT, LARGEST_SEED } from './domain/limits.ts'
import { isApiKey } from './domain/organisation.ts'
import type { Wall } from './domain/wall.ts'
import type { Scenario } from './fixtures/scenarios.ts'
import type { EmulatorEvent } from './middleware/observe.ts'
import type { DatabaseError } from './state/database.ts'

export interface EmulatorOptions {
  /** What all ids, names and codes follow from. Default 1. */
  readonly seed?: number
  /** A file to keep the state in; without one it is in memory. */
  readonly db?: string
  /** Look at all of the file before it is used; otherwise a large one is looked at while the emulator answers. Default false. */
  readonly checkFile?: boolean
  /** The keys that are accepted, the first of them being `emulator.apiKey`; without any, every key is an organisation. */
  readonly apiKeys?: readonly string[]
  /** Whether time stands until it is moved, or runs by itself: of every organisation, those of the file included. */
  readonly clock?: 'manual' | 'auto'
  /** How the clocks of new organisations run where neither `clock` nor the scenario says. Default `manual`. */
  readonly usualClock?: 'manual' | 'auto'
  /** RFC 3339; where the clocks of new organisations start. Default: 2026-01-01T00:00:00Z, or now when they run. */
  readonly start?: string
  /** How many emulated seconds pass in each real one while a clock runs: of every organisation. Default 1. */
  readonly rate?: number
  /** The world that new organisations start in: a built-in scenario by its name, or one of your own. Default `fresh`. */
  readonly scenario?: string | ScenarioDocument
  /** Where new organisations have their callbacks sent. */
  readonly callbackUrl?: string
  /** V3, signed, by default. */
  readonly callbackVersion?: 'V2' | 'V3'
  /** What new organisations speak: what the service was seen to send, or the vendor document to the letter. Default `observed`. */
  readonly dialect?: Dialect
  /** Hosts that callbacks may go to although they are on this machine or a private network. */
  readonly allowCallbackHosts?: readonly string[]
  /** Other machines will reach it where it listens: callbacks are held to that before it does. Default false. */
  readonly exposed?: boolean
  /** What calls of the server itself must show as a bearer token; `open` lets anyone. */
  readonly controlToken?: string
  /** Calls that each address is answered in a second, for each organisation; absent: no limit. */
  readonly rateLimit?: number
  /** What sends callbacks in place of the emulator's own client. */
  readonly callbackFetch?: typeof globalThis.fetch
  /** Finds the IP addresses of a host that callbacks go to, where they must not be private. Default: the machine's resolver. */
  readonly callbackResolve?: (host: string) => Promise<readonly string[]>
  /** The machine's time. Default: its own. */
  readonly wall?: Wall
  /** Told of every request that was answered and every callback that was tried. */
  readonly onEvent?: (event: EmulatorEvent) => void
  /** Told of every failure of the emulator itself. Default: written to standard error. */
  readonly onFailure?: (error: unknown) => void
  /** Told once when the file turns out to be damaged: the emulator has stopped, and every call rejects with this error. */
  readonly onDamage?: (error: DatabaseError) => void
}

type Rule = readonly [isMet: (value: never) => boolean, rule: string]

const isWhole = (least: number, most: number) => (value: number) =>
  Number.isInteger(value) && least <= value && value <= most
const isOneOf = (values: readonly string[]) => (value: string) => values.includes(value)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const are = (isValid: (value: string) => boolean) => (values: readonly unknown[]) =>
  Array.isArray(values) && values.every((value) => isText(value) && isValid(value))

/** What the options must be that a program can get wrong: the same as on the command line. */
const RULES: { readonly [Name in keyof EmulatorOptions]?: Rule } = {
  seed: [isWhole(0, LARGEST_SEED), `a whole number from 0 to ${LARGEST_SEED}`],
  db: [isText, 'the path of a file'],
  apiKeys: [are(isApiKey), 'a list of keys, each of 1 to 128 visible ASCII characters'],
  clock: [isOneOf(['manual', 'auto']), 'manual or auto'],
  usualClock: [isOneOf(['manual', 'auto']), 'manual or auto'],
  start: [(value) => isText(value) && isMoment(value), 'an RFC 3339 date and time before the end of the year 9999'],
  rate: [(value) => typeof value === 'number' && isRate(value), `a number above 0, and at most ${FASTEST_RATE}`],
  callbackUrl: [
    (value) => value === '' || (isText(value) && findUrlProblem(value) === undefined),
    'a URL of http or https without a user and a password, or empty for none',
  ],
  callbackVersion: [isOneOf(['V2', 'V3']), 'V2 or V3'],
  dialect: [isOneOf(DIALECTS), DIALECTS.join(' or ')],
  allowCallbackHosts: [are(isHostName), 'a list of host names or addresses'],
  controlToken: [isText, 'a text that is not empty'],
  rateLimit: [isWhole(1, LARGEST_RATE_LIMIT), `a whole number from 1 to ${LARGEST_RATE_LIMIT}`],
}

/** Throws TypeError for the first option that makes no sense. Values are not repeated, since some are secret. */
export function checkOptions(options: EmulatorOptions): void {
  for (const [name, [isMet, rule]] of Object.entries(RULES)) {
    const value = options[name as keyof EmulatorOptions]
    if (value !== undefined && !isMet(value as never)) throw new TypeError(`${name} must be ${rule}`)
  }
}

/** Throws TypeError for an empty address, which the platform takes for all that this machine has. */
export function checkListen(host: string): void {
  if (!isText(host)) throw new TypeError('host must be an address to listen on')
}

/** A scenario with what the options say in its place. */
export function withOptions(scenario: Scenario, { seed, start, clock: mode, rate }: EmulatorOptions): Scenario {
  const clock = { now: start, mode, rate }
  const given = Object.fromEntries(Object.entries(clock).filter(([, value]) => value !== undefined))
  return { ...scenario, ...(seed === undefined ? {} : { seed }), clock: { ...scenario.clock, ...given } }
}

const LIBRARY_START = '2026-01-01T00:00:00Z'

/** When the story of a scenario begins that does not say, in an organisation whose clock runs so. */
export const startInstant = (mode: 'manual' | 'auto', wall: Wall): Instant =>
  mode === 'auto' ? wall.now() : (parseInstant(LIBRARY_START) as Instant)
