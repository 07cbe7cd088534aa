import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** A Node to try, with the npm that runs this script. */
export interface Node {
  readonly major: number
  readonly version: string
  /** Runs a command with this Node first in the path. Throws, with the output, when it fails. */
  readonly run: (command: string, args: readonly string[], options: RunOptions) => string
  readonly npm: (args: readonly string[], options: RunOptions) => string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

const PLATFORM = process.platform === 'win32' ? 'win' : process.platform

/** Takes the newest Node of a major version from npm's own packages, and keeps it in `folder`. */
export function takeNode(major: number, folder: string, npmCli: string): Node {
  const home = join(folder, String(major))
  const name = `node-${PLATFORM}-${process.arch}`
  mkdirSync(home, { recursive: true })
  const install = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', home]
  execFileSync(process.execPath, [npmCli, ...install, `${name}@${major}`], { cwd: home, stdio: 'pipe' })
  const binary = join(home, 'node_modules', name, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node')
  if (!existsSync(binary)) throw new Error(`npm's ${name}@${major} holds no Node`)
  const path = `${dirname(binary)}${delimiter}${process.env.PATH}`
  const run: Node['run'] = (command, args, { cwd, env }) => {
    // npm's variables of this script's own run are not for the projects that are tried.
    const inherited = Object.entries(process.env).filter(([key]) => !/^(npm_|ESIM_EMULATOR_)/i.test(key))
    const kept = Object.entries(process.env).filter(([key]) => /^npm_config_(?!local_prefix|prefix)/i.test(key))
    return execFileSync(command, args, {
      cwd,
      env: { ...Object.fromEntries([...inherited, ...kept]), PATH: path, ...env },
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 64 * 2 ** 20,
    })
  }
  return {
    major,
    version: run(binary, ['--version'], { cwd: home }).trim().slice(1),
    run: (command, args, options) => run(command === 'node' ? binary : command, args, options),
    npm: (args, options) => run(binary, [npmCli, '--no-audit', '--no-fund', ...args], options),
  }
}

/** Removes a folder and everything in it. */
export const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true })
