import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import module from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

type Extensions = Record<string, (into: { exports: unknown }, path: string) => void>

/** The hash of all files of the program: the build writes it. */
const BUILD = '__BUILD__'

/**
 * Keeps what the engine compiles of the program in the folder for temporary files: the next start compiles nothing, which is
 * a quarter of its time. The program's files are loaded here as Node loads them, since Node 20 keeps nothing, and later ones
 * keep less: not the functions that run while the program is loaded. The variables of the environment are those of Node.
 */
export function keepCompiledCode(): void {
  const folder = process.env.NODE_DISABLE_COMPILE_CACHE === undefined ? openFolder() : undefined
  if (folder === undefined) return
  const compiled = new Map<string, Script>()
  const { _extensions: extensions } = module as unknown as { readonly _extensions: Extensions }
  const program = dirname(fileURLToPath(import.meta.url))
  extensions['.cjs'] = (into, path) => {
    // The engine takes what was kept of any file of the same length: code is kept of the program alone, which has a hash.
    if (dirname(path) !== program) return extensions['.js']?.(into, path)
    const file = join(folder, `${basename(path)}.code`)
    const cachedData = readCompiled(file)
    // The build writes ASCII alone, which is read faster as such.
    const script = new Script(module.wrap(readFileSync(path, 'latin1')), { filename: path, cachedData })
    // Kept code is rejected when it was made under other flags of the engine, as of NODE_OPTIONS.
    if (cachedData === undefined || script.cachedDataRejected) compiled.set(file, script)
    script.runInThisContext().call(into.exports, into.exports, module.createRequire(path), into, path, dirname(path))
  }
  process.once('exit', () => {
    if (compiled.size === 0) return
    write(compiled)
    removeUnused(folder)
  })
}

const PREFIX = 'esim-go-emulator-code'
const user = process.getuid?.()

/**
 * The folder of this build, version of Node, machine and user; undefined where there can be none, or it is not the user's own.
 * It says by its time on which day it was used last.
 */
function openFolder(): string | undefined {
  const named = process.env.NODE_COMPILE_CACHE
  const folder = join(named || tmpdir(), [PREFIX, BUILD, process.version, process.arch, user ?? ''].join('-'))
  try {
    // Node makes the folder of its variable as well; a folder for temporary files that there is not is a mistake.
    const kept = lstatSync(folder, { throwIfNoEntry: false })
    if (!kept) mkdirSync(folder, { recursive: Boolean(named), mode: 0o700 })
    const status = kept ?? lstatSync(folder)
    if (!isOwn(status)) return undefined
    if (startedMs - status.mtimeMs > DAY_MS) utimesSync(folder, startedMs / 1_000, startedMs / 1_000)
    return folder
  } catch {
    return undefined
  }
}

const DAY_MS = 86_400_000

/** The start of this process on the machine's clock: these are files of the machine, and no emulated time is asked for. */
const startedMs = performance.timeOrigin

const isOwn = (status: Stats): boolean =>
  status.isDirectory() && (user === undefined || (status.uid === user && (status.mode & 0o022) === 0))

/** A folder that was not used for so long is not missed: its build would make it again. */
const UNUSED_MS = 14 * DAY_MS

/** Removes the folders of other builds and versions of Node that were not used for two weeks. Nothing depends on it. */
function removeUnused(folder: string): void {
  const parent = dirname(folder)
  for (const name of listNames(parent)) {
    const other = join(parent, name)
    if (!name.startsWith(`${PREFIX}-`) || other === folder) continue
    try {
      const status = lstatSync(other)
      if (!isOwn(status) || startedMs - status.mtimeMs < UNUSED_MS) continue
      // One by one: what is not the emulator's own stays, and with it the folder.
      for (const file of readdirSync(other)) if (/\.code(?:\.\d+)?$/.test(file)) unlinkSync(join(other, file))
      rmdirSync(other)
    } catch {
      // Another process may be removing it, too.
    }
  }
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Reads what is kept of a file; undefined where there is nothing, or it is damaged: the engine ends the process for that. */
function readCompiled(file: string): Buffer | undefined {
  try {
    const kept = readFileSync(file)
    const compiled = kept.subarray(HASH_BYTES)
    return hashOf(compiled).equals(kept.subarray(0, HASH_BYTES)) ? compiled : undefined
  } catch {
    return undefined
  }
}

const HASH_BYTES = 32
const hashOf = (data: Buffer): Buffer => createHash('sha256').update(data).digest()

/** Writes what has been compiled, and run: of a function that never ran there is nothing to keep. */
function write(compiled: ReadonlyMap<string, Script>): void {
  for (const [file, script] of compiled) {
    try {
      const made = `${file}.${process.pid}`
      const data = script.createCachedData()
      writeFileSync(made, Buffer.concat([hashOf(data), data]))
      renameSync(made, file)
    } catch {
      // A start without it is slower, and nothing else.
    }
  }
}
