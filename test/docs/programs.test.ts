import { expect, test, vi } from 'vitest'
import { type Block, listDocuments, nameOf, parseBlocks, readDocument } from '../../scripts/docs/blocks.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { NOT_IMPORTED } from './exempt.ts'
import { readExpected, runPrograms, runVitest, writeTests } from './programs.ts'
import { createProject } from './project.ts'

vi.setConfig({ testTimeout: 60_000 })

const importsOf = ({ text }: Block): string[] => [...text.matchAll(/from '([^']+)'/g)].map(([, name = '']) => name)

const all = listDocuments()
  .flatMap(readDocument)
  .filter(({ language }) => ['ts', 'js', 'mjs'].includes(language))

const importsAny = (names: readonly string[]) => (block: Block) => importsOf(block).some((name) => names.includes(name))
const needsOthers = (block: Block): boolean =>
  importsAny(Object.keys(NOT_IMPORTED))(block) || block.path?.startsWith('e2e/') === true
const here = all.filter((block) => !needsOthers(block))
const isVitest = importsAny(['vitest', 'esim-go-emulator/vitest'])
const isNodeTest = importsAny(['node:test'])
const programs = here.filter((block) => !isVitest(block) && !isNodeTest(block))

test('the programs of the documents print what they say', async () => {
  expect(programs.length).toBeGreaterThan(8)
  const { emulator } = await createTestEmulator()
  const { url } = await emulator.listen()
  const outcomes = await runPrograms(createProject(), programs, Number(new URL(url).port))
  const printed = outcomes.map((outcome, index) => ({ program: nameOf(programs[index] as Block), ...outcome }))
  expect(printed).toEqual(programs.map((block) => ({ program: nameOf(block), printed: readExpected(block) })))
})

test('the tests of the documents pass with vitest', async () => {
  const project = createProject()
  const paths = writeTests(project, here.filter(isVitest))
  const { stdout, stderr, code } = await runVitest(project)
  expect(code, stdout + stderr).toBe(0)
  expect(stdout).toMatch(new RegExp(`Test Files +${paths.length} passed`))
})

test.each(Object.entries(NOT_IMPORTED))('%s is in a document, and %s', (name) => {
  expect(all.filter(importsAny([name]))).not.toEqual([])
})

const block = (text: string): Block => parseBlocks('x.md', `\`\`\`ts\n${text}\n\`\`\`\n`)[0] as Block

test('a program that prints something else, or throws, or does not end, is found', async () => {
  const wrong = block('console.log([1, 2]) // [ 1, 3 ]')
  const thrown = block("throw new Error('no')")
  const endless = block("import { createServer } from 'node:http'\ncreateServer().listen(0)")
  const [first, second, third] = await runPrograms(createProject(), [wrong, thrown, endless], 0)
  expect(first?.printed).toEqual([{ line: 0, printed: '[ 1, 2 ]' }])
  expect(readExpected(wrong)).toEqual([{ line: 0, printed: '[ 1, 3 ]' }])
  expect(second?.error).toMatch(/^Error: no/)
  expect(third?.error).toMatch('a server still listens')
})

test('a program that does not say what it prints is refused', () => {
  expect(() => readExpected(block('console.log(1)'))).toThrow('x.md:1: line 1 does not say what it prints')
})
