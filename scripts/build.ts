/** Makes dist/: the fixtures database and the bundled JavaScript; with --types also the type declarations. */
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { buildFixtures } from '../src/fixtures/build.ts'
import { DriverError } from '../src/state/engine/driver.ts'
import { CLASSES, lighterClasses, toCommonJs } from './build/common-js.ts'
import { writeDeclarations } from './build/declarations.ts'
import { fewChunks } from './build/few-chunks.ts'
import { collectLicences } from './build/licences.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const FIXTURES = 'fixtures.db'

/** Files that both the library and the command import, beside the emulator. */
const SHARED_FILES = ['client/connect.ts', 'fixtures/catalogue-file/input-file.ts']

/** Files that a user runs or imports. */
const ENTRIES = ['cli', 'index', 'vitest']

const SHARED = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions

/** Empties dist/ but for the fixtures, so that nothing of an older build is packed. */
function clean(): void {
  for (const name of readdirSync(DIST)) {
    if (name !== FIXTURES) rmSync(join(DIST, name), { recursive: true, force: true })
  }
}

/** Made aside and moved into place: a process that has the old file open keeps it whole. */
function writeFixtures(): void {
  mkdirSync(DIST, { recursive: true })
  const made = join(DIST, `fixtures-${process.pid}.tmp`)
  buildFixtures(made)
  renameSync(made, join(DIST, FIXTURES))
}

/** Leaves the platform's HTTP/2 out: the adaptor asks of each request whether it came by that, and none does. */
const withoutHttp2: Plugin = {
  name: 'without-http2',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http2$/ }, () => ({ path: 'http2', namespace: 'absent' }))
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: 'export class Http2ServerRequest {}\nexport const constants = {}',
    }))
  },
}

/** Finds uPlot, which the pages import as a file beside them. */
const packageFiles: Plugin = {
  name: 'package-files',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/uplot\.js$/ }, () => ({
      path: createRequire(import.meta.url).resolve('uplot/dist/uPlot.esm.js'),
    }))
  },
}

/** Bundles the command and the library with all packages that they use; returns the files that it read. */
async function bundle(): Promise<string[]> {
  const { metafile, outputFiles } = await build({
    ...SHARED,
    entryPoints: [...ENTRIES.map((name) => `src/${name}.ts`), CLASSES],
    entryNames: '[name]',
    outdir: DIST,
    write: false,
    splitting: true,
    platform: 'node',
    target: 'node20',
    metafile: true,
    plugins: [
      withoutHttp2,
      lighterClasses,
      fewChunks(ROOT, 'emulator.ts', { shared: SHARED_FILES, own: { cli: 'cli/main.ts' } }),
    ],
    // The database driver is native code, and vitest is the user's own.
    external: ['better-sqlite3', 'vitest'],
  })
  for (const { path, text } of toCommonJs(
    outputFiles,
    ENTRIES.map((name) => `${name}.js`),
  ))
    writeFileSync(path, text)
  chmodSync(join(DIST, 'cli.js'), 0o755)
  return Object.keys(metafile.inputs)
}

/** The files of the pages, smaller than they are written; the sources' own are served as they are. */
async function bundlePages(): Promise<string[]> {
  const { metafile } = await build({
    ...SHARED,
    entryPoints: ['app.js', 'style.css', 'docs.js', 'docs.css', 'charts.js'].map((name) => `src/ui/assets/${name}`),
    outdir: join(DIST, 'assets'),
    minify: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    metafile: true,
    plugins: [packageFiles],
  })
  return Object.keys(metafile.inputs)
}

try {
  writeFixtures()
  clean()
  const files = [...(await bundle()), ...(await bundlePages())]
  writeFileSync(join(DIST, 'THIRD-PARTY-LICENCES.txt'), collectLicences(ROOT, files))
  if (process.argv.includes('--types')) await writeDeclarations(ROOT)
} catch (error) {
  if (!(error instanceof DriverError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
