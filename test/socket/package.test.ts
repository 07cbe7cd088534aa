import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { createFolder } from '../support/cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** What a project that has installed the package can write. */
const USE = `
import { expect, test as plain } from 'vitest'
import { createEmulator, verifySignature } from 'esim-go-emulator'
import { test } from 'esim-go-emulator/vitest'

plain('the library is there', async () => {
  const emulator = await createEmulator()
  const call = (path, init) => emulator.fetch(new Request('http://emulator' + path, init))
  const headers = { 'X-API-Key': emulator.apiKey }
  const line = { type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }
  const body = JSON.stringify({ type: 'transaction', assign: true, order: [line] })
  const order = await (await call('/v2.4/orders', { method: 'POST', headers, body })).json()
  const get = (path, accept) => call(path, { headers: { ...headers, Accept: accept } })
  const zip = await get('/v2.4/esims/assignments?reference=' + order.orderReference, 'application/zip')
  expect([zip.status, zip.headers.get('content-type')]).toEqual([200, 'application/zip'])
  const csv = await get('/_emulator/ledger', 'text/csv')
  expect(await csv.text()).toContain(',')
  await emulator.close()
})
plain('every part of it is there', async () => {
  const emulator = await createEmulator()
  expect((await emulator.settings.get()).balance).toBe(1000)
  await emulator.close()
  expect(verifySignature).toBeTypeOf('function')
})
test('and so is the fixture', async ({ emulator }) => {
  expect((await emulator.clock.get()).now).toBe('2026-01-01T00:00:00Z')
})
`

/** What an installation of the package brings with it, with what the database driver's version 12 needs; and its peer. */
const BROUGHT = ['better-sqlite3', 'bindings', 'file-uri-to-path', 'vitest']

/** Packs what was built, and puts it where an installation would; beside it is nothing but what it brings. */
function installPackage(): { project: string; installed: string } {
  const folder = createFolder()
  const project = join(folder, 'project')
  const installed = join(project, 'node_modules/esim-go-emulator')
  mkdirSync(installed, { recursive: true })
  for (const name of BROUGHT.filter((each) => existsSync(pathOf(`node_modules/${each}`)))) {
    symlinkSync(pathOf(`node_modules/${name}`), join(project, 'node_modules', name))
  }
  // Without the scripts, which would build again under the feet of other tests.
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: pathOf(''),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, npm_config_cache: join(folder, 'npm'), npm_config_update_notifier: 'false' },
  })
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', installed, '--strip-components', '1'])
  return { project, installed }
}

test('the packed package has all that it speaks of, and works where it is installed', () => {
  const { project, installed } = installPackage()
  const { exports, version, bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  expect(exports).toHaveProperty(['./package.json'])
  const entries = Object.values<string | { types: string; default: string }>(exports)
  for (const entry of entries.filter((each) => typeof each === 'object')) {
    expect(existsSync(join(installed, entry.default)), entry.default).toBe(true)
    // Declarations are made when the package is published, from these sources.
    const source = entry.types.replace('./dist/types/', 'src/').replace('.d.ts', '.ts')
    expect(readFileSync(pathOf('tsconfig.types.json'), 'utf8')).toContain(`"${source}"`)
  }
  const readme = readFileSync(join(installed, 'README.md'), 'utf8')
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path)
  expect(links.filter((path) => !/^docs\/images\//.test(path) && !existsSync(join(installed, path)))).toEqual([])
  expect(existsSync(join(installed, 'schema/scenario.schema.json'))).toBe(true)

  const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' })
  const command = join(installed, bin['esim-go-emulator'])
  expect(run(command, '--version')).toBe(`${version}\n`)
  // The log's packages are loaded when the first line is written.
  for (const form of ['pretty', 'json']) {
    const ask = "fetch(process.env.ESIM_EMULATOR_URL + '/v2.4').then(() => undefined)"
    expect(run(command, 'exec', '--log', form, '--', process.execPath, '-e', ask)).toContain('GET /v2.4')
  }

  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(project, 'use.test.mjs'), USE)
  const report = run(
    pathOf('node_modules/vitest/vitest.mjs'),
    ...['run', '--root', project, '--no-cache', '--reporter=json'],
  )
  expect(JSON.parse(report.slice(report.indexOf('{"')))).toMatchObject({ success: true, numPassedTests: 3 })
})
