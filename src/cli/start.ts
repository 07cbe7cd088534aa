import { type Command, InvalidArgumentError } from 'commander'
import { systemClock } from '../clock/system-clock.ts'
import { describe } from '../contract/expected-value.ts'
import { isLoopback } from '../domain/host.ts'
import { createEmulator, type EmulatorOptions, type ListenOptions } from '../emulator.ts'
import { ScenarioError } from '../fixtures/scenario-error.ts'
import { announce } from './announce.ts'
import { watchDamage } from './damage.ts'
import { addDetachOptions, type DetachFlags, findDetachedRun, startDetached } from './detach.ts'
import { explainStart } from './explain-start.ts'
import { examples } from './help.ts'
import { readStart } from './import-folder.ts'
import type { Log } from './log.ts'
import { endOutput } from './log-output.ts'
import { preferSmallHeap } from './memory.ts'
import { CommandFailure, EXIT, port } from './options.ts'
import { onOutputError } from './output.ts'
import { readyFileOption, writeReadyFile } from './ready-file.ts'
import type { OpenRun } from './runs.ts'
import { readVariable } from './service-link.ts'
import { type StartFlags, withStartOptions } from './start-options.ts'
import { readTls } from './tls.ts'
import { refuseUnknownCommand } from './unknown-command.ts'

const DEFAULT_PORT = 4024

/** After this time the heap is kept small. */
const SETTLED_MS = 50

/** Ends the mistakes of a scenario whose bundles the user's file may have replaced. */
const REPLACED = '  --catalogue replaces the built-in bundles: --catalogue-mode extend keeps them'

/** Adds the command that starts. `findCommands` finds those beside it. */
export function addStart(program: Command, findCommands: () => Promise<readonly Command[]>): void {
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
  refuseUnknownCommand(command, findCommands)
}

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
      // A moment later, for the first call comes at once.
      systemClock.after(SETTLED_MS, preferSmallHeap)
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
    if (error instanceof ScenarioError && flags.catalogue !== undefined && flags.catalogueMode !== 'extend')
      throw new CommandFailure(`${error.message}\n${REPLACED}`, EXIT.usage)
    const line = explainStart(error, { ...flags, port: at })
    throw line === undefined ? error : new CommandFailure(line)
  }
}

/** Reads the port that a platform has set in PORT, or takes the default. */
function portOf(variable: string | undefined): number {
  try {
    return variable ? port(variable) : DEFAULT_PORT
  } catch (error) {
    if (error instanceof InvalidArgumentError)
      throw new CommandFailure(`PORT ${describe(variable)} is invalid. ${error.message}`, EXIT.usage)
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
