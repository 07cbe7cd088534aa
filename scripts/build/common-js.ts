import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type OutputFile, type Plugin, transformSync } from 'esbuild'

/** The path of a bundled file from its own folder: entries keep their names, since they are what a user imports. */
const CHUNK = /"(\.\/[^"]+)\.js"/g

/** A comment that names the source of what follows; of all comments, a pass of the bundler keeps legal ones alone. */
const ORIGIN = /^\/\/ (\S+\.[cm]?[jt]sx?)$/gm

/** A statement of an entry for what it needs of a chunk, or of a part of Node. */
const STATIC_IMPORT = /^import (?:(\w+|\{[^}]*\}) from )?"(\.\/[^"]+\.cjs|node:[^"]+)";/gm

/** Stands for the hash of all files. */
const BUILD = '__BUILD__'

/**
 * Turns the chunks of a bundle into CommonJS, which Node loads at once and in order; the entries stay modules, and require
 * the chunks. As a module, each file is resolved, read and linked in turns of its own, and an import of a part of Node reads
 * everything that the part exports: `node:http` alone then loads the platform's fetch on Node 22 and later, half a start.
 */
export function toCommonJs(
  files: readonly OutputFile[],
  entries: readonly string[],
): { readonly path: string; readonly text: string }[] {
  const made = files.map(({ path, text }) =>
    entries.includes(basename(path))
      ? { path, text: requireChunks(text) }
      : { path: path.replace(/\.js$/, '.cjs'), text: convert(basename(path), text) },
  )
  const hash = createHash('sha256')
  for (const { text } of made) hash.update(text)
  const build = hash.digest('hex').slice(0, 16)
  return made.map(({ path, text }) => ({ path, text: text.replace(BUILD, build) }))
}

/** The stand-ins for the classes of the platform's fetch, which every chunk uses in their place. */
export const CLASSES = 'src/server/platform-classes.ts'

const STAND_INS = Object.fromEntries(
  ['Request', 'Response', 'Headers'].flatMap((name) =>
    ['', 'global.', 'globalThis.'].map((prefix) => [`${prefix}${name}`, `__platform.${name}`]),
  ),
)

const REPLACEMENT = /Object\.defineProperty\(global, "(Request|Response)", \{ value: (\S+) \}\)/g

/** Lets the adaptor put its lighter classes in the place of the stand-ins, where it would replace the global ones. */
export const lighterClasses: Plugin = {
  name: 'lighter-classes',
  setup({ onLoad }) {
    onLoad({ filter: /@hono\/node-server\/dist\/index\.mjs$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      if (text.match(REPLACEMENT)?.length !== 2) throw new Error(`${path} replaces the global classes in another way`)
      return { contents: text.replace(REPLACEMENT, '__platform.$1 = $2') }
    })
  },
}

function convert(name: string, text: string): string {
  const isOfClasses = name === basename(CLASSES).replace('.ts', '.js')
  const { code } = transformSync(text.replace(CHUNK, '"$1.cjs"').replace(ORIGIN, '//! $1'), {
    sourcefile: name,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // `import()` of a chunk becomes a promise of what `require` returns.
    supported: { 'dynamic-import': false },
    define: {
      'import.meta.url': '__moduleUrl',
      // The adaptor asks for these in case that it serves WebSockets, and they are of the platform's fetch too.
      'globalThis.CloseEvent': 'undefined',
      'globalThis.ErrorEvent': 'undefined',
      ...(isOfClasses ? {} : STAND_INS),
    },
    legalComments: 'inline',
    logLevel: 'warning',
  })
  const head = [
    code.includes('__moduleUrl') ? 'const __moduleUrl = require("node:url").pathToFileURL(__filename).href;\n' : '',
    code.includes('__platform') ? 'const { platform: __platform } = require("./platform-classes.cjs");\n' : '',
  ]
  return escapeBeyondAscii(`${head.join('')}${code.replace(/^\/\/! /gm, '// ')}`)
}

/** The bundler leaves such letters in patterns and comments, and one of them doubles the memory that a file's text takes. */
const escapeBeyondAscii = (text: string): string =>
  text.replace(/[^\0-\x7F]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

function requireChunks(text: string): string {
  const [hashbang = ''] = /^#!.*\n/.exec(text) ?? []
  const body = text
    .slice(hashbang.length)
    .replace(CHUNK, '"$1.cjs"')
    .replace(STATIC_IMPORT, (_, names: string | undefined, file: string) =>
      names === undefined ? `require("${file}");` : `const ${names.replaceAll(' as ', ': ')} = require("${file}");`,
    )
    .replace(/\bawait import\("(\.\/[^"]+)"\)/g, 'require("$1")')
  return `${hashbang}import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
${body}`
}
