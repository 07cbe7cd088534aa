import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type Sqlite from 'better-sqlite3'

type Driver = typeof Sqlite

/** The database driver cannot be loaded by this Node; the message is one sentence with the command that repairs it. */
export class DriverError extends Error {
  override readonly name = 'DriverError'
}

/** The versions that decide whether the driver can be loaded. */
export interface DriverVersions {
  /** Without a `v`. */
  readonly node: string
  /** The version of Node-API in this Node. */
  readonly nodeApi: number
  /** Undefined where the package is not installed. */
  readonly driver: string | undefined
}

/** The Node-API that version 13 of the driver is built on: Node 22.14, 23.6 and later have it. An older one crashes. */
const NODE_API_OF_13 = 10

/** From here on, version 12 of the driver can abort the process when one of its statements is garbage. */
const ABORTS_12 = { major: 24, minor: 19 } as const

const majorOf = (version: string): number => Number.parseInt(version, 10)

function abortsVersion12(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  return major > ABORTS_12.major || (major === ABORTS_12.major && minor >= ABORTS_12.minor)
}

/** The command that installs the right driver. Version 12 is the last one for a Node before 22.14. */
const installCommand = (nodeApi: number): string => `npm install better-sqlite3@${nodeApi >= NODE_API_OF_13 ? 13 : 12}`

/** Explains in a sentence why this Node must not load the installed driver; undefined where it may. */
export function findDriverProblem({ node, nodeApi, driver }: DriverVersions): string | undefined {
  const repair = `run \`${installCommand(nodeApi)}\``
  if (driver === undefined) return `Node ${node} finds no database driver: ${repair}`
  if (majorOf(driver) >= 13 && nodeApi < NODE_API_OF_13) {
    return `Node ${node} cannot load the database driver better-sqlite3 ${driver}, which needs Node 22.14 or later: ${repair}`
  }
  if (majorOf(driver) < 13 && abortsVersion12(node)) {
    return `Node ${node} cannot use the database driver better-sqlite3 ${driver}, which aborts on Node 24.19 and later: ${repair}`
  }
  return undefined
}

/** Explains in a sentence why loading the driver failed; undefined for any other error, such as a damaged file. */
export function explainDriverFailure({ node, nodeApi, driver }: DriverVersions, error: unknown): string | undefined {
  const { code, message = '' } = error as NodeJS.ErrnoException
  const name = `the database driver better-sqlite3 ${driver}`
  const compile = 'npm explore better-sqlite3 -- npm run build-release'
  const reinstall = nodeApi >= NODE_API_OF_13 ? installCommand(nodeApi) : 'npm rebuild better-sqlite3'
  if (/NODE_MODULE_VERSION|compiled against a different Node/.test(message)) {
    return `Node ${node} cannot load ${name}, which was compiled for another version of Node: run \`${reinstall}\``
  }
  const libc = /(GLIBC(?:XX)?_[\d.]+)' not found/.exec(message)?.[1]
  if (libc) return `Node ${node} cannot load ${name}, which needs ${libc} of the system: run \`${compile}\``
  const hasNoBinary = code === 'MODULE_NOT_FOUND' || message.startsWith('Could not locate the bindings file')
  if (hasNoBinary && driver !== undefined && majorOf(driver) < 13) {
    const approve =
      nodeApi >= NODE_API_OF_13 ? '' : ' (with npm 12, `npm install-scripts approve better-sqlite3` first)'
    return `Node ${node} finds no binary of ${name}, whose install script has not run: run \`${reinstall}\`${approve}`
  }
  if (hasNoBinary) return `Node ${node} finds no binary of ${name} for this system: run \`${compile}\``
  if (code === 'ERR_DLOPEN_FAILED')
    return `Node ${node} cannot load ${name} (${firstLine(message)}): run \`${compile}\``
  return undefined
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? ''

const requireHere = createRequire(import.meta.url)

/** The version of the installed driver; undefined where there is none. */
function findVersion(): string | undefined {
  try {
    return (requireHere('better-sqlite3/package.json') as { version: string }).version
  } catch {
    return undefined
  }
}

function readVersions(): DriverVersions {
  return { node: process.versions.node, nodeApi: Number(process.versions.napi), driver: findVersion() }
}

let loaded: Driver | undefined

/**
 * Loads the driver, after a check of its version: a wrong native part can end the process. It is called when a database is
 * first opened, so that importing the library never fails. Throws DriverError.
 */
export function loadDriver(): Driver {
  if (loaded) return loaded
  const problem = findDriverProblem(readVersions())
  if (problem !== undefined) throw new DriverError(problem)
  loaded = withDriverError(() => requireHere('better-sqlite3') as Driver)
  return loaded
}

/** Opens a database. Throws DriverError, or the driver's own error about the file. */
export function openSqlite(path: string, options: Sqlite.Options = {}): Sqlite.Database {
  const Connection = loadDriver()
  // The native part is loaded with the first connection.
  return withDriverError(() => new Connection(path, { ...options, ...nativePart() }))
}

let found: Pick<Sqlite.Options, 'nativeBinding'> | undefined

/** Says where the native part is, where it was built: to look for it, version 12 loads a package that asks for the stack. */
function nativePart(): Pick<Sqlite.Options, 'nativeBinding'> {
  if (found) return found
  const nativeBinding = join(
    dirname(requireHere.resolve('better-sqlite3/package.json')),
    'build/Release/better_sqlite3.node',
  )
  found = existsSync(nativeBinding) ? { nativeBinding } : {}
  return found
}

function withDriverError<T>(load: () => T): T {
  try {
    return load()
  } catch (cause) {
    const problem = explainDriverFailure(readVersions(), cause)
    throw problem === undefined ? cause : new DriverError(problem, { cause })
  }
}
