import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the package that a bundled file is from; undefined for a file of this project. */
const packageOf = (file: string): string | undefined => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]

/** The licences of all packages that the bundled files are from, as one text. */
export function collectLicences(root: string, files: readonly string[]): string {
  const folders = [...new Set(files.map(packageOf))].filter((folder) => folder !== undefined).sort()
  return folders.map((folder) => describeLicence(join(root, folder))).join('\n')
}

function describeLicence(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  const file = existsSync(folder) ? readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry)) : undefined
  const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  return `== ${name} ${version} (${license})\n${text}`
}
