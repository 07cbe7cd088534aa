import { DOCUMENTED_ROOT, describeSpan, PREFIXES } from '../domain/api-version.ts'
import type { Operation } from './operation.ts'
import { ALL_OPERATIONS, OPERATIONS } from './operations.ts'
import { DIALECT_DIFFERENCES } from './variants/dialect-differences.ts'
import type { Difference } from './variants/difference.ts'
import { VERSION_DIFFERENCES } from './variants/version-differences.ts'

const HEADING = `# Supported operations

Generated from the contract by \`npm run generate\`: change \`src/contract\`, not this file.

They are answered under the prefixes ${PREFIXES.map((prefix) => `\`${prefix}\``).join(', ')}, by the same rules. Where an
operation exists in some versions only, the column Versions says so; all other differences are listed below.`

/** SUPPORTED.md: every operation of the vendor API, in the order of the contract, and how versions and dialects differ. */
export function renderSupport(): string {
  const rows = [
    ['Operation', 'Call', 'Part', 'Deprecated', 'Versions', 'Notes'],
    ['---', '---', '---', '---', '---', '---'],
    ...OPERATIONS.map(describe),
  ]
  const undocumented = [
    ['Operation', 'Call', 'Versions', 'Documented instead', 'Notes'],
    ['---', '---', '---', '---', '---'],
    ...ALL_OPERATIONS.flatMap(describeUndocumented),
  ]
  const deprecated = OPERATIONS.filter((operation) => operation.deprecated).length
  return [
    HEADING,
    `${OPERATIONS.length} operations, ${deprecated} of them deprecated by the vendor.`,
    tableOf(rows),
    UNDOCUMENTED_HEADING,
    tableOf(undocumented),
    VERSIONS_HEADING,
    tableOf(differences('In other versions', VERSION_DIFFERENCES)),
    DIALECTS_HEADING,
    `${tableOf(differences('Documented', DIALECT_DIFFERENCES))}\n`,
  ].join('\n\n')
}

const UNDOCUMENTED_HEADING = `## Undocumented

Clients of the service depend on these calls, which no document of the vendor has. They are answered in both dialects, and
the OpenAPI document of the observed dialect has them with \`x-undocumented\`; that of the documented dialect does not.`

const VERSIONS_HEADING = `## Versions

v2.4 is the baseline. What a later edition only added is sent under every prefix.`

const DIALECTS_HEADING = `## Dialects

\`observed\`, the default, is what the service was seen to send; \`documented\` is the vendor's document of v2.4 to the letter,
and under \`/v2.5\` what its later documents say. It is the setting of a server or an organisation, and has a base URL of
its own, \`${DOCUMENTED_ROOT}/v2.4\` (or any other prefix), which leads to the same organisation and needs no setting: a client
that was generated from the document and one that was written for the service run side by side. \`/openapi.json\` describes what
is answered, \`${DOCUMENTED_ROOT}/v2.4/openapi.json\` the documented dialect. Callbacks follow the setting.`

const tableOf = (rows: readonly (readonly string[])[]): string => rows.map((row) => `| ${row.join(' | ')} |`).join('\n')

const differences = (title: string, rows: readonly Difference[]): string[][] => [
  ['Topic', 'Versions', title === 'Documented' ? 'Observed' : 'v2.4', title],
  ['---', '---', '---', '---'],
  ...rows.map((row) => [row.topic, describeSpan(row), row.baseline, row.variant]),
]

const describe = (operation: Operation): string[] =>
  cells([
    `\`${operation.operationId}\``,
    `\`${operation.method} ${operation.path}\``,
    operation.tag,
    operation.deprecated ? 'yes' : '',
    describeSpan(operation),
    notes(operation),
  ])

function describeUndocumented(operation: Operation): string[][] {
  const { operationId, method, path, undocumented, undocumentedUse } = operation
  const documented = undocumented ?? undocumentedUse?.documented
  if (documented === undefined) return []
  const what = undocumentedUse?.description ?? notes(operation)
  return [cells([`\`${operationId}\``, `\`${method} ${path}\``, describeSpan(operation), `\`${documented}\``, what])]
}

const cells = (texts: readonly string[]): string[] =>
  texts.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' '))

function notes({ summary, description, contentTypes }: Operation): string {
  const types = contentTypes.join() === 'application/json' ? [] : [`Answers ${contentTypes.join(', ')}.`]
  return [`${summary}.`, ...(description === undefined ? [] : [description]), ...types].join(' ')
}
