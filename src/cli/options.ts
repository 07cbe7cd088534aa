import { type Command, InvalidArgumentError, Option } from 'commander'
import { findCallbackUrlProblem, isHostName } from '../domain/callback-url.ts'
import { parseDataAmount } from '../domain/data-amount.ts'
import { isDuration } from '../domain/duration.ts'
import { isOrigin, parseHost } from '../domain/host.ts'
import { isMoment } from '../domain/instant.ts'
import { FASTEST_RATE, isRate, LARGEST_SEED } from '../domain/limits.ts'
import { isApiKey } from '../domain/organisation.ts'
import { findPublicUrlProblem } from '../domain/public-url.ts'
import { readVariable } from './service-link.ts'

/** Exit codes of the process. */
export const EXIT = { stopped: 0, failed: 1, usage: 2, difference: 3 } as const

/** A failure that the user can do something about, told in one line. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure'
  /** The exit code of the process. */
  readonly exit: number

  constructor(message: string, exit: number = EXIT.failed) {
    super(message)
    this.exit = exit
  }
}

/** An option that can also be given as an environment variable; the flag wins. */
export const option = (flags: string, description: string, variable: string): Option =>
  new Option(flags, description).env(`ESIM_EMULATOR_${variable}`)

/**
 * Makes a command, and those below it, refuse an empty value of a flag and ignore an empty environment variable. A variable
 * that a service link has set is ignored too.
 */
export function refuseEmptyValues(command: Command): void {
  for (const each of command.options) {
    const { envVar } = each
    // Commander takes whatever is set, and shows the name in its help.
    if (envVar !== undefined && process.env[envVar] !== undefined && readVariable(envVar) === undefined)
      delete each.envVar
    const { parseArg } = each
    each.parseArg = <T>(text: string, previous: T): T => {
      if (text === '') throw new InvalidArgumentError('It must not be empty.')
      return parseArg ? parseArg(text, previous) : (text as T)
    }
  }
  for (const each of command.commands) refuseEmptyValues(each)
}

export const wholeNumber = (least: number, most: number) => (text: string) => {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
  return number
}

/** A port to listen on; 0 is any free one. */
export const port = wholeNumber(0, 65_535)

export const seed = wholeNumber(0, LARGEST_SEED)

export function rate(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !isRate(number)) {
    throw new InvalidArgumentError(`It must be a number above 0, and at most ${FASTEST_RATE}.`)
  }
  return number
}

export function instant(text: string): string {
  if (!isMoment(text)) {
    throw new InvalidArgumentError('It must be like 2026-01-01T00:00:00Z, and before the end of the year 9999.')
  }
  return text
}

/**
 * A duration, as a text with its unit: on the command line a number without one is seconds, as everyone takes it to be.
 * To the HTTP API and the library it is milliseconds.
 */
export function duration(text: string): string {
  const number = text.trim()
  const withUnit = /^\d+(?:\.\d+)?$/.test(number) ? `${number}s` : number
  if (!isDuration(withUnit)) {
    throw new InvalidArgumentError(
      'It must be a duration of at most 100 years, such as 90s, 15m, 2h, 8d, 1w, 1d12h or P7DT2H; a number alone is seconds.',
    )
  }
  return withUnit
}

export function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('It must be a URL of http or https.')
  }
  return text
}

/** Checks the URL of an emulator. The platform's fetch takes none with a user and a password, and repeats them. */
export function emulatorUrl(text: string): string {
  const { username, password } = new URL(httpUrl(text))
  if (username + password !== '') {
    throw new InvalidArgumentError('It must be a URL of http or https without a user and a password.')
  }
  return text
}

/** Checks a URL that callbacks are sent to. */
export function callbackUrl(text: string): string {
  const problem = findCallbackUrlProblem(httpUrl(text))
  if (problem !== undefined) throw new InvalidArgumentError(`It must be ${problem}.`)
  return text
}

/** Checks the URL at which others reach the emulator. */
export function publicUrl(text: string): string {
  const problem = findPublicUrlProblem(text)
  if (problem !== undefined) throw new InvalidArgumentError(`It must be ${problem}.`)
  return text
}

/** The most that data can be used at once. */
const MOST_BYTES = 1e15

/** An amount of data in bytes: 500MB, 1.5GB, 20kB, decimal. Without a unit it could be bytes as well as megabytes: refused. */
export function dataAmount(text: string): number {
  const bytes = /\d$/.test(text.trim()) ? undefined : parseDataAmount(text)
  if (bytes === undefined || bytes < 1 || bytes > MOST_BYTES) {
    throw new InvalidArgumentError('It must be an amount with its unit, such as 500MB, 1.5GB, 20kB or 1000B.')
  }
  return bytes
}

/** A number from 0 to 1. */
export function probability(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !(number >= 0 && number <= 1)) {
    throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.5.')
  }
  return number
}

/** Collects the values of a flag that is repeated; its environment variable holds them separated by commas. */
const repeated =
  (isValid: (value: string) => boolean, rule: string) =>
  (text: string, previous: string[] = []): string[] => {
    const values = text
      .split(',')
      .map((value) => value.trim())
      .filter((value) => value !== '')
    if (values.length === 0 || !values.every(isValid)) throw new InvalidArgumentError(rule)
    return [...previous, ...values]
  }

const KEY_RULE = 'A key has 1 to 128 visible ASCII characters.'
export const apiKeys = repeated(isApiKey, KEY_RULE)

/** Parses the key of one organisation. */
export function apiKey(text: string): string {
  if (!isApiKey(text)) throw new InvalidArgumentError(KEY_RULE)
  return text
}

export const hostNames = repeated(isHostName, 'It must be a host name or an address.')
export const allowedHosts = repeated(
  (value) => parseHost(value) !== undefined,
  'It must be a host name, with or without a port, such as dev.test.',
)
export const origins = repeated(isOrigin, 'It must be an origin such as https://app.example.com, without a path, or *.')
