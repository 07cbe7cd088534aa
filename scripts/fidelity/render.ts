import { splitTest } from './check.ts'
import { type Row, STATUSES, type Topic } from './ledger.ts'

const HEADING = `# What is emulated, and what may differ from the real service

Generated from \`docs/fidelity/*.yaml\` by \`npm run generate\`: change those, not this file.

Nothing here was learned by calling the service. The emulator follows what the service was seen to send, then the
vendor's documents, newest first, then what a careful engineer would do. A rule is

- **emulated** when a source tells it and a test proves that the emulator keeps it,
- **emulated, opt-in** when it is, but only where a setting asks for it, since tests want it kind ([realism](realism.md)),
- **assumed** when no source tells it: this is what the emulator does, and the service may do something else,
- **differs** when a source tells it and the emulator does something else on purpose,
- **not emulated** when the emulator knows nothing of it.

With a key of your own, \`esim-go-emulator diff\` asks the service what is safe to ask, and tells where the form of its
answers is another.

The check fails when a row names a test that does not exist, and when a test of the vendor's rules is named by no row.`

const DIALECTS = `The dialect \`documented\` (\`--dialect\`, or \`dialect\` among the settings) follows the v2.4 document on most of these points;
[SUPPORTED.md](../SUPPORTED.md) lists them.`

/** docs/fidelity.md: first what may differ, for a reader of two minutes; then every rule with its proof. */
export function renderFidelity(topics: readonly Topic[]): string {
  const rows = topics.flatMap((topic) => topic.rows)
  const having = (status: Row['status']): Row[] => rows.filter((row) => row.status === status)
  const disputed = rows.filter(({ others }) => others !== undefined)
  return `${[
    HEADING,
    '## What matters most',
    renderHeadlines(rows),
    '## In numbers',
    renderCounts(topics),
    '## What differs',
    table(
      ['The service', 'The emulator', 'Row'],
      having('differs').map(({ id, rule, note = '' }) => [rule, note, code(id)]),
    ),
    '## What is emulated where it is asked for',
    table(
      ['The service', 'By default, and how to turn it on', 'Row'],
      having('emulated, opt-in').map(({ id, rule, note = '' }) => [rule, note, code(id)]),
    ),
    '## What is not emulated',
    table(
      ['The service', 'Instead', 'Row'],
      having('not emulated').map(({ id, rule, note = '' }) => [rule, note, code(id)]),
    ),
    '## Where sources contradict each other',
    DIALECTS,
    table(
      ['The emulator follows', 'Other sources', 'Row'],
      disputed.map(({ id, rule, others = '' }) => [rule, others, code(id)]),
    ),
    '## What is assumed',
    ...topics.flatMap(renderAssumed),
    '## Every rule, and the tests that prove it',
    ...topics.flatMap(({ topic, rows }) => [
      `### ${topic}`,
      table(
        ['Row', 'Rule', 'Status', 'Source', 'Tests'],
        rows.map((row) => [code(row.id), rule(row), row.status, row.source, row.tests.map(link).join('<br>')]),
      ),
    ]),
  ].join('\n\n')}\n`
}

function renderHeadlines(rows: readonly Row[]): string {
  return rows
    .filter(({ headline }) => headline)
    .map((row) => {
      const others = row.others === undefined ? '' : ` Other sources: ${row.others}`
      return `- **${row.status}** ${rule(row)}${others} ${code(row.id)}`
    })
    .join('\n')
}

function renderCounts(topics: readonly Topic[]): string {
  const count = (rows: readonly Row[]): string[] => [
    ...STATUSES.map((status) => String(rows.filter((row) => row.status === status).length)),
    String(rows.length),
  ]
  return table(
    ['Topic', ...STATUSES, 'rules'],
    [
      ...topics.map(({ topic, rows }) => [topic, ...count(rows)]),
      ['**All**', ...count(topics.flatMap(({ rows }) => rows)).map((number) => `**${number}**`)],
    ],
  )
}

function renderAssumed({ topic, rows }: Topic): string[] {
  const assumed = rows.filter(({ status }) => status === 'assumed')
  return assumed.length === 0 ? [] : [`**${topic}**`, assumed.map((row) => `- ${rule(row)} ${code(row.id)}`).join('\n')]
}

/** A rule with its note, which says what the emulator does where it does not do that, or not by itself. */
function rule({ rule, note, status }: Row): string {
  if (note === undefined) return rule
  return status === 'emulated' || status === 'assumed' ? `${rule} ${note}` : `${rule} *Here:* ${note}`
}

const code = (text: string): string => `\`${text}\``

function link(test: string): string {
  const { name, title } = splitTest(test)
  return `[${name}](../test/${name}.test.ts): ${title.replace(/[<>*_[\]]/g, '\\$&')}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}
