import { type Command, InvalidArgumentError } from 'commander'
import { BASE_PREFIX, DOCUMENTED_ROOT } from '../domain/api-version.ts'
import { DIALECTS, type Dialect } from '../domain/dialect.ts'
import { LARGEST_RATE_LIMIT } from '../domain/limits.ts'
import { createEmulator, type EmulatorOptions } from '../emulator.ts'
import { isLoopback } from '../middleware/forgery.ts'
import { DatabaseError } from '../state/database.ts'
import { VERSION } from '../version.ts'
import { preferSmallHeap } from './memory.ts'
import {
  apiKeys,
  CommandFailure,
  callbackUrl,
  EXIT,
  hostNames,
  instant,
  option,
  rate,
  seed,
  wholeNumber,
} from './options.ts'
import { onOutputError } from './output.ts'
import { loadScenario } from './scenario-file.ts'

export interface StartFlags {
  readonly port?: number
  readonly host: string
  readonly db?: string
  readonly checkFile?: true
  readonly scenario?: string
  readonly seed?: number
  readonly apiKey?: string[]
  readonly clock?: 'auto' | 'manual'
  readonly start?: string
  readonly rate?: number
  readonly callbackUrl?: string
  readonly callbackVersion?: 'V2' | 'V3'
  readonly dialect?: Dialect
  readonly allowCallbackHost?: string[]
  readonly controlToken?: string
  readonly rateLimit?: number | 'off'
  readonly log: 'pretty' | 'json' | 'silent'
}

const DEFAULT_PORT = 4024
const port = wholeNumber(0, 65_535)

export function addStart(program: Command): void {
  const command = program
    .command('start', { isDefault: true })
    .description('Start the emulator, and answer until it is stopped.')
    .allowExcessArguments()
  withStartOptions(command, { port: `default: ${DEFAULT_PORT}`, log: 'pretty' }).action((flags: StartFlags) => {
    // What is no command is taken for an argument of this one.
    const [word] = command.args
    if (word !== undefined) command.error(`error: there is no command ${word}`)
    return start(flags)
  })
}

/** The options that say which emulator is started. */
export const withStartOptions = (command: Command, defaults: { port: string; log: StartFlags['log'] }): Command =>
  command
    .addOption(
      option('--port <number>', `where to listen; 0 takes a free port (${defaults.port})`, 'PORT').argParser(port),
    )
    .addOption(option('--host <address>', 'the address to listen on', 'HOST').default('127.0.0.1'))
    .addOption(option('--db <file>', 'keep the state in this file instead of in memory', 'DB'))
    .addOption(
      option('--check-file', 'look at all of the file of --db before the start, not while answering', 'CHECK_FILE'),
    )
    .addOption(option('--scenario <file|name>', 'the world to start in (default: fresh)', 'SCENARIO'))
    .addOption(option('--seed <number>', 'what all ids and names follow from (default: 1)', 'SEED').argParser(seed))
    .addOption(option('--api-key <key>', 'accept only this key (repeatable)', 'API_KEYS').argParser(apiKeys))
    .addOption(
      option('--clock <mode>', 'run by itself, or stand until it is moved (default: auto)', 'CLOCK').choices([
        'auto',
        'manual',
      ]),
    )
    .addOption(option('--start <instant>', 'where the clock starts (default: now)', 'START').argParser(instant))
    .addOption(option('--rate <number>', 'emulated seconds in each real one (default: 1)', 'RATE').argParser(rate))
    .addOption(option('--callback-url <url>', 'where callbacks are sent', 'CALLBACK_URL').argParser(callbackUrl))
    .addOption(
      option('--callback-version <version>', 'V3 is signed (default: V3)', 'CALLBACK_VERSION').choices(['V2', 'V3']),
    )
    .addOption(
      option(
        '--dialect <dialect>',
        'as the service was seen, or as documented, which /documented/v2.4 always is (default: observed)',
        'DIALECT',
      ).choices(DIALECTS),
    )
    .addOption(
      option(
        '--allow-callback-host <host>',
        'send callbacks to this host though it is private (repeatable)',
        'ALLOW_CALLBACK_HOSTS',
      ).argParser(hostNames),
    )
    .addOption(option('--control-token <token>', 'what calls of the server itself must show', 'CONTROL_TOKEN'))
    .addOption(
      option('--rate-limit <number>', 'calls answered in each second, or off (default: off)', 'RATE_LIMIT').argParser(
        (text: string) => (text === 'off' ? 'off' : wholeNumber(1, LARGEST_RATE_LIMIT)(text)),
      ),
    )
    .addOption(option('--log <form>', 'how to log', 'LOG').choices(['pretty', 'json', 'silent']).default(defaults.log))

