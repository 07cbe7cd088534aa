import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'

const HEADING = `# Supported operations

Generated from the contract by \`npm run generate\`: change \`src/contract\`, not this file.

All of them are answered under \`/v2\`, \`/v2.0\` to \`/v2.5\`, by the same rules.`

/** SUPPORTED.md: a table of every operation of the vendor API, in the order of the contract. */
export function renderSupport(): string {
  const rows = [
    ['Operation', 'Call', 'Part', 'Deprecated', 'Notes'],
    ['---', '---', '---', '---', '---'],
    ...OPERATIONS.map(describe),
  ]
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
  const deprecated = OPERATIONS.filter((operation) => operation.deprecated).length
  return `${HEADING}\n\n${OPERATIONS.length} operations, ${deprecated} of them deprecated by the vendor.\n\n${table}\n`
}

const describe = (operation: Operation): string[] =>
  [
    `\`${operation.operationId}\``,
    `\`${operation.method} ${operation.path}\``,
    operation.tag,
    operation.deprecated ? 'yes' : '',
    notes(operation),
  ].map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' '))

function notes({ summary, description, contentTypes }: Operation): string {
  const types = contentTypes.join() === 'application/json' ? [] : [`Answers ${contentTypes.join(', ')}.`]
  return [`${summary}.`, ...(description === undefined ? [] : [description]), ...types].join(' ')
}
