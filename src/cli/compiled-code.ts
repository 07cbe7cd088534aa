import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
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
    if (compiled.size > 0) write(compiled)
  })
}

/** The folder of this version of Node, machine and user; undefined where there can be none, or it is not the user's own. */
function openFolder(): string | undefined {
  const user = process.getuid?.()
  const parent = process.env.NODE_COMPILE_CACHE || tmpdir()
  const folder = join(parent, ['esim-go-emulator-code', BUILD, process.version, process.arch, user ?? ''].join('-'))
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { uid, mode } = lstatSync(folder)
    return user === undefined || (uid === user && (mode & 0o022) === 0) ? folder : undefined
  } catch {
    return undefined
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