async function start(flags: StartFlags): Promise<void> {
  const at = flags.port ?? portOf(process.env.PORT)
  const { damaged, onDamage } = watchDamage()
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  try {
    const { log, attach } = createLog(flags.log)
    const emulator = await createEmulator({ ...(await optionsOf(flags)), ...log, onDamage })
    try {
      const { url } = await emulator.listen({ port: at, host: flags.host, ownProcess: true })
      announce(flags, url)
      preferSmallHeap()
      await attach()
      await Promise.race([stopped, damaged])
    } finally {
      await emulator.close()
    }
  } catch (error) {
    const line = explainStart(error, { ...flags, port: at })
    throw line === undefined ? error : new CommandFailure(line)
  }
}

/** A promise that is rejected when the file turns out to be damaged, by the option that goes with it. */
export function watchDamage(): { damaged: Promise<never> } & Required<Pick<EmulatorOptions, 'onDamage'>> {
  let onDamage: (error: DatabaseError) => void = () => undefined
  const damaged = new Promise<never>((_, reject) => {
    onDamage = reject
  })
  // Where nobody waits for it yet, the start itself fails.
  damaged.catch(() => undefined)
  return { damaged, onDamage: (error) => onDamage(error) }
}

/** The port that a platform has chosen, or the usual one. */
function portOf(variable: string | undefined): number {
  try {
    return variable ? port(variable) : DEFAULT_PORT
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new CommandFailure(`PORT: ${error.message}`, EXIT.usage)
    throw error
  }
}

/** What the flags ask for. Throws CommandFailure and ScenarioError. */
export async function optionsOf(flags: StartFlags): Promise<EmulatorOptions> {
  const scenario = flags.scenario === undefined ? undefined : await loadScenario(flags.scenario)
  return {
    usualClock: 'auto',
    apiKeys: flags.apiKey ?? [],
    allowCallbackHosts: flags.allowCallbackHost ?? [],
    exposed: !isLoopback(flags.host),
    ...(scenario === undefined ? {} : { scenario }),
    ...(flags.clock === undefined ? {} : { clock: flags.clock }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.rate === undefined ? {} : { rate: flags.rate }),
    ...(flags.db === undefined ? {} : { db: flags.db }),
    ...(flags.checkFile === undefined ? {} : { checkFile: flags.checkFile }),
    ...(flags.start === undefined ? {} : { start: flags.start }),
    ...(flags.callbackUrl === undefined ? {} : { callbackUrl: flags.callbackUrl }),
    ...(flags.callbackVersion === undefined ? {} : { callbackVersion: flags.callbackVersion }),
    ...(flags.dialect === undefined ? {} : { dialect: flags.dialect }),
    ...(flags.controlToken === undefined ? {} : { controlToken: flags.controlToken }),
    ...(typeof flags.rateLimit === 'number' ? { rateLimit: flags.rateLimit } : {}),
  }
}

type LogOptions = Pick<EmulatorOptions, 'onEvent' | 'onFailure'>

/** What the emulator tells, written as asked. The logger is loaded once the emulator answers, so a start waits for none. */
export function createLog(form: StartFlags['log']): { log: LogOptions; attach: () => Promise<void> } {
  if (form === 'silent') return { log: {}, attach: async () => undefined }
  let write: Required<LogOptions> | undefined
  return {
    log: {
      onEvent: (event) => write?.onEvent(event),
      onFailure: (error) => (write ? write.onFailure(error) : console.error(error)),
    },
    attach: async () => {
      const { createLogger } = await import('./log.ts')
      write = await createLogger(form, onOutputError)
    },
  }
}

/** Says where the emulator answers, on standard output. */
function announce(flags: StartFlags, url: string): void {
  const documented = `${url}${DOCUMENTED_ROOT}${BASE_PREFIX}`
  if (flags.log === 'json') {
    process.stdout.write(
      `${JSON.stringify({ msg: 'listening', url, api: `${url}${BASE_PREFIX}`, documented, dashboard: `${url}/_emulator/`, version: VERSION })}\n`,
    )
  } else {
    process.stdout.write(
      `esim-go-emulator ${VERSION} answers at ${url}${BASE_PREFIX}; dashboard: ${url}/_emulator/; as documented: ${documented}\n`,
    )
  }
}

/** One line for whoever started the emulator; undefined for what is a fault of the emulator itself. */
export function explainStart(
  error: unknown,
  { host, port, db }: Pick<StartFlags, 'host' | 'db'> & { readonly port: number },
): string | undefined {
  if (error instanceof DatabaseError) return error.message
  const { code, syscall, message } = error as NodeJS.ErrnoException
  // Damage can lie where it is met only when the state is read.
  if (code?.startsWith('SQLITE_')) return `cannot use the database ${db}: ${message}`
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} is taken: stop what listens there, or choose another with --port`
    case 'EACCES':
      return `port ${port} may not be used by this user: choose another with --port`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `there is no address ${host} on this machine: choose another with --host`
    default:
      return LISTENING.includes(syscall ?? '') ? `cannot listen on ${host}: ${code}` : undefined
  }
}

/** What the system is asked for when the emulator begins to listen. */
const LISTENING = ['listen', 'bind', 'getaddrinfo']
