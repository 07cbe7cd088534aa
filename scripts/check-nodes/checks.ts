import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Node } from './nodes.ts'

/** One check, and the folder that it runs in. */
export interface Subject {
  /** The repository. */
  readonly root: string
  /** The packed package. */
  readonly tarball: string
  /** A new folder for what one Node does. */
  readonly folder: string
}

/** Makes an empty project that has the package, as a user's `npm i -D` does. */
export function installPackage(node: Node, { tarball, folder, root }: Subject): void {
  cpSync(join(root, 'scripts/check-nodes/project'), folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "project", "private": true, "type": "module" }')
  // Version 12 of the database driver, which Node 20 takes, has no binary before its script has run.
  node.npm(['install', '-D', tarball, ...(node.major >= 22 ? ['--ignore-scripts'] : [])], { cwd: folder })
}

/** Starts the installed command, and works the day of examples/quickstart.sh beside it. */
export function workTheDay(node: Node, { folder }: Subject): void {
  const command = join(folder, 'node_modules/esim-go-emulator/dist/cli.js')
  const quickstart = join(folder, 'node_modules/esim-go-emulator/examples/quickstart.sh')
  const said = node.run('node', [command, 'exec', '--log', 'json', '--', 'bash', quickstart], { cwd: folder })
  if (!said.includes('Every figure agrees.')) throw new Error(`the quickstart did not end well:\n${said}`)
}

/** Runs tests that use the library and the fixture, with a version of vitest. */
export function testWithVitest(node: Node, version: string, { folder }: Subject): void {
  node.npm(['install', '-D', '--ignore-scripts', `vitest@${version}`], { cwd: folder })
  node.run('node', [join(folder, 'node_modules/vitest/vitest.mjs'), 'run'], { cwd: folder })
}

/** Compiles a program against the declarations, with no other package's types but Node's and vitest's. */
export function compileTypes(node: Node, { root, folder }: Subject): void {
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { target: 'ES2023', module: 'NodeNext', strict: true, noEmit: true, types: ['node'] },
      files: ['types.ts', 'node_modules/esim-go-emulator/dist/types/index.d.ts'],
    }),
  )
  node.npm(['install', '-D', '--ignore-scripts', '@types/node@22'], { cwd: folder })
  node.run('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: folder })
}

/** Runs the tests of routes and clock from a copy of the sources, installed as the README says. */
export function testSources(node: Node, { root, folder }: Subject): void {
  const copy = join(folder, 'sources')
  mkdirSync(copy)
  for (const name of node.run('git', ['ls-files', '-z'], { cwd: root }).split('\0').filter(Boolean)) {
    cpSync(join(root, name), join(copy, name))
  }
  node.npm(['ci'], { cwd: copy })
  node.npm(['test', '--', 'test/routes', 'test/clock'], { cwd: copy })
}
