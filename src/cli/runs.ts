import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { CommandFailure } from './options.ts'

/** An emulator that `start --detach` started: it has a folder of its own, with its log and the way to stop it. */
export interface Run {
  readonly folder: string
  readonly url: string
  readonly pid: number
}

/** The path of a socket may have about a hundred characters. */
const LONGEST_BASE = 50

/** Names the folder of this user's runs, in the temporary folder, which a restart of the machine empties. */
function rootPath(): string {
  const base = process.platform !== 'win32' && tmpdir().length > LONGEST_BASE ? '/tmp' : tmpdir()
  return join(base, `esim-go-emulator-${process.getuid?.() ?? 'runs'}`)
}

export const logPath = (folder: string): string => join(folder, 'log.txt')
const recordPath = (folder: string): string => join(folder, 'run.json')

/**
 * The local socket, or named pipe, over which a run is asked to stop. It takes no signal: those differ between systems, and
 * the process id of a run that is over may belong to another process.
 */
const stopPath = (folder: string): string =>
  process.platform === 'win32' ? `\\\\.\\pipe\\esim-go-emulator-${basename(folder)}` : join(folder, 'stop.sock')

/** Makes the folder of a new run. Throws CommandFailure where that cannot be, or another user could meddle with it. */
export function createRun(): string {
  const root = rootPath()
  try {
    // A folder for temporary files that there is not is a mistake, and is not made.
    mkdirSync(root, { recursive: existsSync(dirname(root)), mode: 0o700 })
    if (isOwn(lstatSync(root))) return mkdtempSync(join(root, 'run-'))
  } catch (error) {
    throw new CommandFailure(`what is kept of an emulator in the background needs ${root}: ${(error as Error).message}`)
  }
  throw new CommandFailure(`${root} is not a folder of this user alone: remove it`)
}

const isOwn = (stats: Stats): boolean =>
  stats.isDirectory() &&
  (process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o077) === 0))

/** Forgets a run. On Windows its log may still be open, and stays. */
export function removeRun(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // It is in the temporary folder, which is emptied one day.
  }
}

/** This process as a run in the background. */
export interface OpenRun {
  /** Resolves when it is to stop. */
  readonly stopAsked: Promise<void>
  /** Forgets it. */
  readonly end: () => void
}

/** Makes this process a run that can be found and stopped. */
export async function openRun(folder: string, url: string): Promise<OpenRun> {
  let ask: () => void = () => undefined
  const stopAsked = new Promise<void>((resolve) => {
    ask = resolve
  })
  const server = createServer((socket) => {
    // The system closes it when this process has ended, which is what the other side waits for. Here nothing does.
    socket.unref()
    socket.on('error', () => undefined)
    socket.once('data', ask)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(stopPath(folder), resolve)
  })
  server.unref()
  writeFileSync(recordPath(folder), JSON.stringify({ url, pid: process.pid }), { mode: 0o600 })
  return { stopAsked, end: () => removeRun(folder) }
}

/** Lists the runs that are alive, and removes what others left behind. */
export async function listRuns(): Promise<Run[]> {
  const root = rootPath()
  const found = namesIn(root).flatMap((name) => {
    const folder = join(root, name)
    const run = readRun(folder)
    return run ? [run] : []
  })
  const runs: Run[] = []
  for (const run of found) {
    const socket = await dial(run).catch(() => undefined)
    socket?.destroy()
    if (socket) runs.push(run)
    else removeRun(run.folder)
  }
  return runs
}

/** Asks a run to stop, and resolves when its process has ended; one that has ended meanwhile is as good. */
export async function stopRun(run: Run): Promise<void> {
  const socket = await dial(run).catch(() => undefined)
  if (!socket) return removeRun(run.folder)
  const ended = new Promise<void>((resolve) => {
    socket.once('close', () => resolve())
    socket.on('error', () => undefined)
  })
  socket.resume()
  socket.write('stop\n')
  await ended
  removeRun(run.folder)
}

function dial({ folder }: Run) {
  const socket = connect(stopPath(folder))
  return new Promise<typeof socket>((resolve, reject) => {
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** Undefined for a run that does not answer yet, and for what is none. */
function readRun(folder: string): Run | undefined {
  try {
    const { url, pid } = JSON.parse(readFileSync(recordPath(folder), 'utf8')) as Partial<Run>
    return typeof url === 'string' && typeof pid === 'number' ? { folder, url, pid } : undefined
  } catch {
    return undefined
  }
}
