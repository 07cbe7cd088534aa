import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../../scripts/docs/blocks.ts'
import { createFolder } from '../support/cli.ts'

/** What a reader's project has of this package, and a clone at its top. */
const PACKAGE = ['dist', 'package.json', 'examples', 'scenarios', 'schema'] as const

const COMMANDS = {
  'esim-go-emulator': `exec "${process.execPath}" "${join(ROOT, 'dist/cli.js')}" "$@"`,
  npx: 'exec "$@"',
  // What npm does is exempt, or done by other means.
  npm: 'echo "the test of the documents does not run npm $*" >&2; exit 1',
}

/** Makes an empty project in which the built package is installed, and its command is in `bin`. Gone when the test is over. */
export function createProject(): string {
  if (!existsSync(join(ROOT, 'dist/cli.js'))) throw new Error('dist/ is missing: run `npm run build` first')
  const project = createFolder()
  const installed = join(project, 'node_modules/esim-go-emulator')
  mkdirSync(installed, { recursive: true })
  for (const name of PACKAGE) symlinkSync(join(ROOT, name), join(installed, name))
  for (const name of ['examples', 'scenarios']) symlinkSync(join(ROOT, name), join(project, name))
  symlinkSync(join(ROOT, 'examples/vitest/src'), join(project, 'src'))
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(project, 'node_modules/vitest'))
  writeFileSync(join(project, 'package.json'), '{ "name": "shop", "private": true, "type": "module" }')
  writeText(project, '.curlrc', 'fail-with-body\n')
  for (const [name, script] of Object.entries(COMMANDS)) {
    writeText(project, `bin/${name}`, `#!/bin/sh\n${script}\n`)
    chmodSync(join(project, 'bin', name), 0o755)
  }
  return project
}

export function writeText(project: string, path: string, text: string): void {
  const file = join(project, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
