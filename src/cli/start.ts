import { type Command, InvalidArgumentError } from 'commander'
import { DIALECTS, type Dialect } from '../domain/dialect.ts'
import { isLoopback } from '../domain/host.ts'
import { LARGEST_COUNT, LARGEST_RATE_LIMIT, MOST_ORGANISATIONS } from '../domain/limits.ts'
import { MSISDN_SETTINGS, type MsisdnSetting } from '../domain/msisdn.ts'
import { REALISM_MODES, type RealismMode } from '../domain/realism.ts'
import { createEmulator, type EmulatorOptions, type ListenOptions } from '../emulator.ts'
import { CATALOGUE_MODES } from '../fixtures/open-catalogue.ts'
import { announce } from './announce.ts'
import { watchDamage } from './damage.ts'
import { addDetachOptions, type DetachFlags, findDetachedRun, startDetached } from './detach.ts'
import { explainStart } from './explain-start.ts'
import { examples } from './help.ts'
import { readStart } from './import-folder.ts'
import type { Log } from './log.ts'
import { endOutput } from './log-output.ts'
import { preferSmallHeap } from './memory.ts'
import {
  allowedHosts,
  apiKeys,
  CommandFailure,
  callbackUrl,
  EXIT,
  hostNames,
  instant,
  option,
  origins,
  port,
  publicUrl,
  rate,
  seed,
  wholeNumber,
} from './options.ts'
import { onOutputError } from './output.ts'
import { readyFileOption, writeReadyFile } from './ready-file.ts'
import type { OpenRun } from './runs.ts'
import { readVariable } from './service-link.ts'
import { readTls, type TlsFlags } from './tls.ts'
import { refuseUnknownCommand } from './unknown-command.ts'

export interface StartFlags extends TlsFlags {
  readonly port?: number
  readonly host: string
  readonly db?: string
  readonly checkFile?: true
  readonly scenario?: string
  readonly from?: string
  readonly catalogue?: string
  readonly catalogueMode?: (typeof CATALOGUE_MODES)[number]
  readonly networks?: string
  readonly seed?: number
  readonly apiKey?: string[]
  readonly clock?: 'auto' | 'manual'
  readonly start?: string
  readonly rate?: number
  readonly callbackUrl?: string
  readonly callbackVersion?: 'V2' | 'V3'
  readonly dialect?: Dialect
  readonly msisdns?: MsisdnSetting
  readonly realism?: RealismMode
  readonly allowCallbackHost?: string[]
  readonly publicUrl?: string
  readonly allowHost?: string[]
  readonly cors?: string[]
  readonly controlToken?: string
  readonly rateLimit?: number | 'off'
  readonly maxOrganisations?: number
  readonly log: 'pretty' | 'json' | 'silent'
}

const DEFAULT_PORT = 4024

export function addStart(program: Command): void {
  const command = program
    .command('start', { isDefault: true })
    .description('Start the emulator, and answer until it is stopped.')
  withStartOptions(command, { port: `default: ${DEFAULT_PORT}`, log: 'pretty' })
    .addOption(readyFileOption('keep the URL in this file while the emulator runs'))
    .action(start)
  addDetachOptions(command).addHelpText(
    'after',
    examples(
      '@',
      '@ --port 5000 --db esim.db',
      '@ start --clock manual --start 2026-01-01T00:00:00Z',
      '@ start --detach',
    ),
  )
  refuseUnknownCommand(command, program)
}

