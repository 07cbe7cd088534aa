import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own. */
export interface Server {
  readonly url: string
  readonly pid: number
  /** From the start of the process to its first answer. */
  readonly startMs: number
  readonly stop: () => Promise<void>
}

/** What the bare server answers to everything. */
export interface Answer {
  readonly contentType: string
  readonly body: string
}

/** The key that the bench calls with, unless a measurement needs several. */
export const API_KEY = 'bench'

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url))
const COPY_INTO_MEMORY = new URL('./scale/copy-into-memory.mjs', import.meta.url).href
const WATCH_LOOP = new URL('./scale/watch-loop.mjs', import.meta.url).href
const BARE = fileURLToPath(new URL('./bare-server.mjs', import.meta.url))

/**
 * Where the state of an emulator is: in memory, in a file, or in memory with what a file holds. `pauses` is a file that it
 * notes in how long its thread is busy at a time.
 */
export type Storage = { readonly db?: string; readonly copyOf?: string; readonly pauses?: string | undefined }

/** Starts the emulator, in memory unless asked otherwise; it has started when it has answered an authenticated call. */
export async function startEmulator(
  { db, copyOf, pauses }: Storage = {},
  ...flags: readonly string[]
): Promise<Server> {
  const port = await freePort()
  const file = db === undefined ? [] : ['--db', db]
  const preload = [
    ...(copyOf === undefined ? [] : ['--import', COPY_INTO_MEMORY]),
    ...(pauses === undefined ? [] : ['--import', WATCH_LOOP]),
  ]
  const args = [...preload, CLI, 'start', '--log', 'silent', '--port', String(port), ...file, ...flags]
  return start(args, port, {
    ...(copyOf === undefined ? {} : { BENCH_WORLD: copyOf }),
    ...(pauses === undefined ? {} : { BENCH_PAUSES: pauses }),
  })
}

/** Starts a `node:http` server that has the answer in memory. */
export async function startBare({ contentType, body }: Answer): Promise<Server> {
  const port = await freePort()
  return start([BARE], port, { BARE_PORT: String(port), BARE_CONTENT_TYPE: contentType, BARE_BODY: body })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function start(args: readonly string[], port: number, env: Record<string, string>): Promise<Server> {
  const url = `http://127.0.0.1:${port}`
  const from = performance.now()
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await firstAnswer(child, `${url}/v2.4/organisation`)
  return {
    url,
    pid: child.pid ?? 0,
    startMs: performance.now() - from,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

const POLL_MS = 1

/** Asks until there is an answer. Rejects when the process ends first, or the answer is a refusal. */
async function firstAnswer(child: ChildProcess, url: string): Promise<void> {
  while (child.exitCode === null) {
    const status = await ask(url)
    if (status === 200) return
    if (status !== undefined) throw new Error(`${url} answered ${status}`)
    await pause(POLL_MS)
  }
  throw new Error(`a server could not start: exit code ${child.exitCode}`)
}

/** The status of a GET on a connection of its own; undefined while nobody listens. */
function ask(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    get(url, { agent: false, headers: { 'X-API-Key': API_KEY } }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    }).once('error', () => resolve(undefined))
  })
}
