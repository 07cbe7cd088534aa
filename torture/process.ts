import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Api, createApi } from '../test/support/api.ts'
import type { Attempt } from './round.ts'

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

/** How an emulator ended, and all that it wrote on standard error. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stderr: string
}

/** An emulator in a process of its own. */
export interface EmulatorProcess {
  readonly url: string
  readonly ended: Promise<Ended>
  readonly hasEnded: () => boolean
  readonly kill: (signal: NodeJS.Signals) => Promise<Ended>
}

function spawnEmulator(args: readonly string[]): ChildProcess & { readonly stdout: Readable } {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is missing: run `npm run build` first')
  return spawn(process.execPath, [CLI, '--port', '0', '--log', 'json', ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Starts the built command, and kills it after a time, whether it answers by then or not. */
export async function startAndKill(args: readonly string[], milliseconds: number): Promise<void> {
  const child = spawnEmulator(args)
  const ended = collectEnd(child)
  child.stdout.resume()
  await Promise.race([pause(milliseconds), ended])
  child.kill('SIGKILL')
  await ended
}

/** Starts the built command on a free port. Returns how it ended when it did so before it said where it answers. */
export async function startEmulator(
  attempt: Pick<Attempt, 'onEnd'>,
  args: readonly string[],
): Promise<EmulatorProcess | Ended> {
  const child = spawnEmulator(args)
  const ended = collectEnd(child)
  const kill = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  attempt.onEnd(() => kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  const first = once(lines, 'line').then(([line]) => String(line))
  first.catch(() => undefined)
  const line = await Promise.race([first, ended])
  if (typeof line !== 'string') return line
  const url = /https?:\/\/[^\s"/]+/.exec(line)?.[0]
  if (url === undefined) throw new Error(`the first line does not say where it answers: ${line}`)
  return { url, ended, hasEnded: () => child.exitCode !== null || child.signalCode !== null, kill }
}

/** As startEmulator, where it has to start. */
export async function startSoundEmulator(
  attempt: Pick<Attempt, 'onEnd'>,
  args: readonly string[],
): Promise<EmulatorProcess> {
  const started = await startEmulator(attempt, args)
  if ('url' in started) return started
  throw new Error(`it did not start: exit code ${started.code}, ${started.stderr}`)
}

async function collectEnd(child: ChildProcess): Promise<Ended> {
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, signal] = await once(child, 'close')
  return { code, signal, stderr }
}

/** Calls the vendor API of an emulator in another process; each answer must be one that the contract allows. */
export const createRemoteApi = (url: string, apiKey: string): Api =>
  createApi((request) => fetch(new Request(request.url.replace('http://emulator', url), request)), apiKey)
