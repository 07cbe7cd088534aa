import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { createFolder } from '../support/cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const pathOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

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
  cpSync(pathOf('scripts/check-nodes/project/fixture.test.mjs'), join(project, 'fixture.test.mjs'))
  const report = run(
    pathOf('node_modules/vitest/vitest.mjs'),
    ...['run', '--root', project, '--no-cache', '--reporter=json'],
  )
  expect(JSON.parse(report.slice(report.indexOf('{"')))).toMatchObject({ success: true, numPassedTests: 3 })
})
