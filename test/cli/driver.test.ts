import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { findDriverProblem } from '../../src/state/engine/driver.ts'
import { createFolder, runCli } from '../support/cli.ts'

vi.setConfig({ testTimeout: 30_000 })

test.each([
  ['20.20.2', 9, '12.11.1', undefined],
  ['20.20.2', 9, '13.2.0', 'needs Node 22.14 or later: run `npm install better-sqlite3@12`'],
  ['22.13.1', 9, '13.2.0', 'needs Node 22.14 or later: run `npm install better-sqlite3@12`'],
  ['23.5.0', 9, '13.0.3', 'needs Node 22.14 or later: run `npm install better-sqlite3@12`'],
  ['22.14.0', 10, '13.2.0', undefined],
  ['22.23.3', 10, '12.11.1', undefined],
  ['24.18.0', 10, '12.11.1', undefined],
  ['24.19.0', 10, '12.11.1', 'aborts on Node 24.19 and later: run `npm install better-sqlite3@13`'],
  ['26.10.0', 10, '12.11.1', 'aborts on Node 24.19 and later: run `npm install better-sqlite3@13`'],
  ['26.10.0', 10, '13.2.0', undefined],
  ['20.20.2', 9, undefined, 'finds no database driver: run `npm install better-sqlite3@12`'],
  ['24.21.0', 10, undefined, 'finds no database driver: run `npm install better-sqlite3@13`'],
])('Node %s with Node-API %i and version %s of the driver: %s', (node, nodeApi, driver, said) => {
  const problem = findDriverProblem({ node, nodeApi, driver })
  if (said === undefined) expect(problem).toBeUndefined()
  else expect(problem).toMatch(new RegExp(`^Node ${node} .*${said.replaceAll('.', '\\.')}$`))
})

/** The version of the driver that this Node does not refuse unseen. */
const version = Number(process.versions.napi) >= 10 ? '13.0.0' : '12.0.0'

/** A copy of the built package beside a driver that cannot be loaded; without a text, beside none. */
function installBroken(failure: string | undefined): string {
  const folder = createFolder()
  cpSync(fileURLToPath(new URL('../../dist', import.meta.url)), join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  if (failure !== undefined) {
    const driver = join(folder, 'node_modules/better-sqlite3')
    mkdirSync(driver, { recursive: true })
    writeFileSync(join(driver, 'package.json'), JSON.stringify({ name: 'better-sqlite3', version, main: 'index.js' }))
    writeFileSync(join(driver, 'index.js'), `module.exports = class { constructor() { ${failure} } }`)
  }
  return folder
}

const fail = (code: string, message: string): string =>
  `throw Object.assign(new Error(${JSON.stringify(message)}), { code: ${JSON.stringify(code)} })`

const FAILURES: readonly (readonly [name: string, failure: string | undefined, said: RegExp])[] = [
  ['is not installed', undefined, /finds no database driver: run `npm install better-sqlite3@1[23]`/],
  [
    'has no binary',
    fail('MODULE_NOT_FOUND', "Cannot find module '/x/build/Release/better_sqlite3.node'\nRequire stack:\n- /x"),
    /finds no binary of the database driver better-sqlite3 1[23]\.0\.0.*: run `npm (rebuild|explore) better-sqlite3/,
  ],
  [
    'was compiled for another Node',
    fail(
      'ERR_DLOPEN_FAILED',
      'The module was compiled against a different Node.js version using\nNODE_MODULE_VERSION 1. This version',
    ),
    /was compiled for another version of Node: run `npm (rebuild better-sqlite3|install better-sqlite3@13)`/,
  ],
  [
    'needs a newer C library',
    fail('ERR_DLOPEN_FAILED', "/lib/libc.so.6: version `GLIBC_2.38' not found (required by /x.node)"),
    /needs GLIBC_2\.38 of the system: run `npm explore better-sqlite3 -- npm run build-release`/,
  ],
  [
    'is for another system',
    fail('ERR_DLOPEN_FAILED', '/x.node: invalid ELF header'),
    /invalid ELF header.*: run `npm explore better-sqlite3 -- npm run build-release`/,
  ],
]

test.each(FAILURES)('a driver that %s is told in one sentence', async (_, failure, said) => {
  const folder = installBroken(failure)
  const started = await runCli(['--port', '0'], {}, folder, join(folder, 'dist/cli.js'))
  expect([started.code, started.stdout]).toEqual([1, ''])
  expect(started.stderr).toMatch(/^esim-go-emulator: Node \d+\.\d+\.\d+ [^\n]+\n$/)
  expect(started.stderr).toMatch(said)

  const use = `
    import { createEmulator, DriverError } from './dist/index.js'
    const error = await createEmulator().catch((error) => error)
    console.log(error instanceof DriverError, error.message)`
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', use], { cwd: folder, encoding: 'utf8' })
  expect(told).toBe(`true ${started.stderr.replace('esim-go-emulator: ', '')}`)
})

test('commands that open no database need no driver', async () => {
  const folder = installBroken(undefined)
  const asked = await runCli(['--version'], {}, folder, join(folder, 'dist/cli.js'))
  expect(asked).toMatchObject({ code: 0, stderr: '' })
})

test('npm 10 does not compile the locked driver, which has its binaries with it', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
  // npm leaves this out when it writes the file: put `"gypfile": false` back (docs/decisions/0002-better-sqlite3.md).
  expect(lock.packages['node_modules/better-sqlite3']).toMatchObject({
    gypfile: false,
    version: expect.stringMatching(/^13\./),
  })
})
