import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A fenced block of a Markdown file. */
export interface Block {
  /** The Markdown file, relative to the repository. */
  readonly document: string
  /** The line of its opening fence, counted from 1. */
  readonly line: number
  /** The language after the fence: `ts`, `sh`, or empty. */
  readonly language: string
  readonly text: string
  /** The path that a comment in the first line gives the block: `// test/shop.test.ts`, `# trip.yaml`. */
  readonly path: string | undefined
  /** The output of the block, where a block without a language follows it directly. */
  readonly output: string | undefined
}

/** The documents that a reader copies from: README.md, docs/*.md and the README files of the examples. */
export function listDocuments(): string[] {
  const pages = (folder: string) => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.md'))
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...pages('docs').map((name) => `docs/${name}`),
    'docs/fidelity/README.md',
    'examples/README.md',
    'examples/vitest/README.md',
  ].sort()
}

export const readDocument = (document: string): Block[] =>
  parseBlocks(document, readFileSync(join(ROOT, document), 'utf8'))

export const nameOf = ({ document, line }: Block): string => `${document}:${line}`

const FENCE = /^(`{3,})(\w*)[^\n`]*\n([\s\S]*?)^\1[ \t]*$/gm
const PATH = /^(?:\/\/|#) ([\w./-]+\.(?:[cm]?[jt]s|py|ya?ml))\n/

/** The blocks in their order; one without a language is the output of the block right before it. */
export function parseBlocks(document: string, markdown: string): Block[] {
  const blocks: Block[] = []
  let end = 0
  for (const { index, 0: fenced, 2: language = '', 3: text = '' } of markdown.matchAll(FENCE)) {
    const before = blocks.at(-1)
    const follows = before !== undefined && markdown.slice(end, index).trim() === ''
    end = index + fenced.length
    const line = markdown.slice(0, index).split('\n').length
    if (language === '' && follows) blocks.splice(-1, 1, { ...before, output: text })
    else blocks.push({ document, line, language, text, path: PATH.exec(text)?.[1], output: undefined })
  }
  return blocks
}
