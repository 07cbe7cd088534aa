import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'

const DYNAMIC_IMPORT = /\bimport\('(\.[^']+)'\)/g

/**
 * Keeps what a start loads in one file. The bundler makes a file of the modules that the same set of entries reaches, and
 * each module that is loaded later is an entry: with dozens of such sets a start reads two dozen files, a fifth of its time.
 * Here every module that is loaded later is said to import the `core`, so that all of that is in one set; and the core to
 * import what is `shared` by the library and the command beside it.
 */
export function fewChunks(
  root: string,
  core: string,
  { shared, own }: { readonly shared: readonly string[]; readonly own: Readonly<Record<string, string>> },
): Plugin {
  const source = join(root, 'src')
  const later = findLoadedLater(source)
  return {
    name: 'few-chunks',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.tsx?$/ }, ({ path }) => {
        const isCore = path === join(source, core)
        if (!isCore && !later.has(path)) return undefined
        const [, part] = Object.entries(own).find(([folder]) => path.startsWith(join(source, folder))) ?? []
        const imports = isCore ? shared : [core, ...(part === undefined ? [] : [part])]
        const contents = `${readFileSync(path, 'utf8')}${imports.map((file) => `\nimport ${JSON.stringify(join(source, file))}`).join('')}\n`
        return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' }
      })
    },
  }
}

/** The modules that some other imports when it needs them. */
function findLoadedLater(folder: string): Set<string> {
  const found = new Set<string>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(name)) continue
    const file = join(folder, name)
    for (const [, target] of readFileSync(file, 'utf8').matchAll(DYNAMIC_IMPORT)) {
      found.add(join(dirname(file), target as string))
    }
  }
  return found
}