/** Adds the options of the emulator, which start and exec share. */
export const withStartOptions = (command: Command, defaults: { port: string; log: StartFlags['log'] }): Command =>
  command
    .addOption(
      option('--port <number>', `where to listen; 0 takes a free port (${defaults.port})`, 'PORT').argParser(port),
    )
    .addOption(
      option('--host <address>', 'the address to listen on; localhost is 127.0.0.1 and ::1', 'HOST').default(
        'localhost',
      ),
    )
    .addOption(option('--db <file>', 'keep the state in this file instead of in memory', 'DB'))
    .addOption(option('--check-file', 'check the whole --db file before the start, not while answering', 'CHECK_FILE'))
    .addOption(option('--scenario <file|name>', 'the scenario to start in (default: fresh)', 'SCENARIO'))
    .addOption(option('--from <folder>', 'start in the account that import wrote to this folder', 'FROM'))
    .addOption(option('--catalogue <file>', 'the bundles that can be ordered, in JSON or CSV', 'CATALOGUE'))
    .addOption(
      option(
        '--catalogue-mode <mode>',
        'replace the built-in catalogue by --catalogue, or extend it (default: replace)',
        'CATALOGUE_MODE',
      ).choices(CATALOGUE_MODES),
    )
    .addOption(option('--networks <file>', 'the networks of countries, in JSON or CSV', 'NETWORKS'))
    .addOption(option('--seed <number>', 'the seed of all ids and names (default: 1)', 'SEED').argParser(seed))
    .addOption(option('--api-key <key>', 'accept only this key (repeatable)', 'API_KEYS').argParser(apiKeys))
    .addOption(
      option('--clock <mode>', 'auto runs by itself, manual stands until it is moved (default: auto)', 'CLOCK').choices(
        ['auto', 'manual'],
      ),
    )
    .addOption(option('--start <instant>', 'where the clock starts (default: now)', 'START').argParser(instant))
    .addOption(option('--rate <number>', 'emulated seconds per real second (default: 1)', 'RATE').argParser(rate))
    .addOption(
      option('--callback-url <url>', 'the URL that callbacks are sent to; it may be private', 'CALLBACK_URL').argParser(
        callbackUrl,
      ),
    )
    .addOption(
      option('--callback-version <version>', 'V3 is signed (default: V3)', 'CALLBACK_VERSION').choices(['V2', 'V3']),
    )
    .addOption(
      option(
        '--dialect <dialect>',
        'answer as the service was observed, or as documented, as under /documented/v2.4 (default: observed)',
        'DIALECT',
      ).choices(DIALECTS),
    )
    .addOption(
      option(
        '--msisdns <which>',
        'which eSIMs have a telephone number without being given one (default: all)',
        'MSISDNS',
      ).choices(MSISDN_SETTINGS),
    )
    .addOption(
      option(
        '--realism <mode>',
        'production has the limits, delays and failures of the service (default: test)',
        'REALISM',
      ).choices(REALISM_MODES),
    )
    .addOption(
      option(
        '--allow-callback-host <host>',
        'send callbacks to this host even if it is private (repeatable)',
        'ALLOW_CALLBACK_HOSTS',
      ).argParser(hostNames),
    )
    .addOption(
      option('--public-url <url>', 'the URL at which others reach it, through a proxy', 'PUBLIC_URL').argParser(
        publicUrl,
      ),
    )
    .addOption(
      option('--allow-host <host>', 'answer requests for this host name too (repeatable)', 'ALLOW_HOSTS').argParser(
        allowedHosts,
      ),
    )
    .addOption(
      option(
        '--cors <origin>',
        'let pages of this origin call the vendor API; * for all (repeatable)',
        'CORS',
      ).argParser(origins),
    )
    .addOption(option('--control-token <token>', 'the token that server-scope calls must send', 'CONTROL_TOKEN'))
    .addOption(
      option('--rate-limit <number>', 'calls answered per second, or off (default: off)', 'RATE_LIMIT').argParser(
        (text: string) => (text === 'off' ? 'off' : wholeNumber(1, LARGEST_RATE_LIMIT)(text)),
      ),
    )
    .addOption(
      option(
        '--max-organisations <number>',
        `where any key opens an organisation: from how many on it opens none (default: ${MOST_ORGANISATIONS})`,
        'MAX_ORGANISATIONS',
      ).argParser(wholeNumber(1, LARGEST_COUNT)),
    )
    .addOption(option('--tls-cert <file>', 'answer over HTTPS with this certificate (PEM)', 'TLS_CERT'))
    .addOption(option('--tls-key <file>', 'the private key of the certificate (PEM)', 'TLS_KEY'))
    .addOption(
      option('--log <form>', 'the form of the log', 'LOG').choices(['pretty', 'json', 'silent']).default(defaults.log),
    )

interface ReadyFlag {
  readonly readyFile?: string
}

async function start(flags: StartFlags & DetachFlags & ReadyFlag): Promise<void> {
  const run = findDetachedRun()
  if (flags.detach && !run) return startDetached(flags)
  if (flags.json && !run) throw new CommandFailure('--json goes with --detach; --log json logs as JSON', EXIT.usage)
  const at = flags.port ?? portOf(readVariable('PORT'))
  const { damaged, onDamage } = watchDamage()
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
  let detached: OpenRun | undefined
  try {
    const { log, attach, note } = createLog(flags.log)
    const listening = await readListenOptions({ ...flags, port: at })
    const emulator = await createEmulator({ ...(await readEmulatorOptions(flags)), ...log, onDamage })
    let removeReadyFile = (): void => undefined
    try {
      const { url } = await emulator.listen(listening)
      if (flags.readyFile !== undefined) removeReadyFile = writeReadyFile(flags.readyFile, url)
      const startLine = announce(flags, url)
      preferSmallHeap()
      await attach()
      detached = await run?.report(url, startLine)
      const signal = await Promise.race([
        stopped,
        damaged,
        ...(detached ? [detached.stopAsked.then(() => 'stop')] : []),
      ])
      note(`${signal}: stopping`, { signal })
    } finally {
      removeReadyFile()
      await emulator.close()
      detached?.end()
      await endOutput()
    }
  } catch (error) {
    const line = explainStart(error, { ...flags, port: at })
    throw line === undefined ? error : new CommandFailure(line)
  }
}

