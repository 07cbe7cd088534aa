import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { CommandFailure } from './options.ts'
import { print } from './remote.ts'
import { createRun, logPath, type OpenRun, openRun, removeRun } from './runs.ts'

export interface DetachFlags {
  readonly detach?: boolean
  readonly json?: boolean
}

/** Tells a process that it is a run, and which folder is its own. */
const FOLDER_VARIABLE = 'ESIM_EMULATOR_RUN_FOLDER'

/** The message by which a run tells its parent process that it answers. */
interface Ready {
  readonly url: string
  readonly startLine: string
}

export const addDetachOptions = (command: Command): Command =>
  command
    .option('--detach', 'run in the background: return when it answers; `stop` ends it')
    .option('--json', 'with --detach: print the URL, the pid and the log as JSON')

/** Starts the same command in the background, and resolves when it answers. Throws CommandFailure with what it complained of. */
export async function startDetached({ json }: DetachFlags): Promise<void> {
  const folder = createRun()
  const log = openSync(logPath(folder), 'a', 0o600)
  const [, script = '', ...args] = process.argv
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...process.env, [FOLDER_VARIABLE]: folder },
  })
  closeSync(log)
  const stop = (): void => void child.kill()
  for (const signal of SIGNALS) process.once(signal, stop)
  const ready = await whenReady(child)
  for (const signal of SIGNALS) process.off(signal, stop)
  if ('code' in ready) {
    const complaint = readFileSync(logPath(folder), 'utf8')
    removeRun(folder)
    process.stderr.write(complaint)
    throw new CommandFailure('', ready.code)
  }
  child.disconnect()
  child.unref()
  const { url, startLine } = ready
  print(
    {
      json: { url, pid: child.pid, log: logPath(folder) },
      lines: [startLine, `pid ${child.pid}, log ${logPath(folder)}; \`esim-go-emulator stop --url ${url}\` ends it`],
    },
    json,
  )
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

const whenReady = (child: ChildProcess): Promise<Ready | { readonly code: number }> =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('message', (message) => resolve(message as Ready))
    child.once('exit', (code) => resolve({ code: code ?? 1 }))
  })

/** The process side of `start --detach`. */
export interface DetachedRun {
  /** Tells the parent process, and later `stop`, that this process answers. */
  readonly report: (url: string, startLine: string) => Promise<OpenRun>
}

/** Undefined in a process that was not started by `start --detach`. */
export function findDetachedRun(): DetachedRun | undefined {
  const folder = process.env[FOLDER_VARIABLE]
  if (folder === undefined) return undefined
  return {
    report: async (url, startLine) => {
      const run = await openRun(folder, url)
      // Nobody may listen any more; the run goes on.
      process.send?.({ url, startLine } satisfies Ready, undefined, undefined, () => undefined)
      return run
    },
  }
}
