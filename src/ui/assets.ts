import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AssetUrls } from './layout.tsx'

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

/** One year: the path changes with the content. */
const FOR_EVER = 'public, max-age=31536000, immutable'

export interface Assets {
  readonly urls: AssetUrls
  /** Answers a request for a file: 200, 304 if the browser has it, or 404. */
  readonly answer: (path: string, knownTag: string | undefined) => Response
}

/** Files of packages, under the names by which the sources import them. */
const OF_PACKAGES: Readonly<Record<string, string>> = { 'uplot.js': 'uplot/dist/uPlot.esm.js' }

/** Reads the files of packages that the sources import; the build has bundled them into the files that do. */
function readPackageFiles(names: readonly string[]): (readonly [string, Buffer])[] {
  const isBundled = !names.includes('chart-frame.js')
  if (isBundled) return []
  const { resolve } = createRequire(import.meta.url)
  return Object.entries(OF_PACKAGES).map(([name, file]) => [name, readFileSync(resolve(file))])
}

/** Reads the asset files, which are in `assets/` beside this file or beside the built code. */
export function loadAssets(): Assets {
  const folder = new URL('./assets/', import.meta.url)
  const names = readdirSync(folder)
    .filter((name) => extension(name) in TYPES)
    .sort()
  const files = new Map([
    ...names.map((name) => [name, readFileSync(fileURLToPath(new URL(name, folder)))] as const),
    ...readPackageFiles(names),
  ])
  const hash = createHash('sha256')
  for (const [name, bytes] of files) hash.update(name).update(bytes)
  const version = hash.digest('hex').slice(0, 12)
  const base = `/_emulator/assets/${version}`
  const tag = `"${version}"`
  return {
    urls: {
      style: `${base}/style.css`,
      script: `${base}/app.js`,
      docsStyle: `${base}/docs.css`,
      docsScript: `${base}/docs.js`,
      chartsScript: `${base}/charts.js`,
    },
    answer(path, knownTag) {
      const [asked, name = ''] = path.split('/')
      const bytes = files.get(name)
      if (asked !== version || !bytes) return new Response('not found', { status: 404 })
      const headers = {
        'Content-Type': TYPES[extension(name)] ?? '',
        'Cache-Control': FOR_EVER,
        ETag: tag,
        'X-Content-Type-Options': 'nosniff',
      }
      if (knownTag === tag) return new Response(null, { status: 304, headers })
      return new Response(new Uint8Array(bytes), { headers })
    },
  }
}

const extension = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
