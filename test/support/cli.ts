import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { onTestFinished, vi } from 'vitest'
import { main } from '../../src/cli/main.ts'

export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export interface Finished {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  /** The first line on standard output. */
  readonly line: string
  /** Where it answers, read from that line. */
  readonly url: string
  readonly child: ChildProcess
  /** All of standard error, once it has ended. */
  readonly complaints: Promise<string>
  /** Sends a signal and waits for the end. */
  readonly stop: (signal: NodeJS.Signals) => Promise<{ readonly code: number | null; readonly signal: string | null }>
}

/** Starts the built command, in the working folder of the tests unless in another. Killed when the test is over. */
export function spawnCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = process.cwd(),
  command = CLI,
): ChildProcess {
  if (!existsSync(command)) throw new Error('dist/cli.js is missing: run `npm run build` first')
  const child = spawn(process.execPath, [command, ...args], { cwd, env: { PATH: process.env.PATH, ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Runs the built command to its end. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
  command?: string,
): Promise<Finished> {
  const child = spawnCli(args, env, cwd, command)
  if (!child.stdout || !child.stderr) throw new Error('the command has no output')
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, signal, stdout, stderr }
}

/**
 * Runs a command in this process, which takes milliseconds: for those that end by themselves and write little. `env` is
 * all that it finds of the emulator's variables.
 */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Omit<Finished, 'signal'>> {
  const written = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text)
      return true
    }),
  )
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  try {
    return { code: await main(args), ...written }
  } finally {
    for (const spy of spies) spy.mockRestore()
    vi.unstubAllEnvs()
  }
}

/**
 * Starts the built command, or one of its commands that answers at an address, and returns as soon as it has said where. Killed
 * when the test is over.
 */
export async function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  command: readonly string[] = [],
  program = CLI,
): Promise<Running> {
  const child = spawnCli([...command, '--port', '0', ...args], env, process.cwd(), program)
  if (!child.stdout || !child.stderr) throw new Error('the command has no output')
  const complaints = text(child.stderr)
  const closed = once(child, 'close').then(async () => {
    throw new Error(`it ended before it said where it answers: ${await complaints}`)
  })
  const lines = createInterface({ input: child.stdout })
  const [line] = (await Promise.race([once(lines, 'line'), closed])) as [string]
  closed.catch(() => undefined)
  // Behind a proxy the line says both: where others reach it, and where it listens.
  const [url = ''] = /(?<=listens(?: at |":"))https?:[^\s"]+/.exec(line) ?? /https?:\/\/[^\s"/]+/.exec(line) ?? []
  return {
    line,
    url,
    child,
    complaints,
    async stop(signal) {
      child.kill(signal)
      const [code, killedBy] = await once(child, 'close')
      return { code, signal: killedBy }
    },
  }
}

/** A folder of the test's own. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'esim-go-emulator-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
