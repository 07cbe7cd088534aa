import { expect, test, vi } from 'vitest'
import { type Block, listDocuments, nameOf, parseBlocks, readDocument } from '../../scripts/docs/blocks.ts'
import { isOnPath } from '../support/programs.ts'
import { HELD_ELSEWHERE, NOT_RUN } from './exempt.ts'
import { createProject, writeText } from './project.ts'
import { isShown, Reader, readCommands } from './shell.ts'

vi.setConfig({ testTimeout: 120_000 })

const isRun = ({ language }: Block): boolean => ['sh', 'bash', 'python'].includes(language)

/** Runs the blocks of a document from its top to its end, as a reader does. */
async function read(blocks: readonly Block[]): Promise<string[]> {
  const project = createProject()
  for (const { path, text } of blocks) if (path !== undefined) writeText(project, path, text)
  const reader = new Reader(project)
  const problems: string[] = []
  for (const block of blocks.filter((each) => isRun(each) && each.path === undefined)) {
    if (/python3/.test(block.text + block.language) && !isOnPath('python3')) continue
    const { code, stdout, stderr } = await reader.run(block)
    if (code !== 0) problems.push(`${nameOf(block)} ends with ${code}: ${stdout}${stderr}`)
    else if (block.output !== undefined && stdout !== undefined && !isShown(stdout, block.output)) {
      problems.push(`${nameOf(block)} prints something else: ${stdout}${stderr}`)
    }
  }
  return problems
}

const documents = listDocuments()
  .filter((document) => !(document in HELD_ELSEWHERE))
  .map((document) => [document, readDocument(document)] as const)

test('the commands of the documents do what they say', async () => {
  const all = await Promise.all(documents.map(([, blocks]) => read(blocks)))
  expect(all.flat()).toEqual([])
})

test.each(NOT_RUN.map(([pattern, reason]) => [String(pattern), reason, pattern] as const))(
  'a document has %s, which %s',
  (_name, _reason, pattern) => {
    const skipped = documents
      .flatMap(([, blocks]) => blocks.filter(isRun).flatMap(readCommands))
      .filter(({ command }) => pattern.test(command))
    expect(skipped).not.toEqual([])
  },
)

const blocks = (markdown: string) => parseBlocks('x.md', markdown)

test.each([
  ['a command that fails', '```sh\nfalse\n```\n', /^x.md:1 ends with 1/],
  ['an option that is misspelt', '```sh\nnpx esim-go-emulator advance --byy 8d\n```\n', /unknown option/],
  ['a call that is refused', '```sh\ncurl http://127.0.0.1:4024/v2.4/nowhere\n```\n', /x.md:1 ends with 22/],
  ['another output', '```sh\necho yes\n```\n\n```\nno\n```\n', /x.md:1 prints something else: yes/],
])('%s is found', async (_, markdown, problem) => {
  expect(await read(blocks(markdown))).toEqual([expect.stringMatching(problem)])
})

test('a server whose options are wrong is found', async () => {
  await expect(read(blocks('```sh\nnpm start -- --clock sideways\n```\n'))).rejects.toThrow(/sideways/)
})

test('an output may leave lines out, and has other ids', () => {
  expect(isShown('a\nb\nc\n', 'a\n...\nc\n')).toBe(true)
  expect(isShown('8943108167191117275\n', '8943108167000000019\n')).toBe(true)
  expect(isShown('a\nb\nc\n', 'a\nc\n')).toBe(false)
})
