import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One file of `src`, its path relative to it. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  /** The text with its comments blanked out. */
  readonly code: string
  /** Imported files, relative to `src`, and packages by their names. */
  readonly imports: readonly string[]
}

const ROOT = fileURLToPath(new URL('../../src', import.meta.url))

export const readSources = (): SourceFile[] =>
  readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
    .map((path) => parseSource(path.replaceAll('\\', '/'), readFileSync(`${ROOT}/${path}`, 'utf8')))

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm
const IMPORT = /(?:^|\n)\s*(?:import|export)\s+[^'";]*?from\s*'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g

export function parseSource(path: string, text: string): SourceFile {
  const code = text.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ' '))
  const imports = [...code.matchAll(IMPORT)].map(([, ...specifiers]) => {
    const specifier = specifiers.find((each) => each !== undefined) ?? ''
    return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier
  })
  return { path, text, code, imports }
}