/** Reads the port that a platform has set in PORT, or takes the default. */
function portOf(variable: string | undefined): number {
  try {
    return variable ? port(variable) : DEFAULT_PORT
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new CommandFailure(`PORT: ${error.message}`, EXIT.usage)
    throw error
  }
}

/** Reads the options of listening from the flags. Throws CommandFailure. */
export async function readListenOptions(flags: StartFlags & { readonly port: number }): Promise<ListenOptions> {
  const tls = await readTls(flags)
  return { port: flags.port, host: flags.host, ownProcess: true, ...(tls === undefined ? {} : { tls }) }
}

/** Reads the options of the emulator from the flags. Throws CommandFailure and ScenarioError. */
export async function readEmulatorOptions(flags: StartFlags): Promise<EmulatorOptions> {
  if (flags.checkFile && flags.db === undefined) throw new CommandFailure('--check-file goes with --db', EXIT.usage)
  if (flags.catalogueMode && flags.catalogue === undefined)
    throw new CommandFailure('--catalogue-mode goes with --catalogue', EXIT.usage)
  return {
    usualClock: 'auto',
    apiKeys: flags.apiKey ?? [],
    allowCallbackHosts: flags.allowCallbackHost ?? [],
    allowHosts: flags.allowHost ?? [],
    cors: flags.cors ?? [],
    ...(flags.publicUrl === undefined ? {} : { publicUrl: flags.publicUrl }),
    exposed: !isLoopback(flags.host),
    ...(await readStart(flags)),
    ...(flags.catalogue === undefined ? {} : { catalogue: flags.catalogue }),
    ...(flags.catalogueMode === undefined ? {} : { catalogueMode: flags.catalogueMode }),
    ...(flags.networks === undefined ? {} : { networks: flags.networks }),
    ...(flags.clock === undefined ? {} : { clock: flags.clock }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.rate === undefined ? {} : { rate: flags.rate }),
    ...(flags.db === undefined ? {} : { db: flags.db }),
    ...(flags.checkFile === undefined ? {} : { checkFile: flags.checkFile }),
    ...(flags.start === undefined ? {} : { start: flags.start }),
    ...(flags.callbackUrl === undefined ? {} : { callbackUrl: flags.callbackUrl }),
    ...(flags.callbackVersion === undefined ? {} : { callbackVersion: flags.callbackVersion }),
    ...(flags.dialect === undefined ? {} : { dialect: flags.dialect }),
    ...(flags.msisdns === undefined ? {} : { msisdns: flags.msisdns }),
    ...(flags.realism === undefined ? {} : { realism: flags.realism }),
    ...(flags.controlToken === undefined ? {} : { controlToken: flags.controlToken }),
    ...(flags.maxOrganisations === undefined ? {} : { maxOrganisations: flags.maxOrganisations }),
    ...(typeof flags.rateLimit === 'number' ? { rateLimit: flags.rateLimit } : {}),
  }
}

type LogOptions = Pick<EmulatorOptions, 'onEvent' | 'onFailure'>

/** Makes the log in the form that was asked for. The logger is loaded once the emulator answers, so that a start is quick. */
export function createLog(form: StartFlags['log']): {
  log: LogOptions
  attach: () => Promise<void>
  note: Log['note']
} {
  if (form === 'silent') return { log: {}, attach: async () => undefined, note: () => undefined }
  let write: Log | undefined
  const waiting: ((log: Log) => void)[] = []
  const tell = (entry: (log: Log) => void): void => {
    if (write) entry(write)
    else waiting.push(entry)
  }
  return {
    log: {
      onEvent: (event) => tell((log) => log.onEvent(event)),
      onFailure: (error) => (write ? write.onFailure(error) : console.error(error)),
    },
    attach: async () => {
      const { createLogger } = await import('./log.ts')
      write = await createLogger(form, onOutputError)
      for (const entry of waiting.splice(0)) entry(write)
    },
    note: (message, facts) => tell((log) => log.note(message, facts)),
  }
}
