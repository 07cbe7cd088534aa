import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/** The folder of TypeScript's output, a file for each source, before it is bundled. */
const EMITTED = 'dist/declarations'

/**
 * Writes dist/types/: declarations that stand alone, so that users of the library install no package for its types. Those of
 * bundled packages are in them; vitest's are the user's own.
 */
export async function writeDeclarations(root: string): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.types.json')], { stdio: 'inherit' })
  const declarations = await rolldown({
    cwd: root,
    input: { index: `${EMITTED}/index.d.ts`, vitest: `${EMITTED}/vitest.d.ts` },
    external: ['vitest', /^node:/],
    platform: 'node',
    plugins: [
      dts({ dtsInput: true, resolver: 'oxc', tsconfig: false }),
      { name: 'ignored-lines', renderChunk: (code) => putIgnoredOnNextLine(code) },
    ],
  })
  await declarations.write({ dir: join(root, 'dist/types'), format: 'es' })
  await declarations.close()
  rmSync(join(root, EMITTED), { recursive: true })
}

/** Ends the line behind each `@ts-expect-error` of zod, as in its sources: it is about the next line, and the bundler joins the two. */
const putIgnoredOnNextLine = (code: string): string => code.replaceAll(/(\/\*\* @ts-ignore [^*]*\*\/)[ \t]*/g, '\n$1\n')
