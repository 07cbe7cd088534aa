import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Block, listDocuments, nameOf, parseBlocks, ROOT, readDocument } from '../../scripts/docs/blocks.ts'
import { BUILT_IN } from '../../src/fixtures/scenarios.ts'
import { createFolder } from '../support/cli.ts'
import { checkYaml } from './files.ts'

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const blocks = listDocuments().flatMap(readDocument)

/** What each language of a block is held to; `text` is shown and not run. */
const HELD_BY: Readonly<Record<string, string>> = {
  ...{ ts: 'programs.test.ts', js: 'programs.test.ts', sh: 'shell.test.ts', python: 'shell.test.ts' },
  ...{ yaml: 'below', json: 'below', nginx: 'below', text: 'nothing: it is what a program that goes on prints' },
}

test('every block of the documents has a language that a test knows, or is the output of the block before it', () => {
  expect(blocks.filter(({ language }) => !(language in HELD_BY)).map(nameOf)).toEqual([])
})

test.each(blocks.filter(({ language }) => language === 'yaml').map((block) => [nameOf(block), block] as const))(
  'the YAML of %s is valid',
  (name, { text }) => checkYaml(text, name),
)

test.each(blocks.filter(({ language }) => language === 'json').map((block) => [nameOf(block), block] as const))(
  'the JSON of %s is valid',
  (_, { text }) => void JSON.parse(text),
)

const NGINX = '/usr/sbin/nginx'

test
  .skipIf(!existsSync(NGINX))
  .each(blocks.filter(({ language }) => language === 'nginx').map((block) => [nameOf(block), block] as const))(
  'nginx takes the configuration of %s',
  (_, { text }) => {
    const folder = createFolder()
    const file = join(folder, 'nginx.conf')
    writeFileSync(
      file,
      `pid ${folder}/pid; error_log stderr; events {} http { access_log off; server { listen 127.0.0.1:1; ${text} } }`,
    )
    const checked = spawnSync(NGINX, ['-t', '-p', folder, '-c', file], { encoding: 'utf8' })
    expect(checked.stderr).toContain('syntax is ok')
  },
)

test.each([
  ['a scenario with a field that is misspelt', 'organization: { balance: 1 }\n'],
  ['a compose file with a service of nothing', 'services: { emulator: {} }\n'],
  ['a compose file that waits for nobody', 'services: { a: { image: a, depends_on: [b] } }\n'],
  ['a workflow without a machine', 'on: [push]\njobs: { test: { steps: [] } }\n'],
  ['a workflow with an empty step', 'on: [push]\njobs: { test: { runs-on: x, steps: [{}] } }\n'],
  ['a job that calls a workflow and has steps', 'on: [push]\njobs: { test: { uses: ./x.yaml, steps: [] } }\n'],
  ['a form that asks nothing', 'name: x\ndescription: x\nbody: [{ type: markdown, attributes: { value: x } }]\n'],
  [
    'a form with a type that there is not',
    'name: x\ndescription: x\nbody: [{ type: text, id: a, attributes: { label: x } }]\n',
  ],
  ['a form that asks without an id', 'name: x\ndescription: x\nbody: [{ type: input, attributes: { label: x } }]\n'],
  [
    'a form with nothing to choose',
    'name: x\ndescription: x\nbody: [{ type: dropdown, id: a, attributes: { label: x } }]\n',
  ],
  ['a service that waits for no condition', 'depends_on: { emulator: { condition: healthy } }\n'],
  ['a pod with a container of nothing', 'containers: [{ name: emulator }]\n'],
  ['a topic with a row of nothing', 'topic: Orders\nrows: [{}]\n'],
])('%s is found', (_, text) => {
  expect(() => checkYaml(text, 'x.yaml')).toThrow()
})

/** The anchors of a Markdown file, as GitHub makes them of its headings. */
const anchorsOf = (path: string): string[] =>
  [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

/** The links of a document to files of this repository, each with its heading. */
const linksOf = (document: string) =>
  [...read(document).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(([, path = '', anchor]) => ({
    path: path === '' ? document : join(dirname(document), path),
    anchor,
  }))

const DOCUMENTS = [...listDocuments(), 'SECURITY.md', 'docs/decisions/README.md']

test.each(DOCUMENTS)('the links of %s lead somewhere', (document) => {
  const broken = linksOf(document).filter(({ path, anchor }) => {
    if (!existsSync(join(ROOT, path))) return true
    return anchor !== undefined && !anchorsOf(path).includes(anchor)
  })
  expect(broken).toEqual([])
})

test('README.md leads to every document, and can be read in a minute', () => {
  const linked = linksOf('README.md').map(({ path }) => path)
  const pages = listDocuments().filter((document) => /^docs\/[^/]+$/.test(document))
  expect(pages.filter((page) => !linked.includes(page))).toEqual([])
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(150)
  expect(read('README.md')).toContain('not affiliated with, or endorsed by, eSIM Go')
})

test('docs/scenarios.md has the built-in worlds as they describe themselves', () => {
  const rows = [...read('docs/scenarios.md').matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, ...cells]) => cells)
  expect(rows).toEqual(BUILT_IN.map(({ name, description }) => [name, description]))
})

describe('the index of the decisions', () => {
  const index = read('docs/decisions/README.md')
  const records = readdirSync(join(ROOT, 'docs/decisions')).filter((name) => /^\d{4}-.*\.md$/.test(name))

  test.each(records)('has %s with its title', (name) => {
    const [, number, title] = /^# (\d+)\. (.*)\n/.exec(read(`docs/decisions/${name}`)) ?? []
    const row = `| [${number}](${name}) | ${title} | `
    expect(index.includes(row), `docs/decisions/README.md has no row "${row}in a sentence |"`).toBe(true)
    expect(Number(name.slice(0, 4))).toBe(Number(number))
  })

  test('has no other', () => {
    expect(index.match(/^\| \[\d+\]/gm)).toHaveLength(records.length)
    expect(new Set(records.map((name) => name.slice(0, 4))).size).toBe(records.length)
  })
})

test('a block has its line, its path, and the output right after it', () => {
  const markdown = 'A\n\n```sh\n# x.py\nls\n```\n\n```\nx.py\n```\n\nB\n\n```\nc\n```\n'
  const common = { document: 'x.md', output: undefined, path: undefined }
  const expected: Block[] = [
    { ...common, line: 3, language: 'sh', text: '# x.py\nls\n', path: 'x.py', output: 'x.py\n' },
    { ...common, line: 14, language: '', text: 'c\n' },
  ]
  expect(parseBlocks('x.md', markdown)).toEqual(expected)
})
