/** Makes dist/: the fixtures database and the bundled JavaScript; with --types also the type declarations. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { build } from 'esbuild'
import { buildFixtures } from '../src/fixtures/build.ts'
import { renderListings } from '../src/fixtures/listings.ts'

const DIST = new URL('../dist/', import.meta.url).pathname

mkdirSync(DIST, { recursive: true })
for (const name of readdirSync(DIST)) if (name.endsWith('.js')) rmSync(`${DIST}${name}`)

// Made aside and moved into place, so that whoever has the old file open keeps it whole.
const fixtures = `${DIST}fixtures-${process.pid}.tmp`
buildFixtures(fixtures)
renderListings(fixtures)
renameSync(fixtures, `${DIST}fixtures.db`)

await build({
  entryPoints: ['src/cli.ts', 'src/index.ts', 'src/vitest.ts'],
  outdir: DIST,
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // What a start needs is bundled, since reading many small files is most of its time (docs/decisions). The rest is
  // loaded when it is used, from where it is installed; the database driver is native code.
  external: ['better-sqlite3', 'archiver', 'csv-stringify', 'pino', 'pino-pretty', 'qrcode', 'vitest'],
  // Bundled packages that are CommonJS ask for `require`.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
})
chmodSync(`${DIST}cli.js`, 0o755)

// The files of the pages, smaller than they are written; the sources' own are served as they are.
await build({
  entryPoints: ['app.js', 'style.css', 'docs.js', 'docs.css'].map((name) => `src/ui/assets/${name}`),
  outdir: `${DIST}assets`,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  legalComments: 'none',
  logLevel: 'warning',
})

if (process.argv.includes('--types')) {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' })
}
