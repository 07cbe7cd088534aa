import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { parseInstant } from './domain/instant.ts'
import { isApiKey } from './domain/organisation.ts'
import { createEmulator, type EmulatorOptions } from './emulator.ts'
import { DatabaseError } from './state/database.ts'
import { VERSION } from './version.ts'

const EXIT = { stopped: 0, failed: 1, usage: 2 } as const

interface StartFlags {
  readonly port: number
  readonly host: string
  readonly db?: string
  readonly seed: number
  readonly apiKey: string[]
  readonly clock: 'auto' | 'manual'
  readonly start?: string
  readonly rate: number
  readonly log: 'pretty' | 'json' | 'silent'
}

const wholeNumber = (least: number, most: number) => (text: string) => {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
  return number
}

function positive(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number) || number <= 0)
    throw new InvalidArgumentError('It must be a number above 0.')
  return number
}

function instant(text: string): string {
  if (parseInstant(text) === undefined) throw new InvalidArgumentError('It must be like 2026-01-01T00:00:00Z.')
  return text
}

/** Collects the values of a flag that is repeated; its environment variable holds them separated by commas. */
function apiKeys(text: string, previous: string[] = []): string[] {
  const keys = text.split(',').map((key) => key.trim())
  if (!keys.every(isApiKey)) throw new InvalidArgumentError('A key has 1 to 128 visible ASCII characters.')
  return [...previous, ...keys]
}

function describeStart(program: Command): Command {
  const option = (flags: string, description: string, variable: string) =>
    new Option(flags, description).env(`ESIM_EMULATOR_${variable}`)
  return program
    .command('start', { isDefault: true })
    .description('Start the emulator and answer until it is stopped.')
    .addOption(
      option('--port <number>', 'where to listen; 0 takes a free port', 'PORT').argParser(wholeNumber(0, 65_535)),
    )
    .addOption(option('--host <address>', 'the address to listen on', 'HOST').default('127.0.0.1'))
    .addOption(option('--db <file>', 'keep the state in this file instead of in memory', 'DB'))
    .addOption(
      option('--seed <number>', 'what all ids and names follow from', 'SEED')
        .argParser(wholeNumber(0, 4_294_967_295))
        .default(1),
    )
    .addOption(option('--api-key <key>', 'accept only this key (repeatable)', 'API_KEYS').argParser(apiKeys))
    .addOption(
      option('--clock <mode>', 'run by itself, or stand until it is moved', 'CLOCK')
        .choices(['auto', 'manual'])
        .default('auto'),
    )
    .addOption(option('--start <instant>', 'where the clock starts; default: now', 'START').argParser(instant))
    .addOption(option('--rate <number>', 'emulated seconds in each real one', 'RATE').argParser(positive).default(1))
    .addOption(option('--log <form>', 'how to log', 'LOG').choices(['pretty', 'json', 'silent']).default('pretty'))
}

/** Runs the command line: resolves with the exit code, for `start` when the emulator has been stopped. */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('esim-go-emulator')
    .description('An offline, stateful emulator of the eSIM Go API. Not affiliated with eSIM Go.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(--help lists the options)')
  let code: number = EXIT.stopped
  describeStart(program).action(async (flags: StartFlags) => {
    code = await start(flags)
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.stopped : EXIT.usage
    throw error
  }
}

const DEFAULT_PORT = 4024

async function start(flags: StartFlags): Promise<number> {
  const options: EmulatorOptions = {
    seed: flags.seed,
    clock: flags.clock,
    rate: flags.rate,
    apiKeys: flags.apiKey ?? [],
    ...(flags.db === undefined ? {} : { db: flags.db }),
    ...(flags.start === undefined ? {} : { start: flags.start }),
  }
  const port = flags.port ?? wholeNumber(0, 65_535)(process.env.PORT ?? String(DEFAULT_PORT))
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  try {
    const emulator = await createEmulator(options)
    try {
      const { url } = await emulator.listen({ port, host: flags.host })
      announce(flags, url)
      await stopped
    } finally {
      await emulator.close()
    }
    return EXIT.stopped
  } catch (error) {
    const line = explain(error, flags.host, port)
    if (line === undefined) throw error
    process.stderr.write(`esim-go-emulator: ${line}\n`)
    return EXIT.failed
  }
}

/** Says where the emulator answers, on standard output. */
function announce(flags: StartFlags, url: string): void {
  if (flags.log === 'json') {
    process.stdout.write(`${JSON.stringify({ msg: 'listening', url, api: `${url}/v2.4`, version: VERSION })}\n`)
  } else {
    process.stdout.write(`esim-go-emulator ${VERSION} answers at ${url}/v2.4\n`)
  }
}

/** One line for whoever started the emulator; undefined for what is a fault of the emulator itself. */
function explain(error: unknown, host: string, port: number): string | undefined {
  if (error instanceof DatabaseError || error instanceof InvalidArgumentError) return error.message
  switch ((error as { code?: string }).code) {
    case 'EADDRINUSE':
      return `port ${port} is taken: stop what listens there, or choose another with --port`
    case 'EACCES':
      return `port ${port} may not be used by this user: choose another with --port`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `there is no address ${host} on this machine: choose another with --host`
    default:
      return undefined
  }
}
