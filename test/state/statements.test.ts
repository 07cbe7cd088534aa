import { expect, test } from 'vitest'
import type { Facts } from '../../bench/scale/facts.ts'
import { listReads } from '../../bench/scale/reads.ts'
import { ALL_OPERATIONS } from '../../src/contract/operations.ts'
import type { Database } from '../../src/state/engine/database.ts'
import { SCHEMA } from '../../src/state/engine/schema.ts'
import { tablesOf } from '../../src/state/engine/scope-columns.ts'
import { analyseStatement } from '../../src/state/engine/statement-scope.ts'
import { MENU } from '../../src/ui/layout.tsx'
import { openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { createWorld, exampleOf } from '../support/example-calls.ts'
import { readSources } from '../support/source.ts'
import { watchDatabase } from '../support/tables.ts'
import { BUNDLES } from '../support/trade.ts'

/** Keeps the text of every statement that a database runs for one organisation. */
function collectStatements(database: Database): ReadonlySet<string> {
  const seen = new Set<string>()
  const { prepare } = database
  database.prepare = (sql) => {
    seen.add(sql)
    return prepare.call(database, sql)
  }
  return seen
}

/** Pages of the dashboard, which count and look up more than one call does. */
const PAGES = MENU.map(({ href }) => href)

/** Which rows SQLite looks at, in its own words: one line for each table. */
const planOf = (database: Database, sql: string): string[] =>
  database.acrossOrganisations
    .all<{ detail: string }>(
      `EXPLAIN QUERY PLAN ${sql}`,
      ...Array.from(sql.replaceAll(/'[^']*'/g, '').matchAll(/\?/g), () => null),
    )
    .map(({ detail }) => detail)

/** Lists of eSIMs: every column to filter by, whole and in part, and to order by. */
const ESIM_LISTS = [
  ...['89', '8943108165000000001', 'eq:8943108165000000001'].map((text) => `filterBy=iccid&filter=${text}`),
  ...['a', 'eq:a'].map((text) => `filterBy=customerRef&filter=${text}&orderBy=iccid`),
  ...['applied', 'e', 'eq:Bundle Applied'].map((text) => `filterBy=lastAction&filter=${text}`),
  ...['actionDate', 'assignedDate'].map((column) => `filterBy=${column}&filter=gte:2020-01-01`),
  'filterBy=actionDate&filter=gte:2020-01-01&orderBy=iccid',
  ...['iccid', 'customerRef', 'lastAction', 'actionDate', 'assignedDate'].map((column) => `orderBy=${column}`),
]

/** Statements of account: every condition on entries. */
const STATEMENTS = [
  { iccid: '8943108165000000001' },
  { iccid: '165000' },
  { customerRef: 'a' },
  { bundle: '1GB' },
  { kind: 'refund' },
  { reference: 'a' },
] as const

/** Finds the ids that the reads of the scale bench name, which are every list and page by every filter and order. */
async function findFacts({ api, emulator }: TestEmulator): Promise<Facts> {
  const { iccid, matchingId, orderReference, assignmentId, usageId } = await createWorld(api)
  const [callback] = await emulator.callbacks.list({ limit: 1 })
  const [request] = await emulator.requests.list({ limit: 1 })
  return {
    apiKey: emulator.apiKey,
    ...{ iccid, matchingId, orderReference, assignmentId, usageId: String(usageId), esims: 10 },
    ...{ bundle: BUNDLES.uk, stocked: BUNDLES.uk, faultId: '1', middle: '2026-01-01T00:00:00Z' },
    ...{ callbackId: String(callback?.id), requestId: String(request?.id) },
  }
}

/** Runs every vendor operation, the control calls that read and write the most, and more than a year. */
async function runStatements() {
  const { opened, database } = await watchDatabase(() => openTestEmulator({ scenario: 'busy-reseller' }))
  const { emulator, api, close } = opened
  const statements = collectStatements(database)
  try {
    for (const { operationId: name } of ALL_OPERATIONS) {
      const { method, path, options } = exampleOf(name, await createWorld(api))
      expect((await api.call(method, path, options)).status, name).toBeLessThan(300)
    }
    for (const query of ESIM_LISTS) expect((await api.get(`/esims?${query}`)).status, query).toBe(200)
    const facts = await findFacts(opened)
    for (const read of listReads()) {
      const answer = await emulator.fetch(
        new Request(`http://emulator${read.path(facts, 1)}`, { headers: { 'X-API-Key': emulator.apiKey } }),
      )
      // 404: what an organisation may have none of, such as a fault.
      expect([200, 404], read.what).toContain(answer.status)
      await answer.arrayBuffer()
    }
    const [esim] = await emulator.esims.create()
    const { iccid = '' } = esim ?? {}
    await emulator.faults.add({ fault: { type: 'status', status: 503 }, times: 1 })
    await emulator.fetch(new Request('http://emulator/v2.4/esims', { headers: { 'X-API-Key': emulator.apiKey } }))
    await emulator.faults.clear()
    await emulator.esims.attach(iccid, 'FR')
    await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 1 })
    await emulator.esims.giveMsisdn(iccid)
    await emulator.esims.stopUsagePlan(iccid)
    await emulator.esims.uninstall(iccid)
    await emulator.esims.bulk({ match: { iccids: [iccid] }, acts: [{ msisdn: {} }] })
    await emulator.settings.change({ balance: 1 })
    await emulator.snapshots.take('here')
    await emulator.clock.advance('400d')
    await emulator.esims.timeline(iccid)
    await emulator.ledger()
    const [callback] = await emulator.callbacks.list({ limit: 1 })
    await emulator.callbacks.list({ bundle: 'esim_1GB_7D_FR_V2', status: 'delivered' })
    await emulator.callbacks.list({ bundle: 'esim_1GB_7D_FR_V2', wait: '1ms' })
    await emulator.callbacks.compare(callback?.id ?? 0, { signature: 'none' })
    await emulator.callbacks.redeliverMatching({ bundle: 'none' })
    const [order] = await emulator.orders.list({ limit: 1 })
    await emulator.requests.list({ search: 'none', order: order?.orderReference })
    const [request] = await emulator.requests.list({ limit: 1 })
    await emulator.requests.get(request?.id ?? 0)
    await emulator.requests.resend(request?.id ?? 0)
    const items = [`callbacks/${callback?.id}`, `journal/${request?.id}`].map((path) => `/_emulator/ui/${path}`)
    for (const query of STATEMENTS) await emulator.statement(query)
    for (const { reference } of (await emulator.statement()).entries.filter((entry) => entry.reference !== '')) {
      await emulator.orders.get(reference)
    }
    await emulator.inventory({ bundle: 'esim_1GB_7D_GB_V2', after: 12_000_001 })
    for (const path of [...PAGES, ...items]) {
      const page = await emulator.fetch(new Request(`http://emulator${path}`))
      expect(page.status, path).toBe(200)
    }
    await emulator.callbacks.clear()
    await emulator.requests.clear()
    await emulator.snapshots.restore('here')
    for (const query of ESIM_LISTS) await api.get(`/esims?${query}`)
    await emulator.snapshots.remove('here')
    await emulator.reset()
    return { statements: [...statements], plans: [...statements].map((sql) => ({ sql, plan: planOf(database, sql) })) }
  } finally {
    await close()
  }
}

let ran: ReturnType<typeof runStatements> | undefined

/** The statements of calls and pages, which are run once. */
const statementsOfCalls = (): ReturnType<typeof runStatements> => {
  ran ??= runStatements()
  return ran
}

test('every statement of one organisation finds its rows by the organisation, as SQLite itself plans it', async () => {
  const { statements, plans } = await statementsOfCalls()
  const ofOrganisations = statements.filter((sql) => analyseStatement(sql).organisationAt.length > 0)
  expect(ofOrganisations.length).toBeGreaterThan(100)
  const tables = [...tablesOf(SCHEMA).keys()].filter((table) => table !== 'organisations')
  expect(tables.filter((table) => !statements.some((sql) => sql.includes(table)))).toEqual([])
  const astray = plans.filter(({ plan }) =>
    plan.some(
      (line) =>
        /^(?:SCAN|SEARCH)/.test(line) &&
        !/\((?:organisation_id|copy_id|rowid)=\?|^SCAN (?:json_each|pragma|CONSTANT|\(|sqlite_)/.test(line),
    ),
  )
  expect(astray).toEqual([])
}, 60_000)

/** Tables with as many rows as an organisation has eSIMs, orders, events or callbacks; changes of a catalogue are bounded. */
const GROWING = [...tablesOf(SCHEMA).keys()].filter(
  (table) => !['organisations', 'faults', 'requests', 'snapshots', 'catalogue_changes'].includes(table),
)

/** Statements that may look at every row of an organisation, or sort them, with the reason. */
const MAY_READ_ALL: readonly (readonly [statement: RegExp, reason: string])[] = [
  [/INDEXED BY esims_returning/, 'an index of the eSIMs that have left the account, which are few'],
  [/^SELECT .*FROM requests r CROSS JOIN orders/s, 'the journal keeps 5,000 calls: their orders only are sorted'],
  [/FROM json_each\(\?\) CROSS JOIN esims e/, 'the eSIMs of a page in the order of the page: they are sorted'],
]

/** Whether SQLite looks at every row of a growing table, or sorts such rows, in the words of its plan. */
function readsAll({ sql, plan }: { readonly sql: string; readonly plan: readonly string[] }): boolean {
  const isCut = /LIMIT/.test(sql) && !/count\(|sum\(|instr\(/.test(sql)
  const tables = GROWING.filter((table) => new RegExp(`\\b${table}\\b`).test(sql))
  return (
    tables.length > 0 &&
    plan.some(
      (line) =>
        /^USE TEMP B-TREE|^SCAN \w+$/.test(line) || (/^SEARCH .*\(organisation_id=\?\)(?: |$)/.test(line) && !isCut),
    )
  )
}

test('no statement of a call or a page looks at every row of a growing table, but for those that say why', async () => {
  const { plans } = await statementsOfCalls()
  const all = plans.filter(readsAll)
  const reasonOf = (sql: string) => MAY_READ_ALL.find(([statement]) => statement.test(sql))
  expect(all.filter(({ sql }) => !reasonOf(sql))).toEqual([])
  expect(MAY_READ_ALL.filter(([statement]) => !all.some(({ sql }) => statement.test(sql))).map(String)).toEqual([])
}, 60_000)

/** SQL in the code, with the lists of columns that are put into it. */
const LITERAL = /(['`])\s*(?=(?:SELECT|INSERT|UPDATE|DELETE|WITH)\s)((?:(?!\1)[\s\S])*)\1/g

test('every statement that is written in one piece keeps to one organisation, or says that it does not', () => {
  const astray: string[] = []
  for (const { path, code } of readSources()) {
    if (!path.startsWith('state/') || path === 'state/engine/from-schema-2.ts') continue
    for (const { 0: literal, 2: text = '', index } of code.matchAll(LITERAL)) {
      // A condition that is put together is seen where it runs.
      if (/(?:WHERE|FROM) \$\{|\$\{[^}]*\W[^}]*$|\$\{[^}]*[^\w}]/.test(literal)) continue
      const { problem } = analyseStatement(text.replaceAll(/\$\{[^}]*\}/g, 'x'))
      const isDeclared = /acrossOrganisations\s*\.\w+(?:<[^(]*>)?\(\s*(?:\/\/.*\s*)?$/.test(code.slice(0, index))
      if ((problem !== undefined) !== isDeclared) astray.push(`${path}: ${text} (${problem ?? 'keeps to one'})`)
    }
  }
  expect(astray).toEqual([])
})

test('a statement about every organisation is in one of these files', () => {
  const files = readSources().filter(
    ({ path, code }) => path !== 'state/engine/database.ts' && code.includes('acrossOrganisations'),
  )
  expect(files.map(({ path }) => path)).toEqual([
    'state/document/check-file.ts',
    'state/document/copies.ts',
    'state/document/remove-organisation.ts',
    'state/document/undo-log.ts',
    'state/records/dormant.ts',
    'state/records/organisations.ts',
  ])
})

test('every index keeps rows unique, or is used by a statement of a call, or named by one', async () => {
  const { plans } = await statementsOfCalls()
  const used = new Set(plans.flatMap(({ plan }) => plan.flatMap((line) => /INDEX (\w+)/.exec(line)?.[1] ?? [])))
  const sources = readSources()
    .map(({ text }) => text)
    .join('\n')
  const made = [...SCHEMA.matchAll(/CREATE INDEX (\w+)/g)].map(([, name = '']) => name)
  expect(made.filter((name) => !used.has(name) && !sources.includes(`INDEXED BY ${name}`))).toEqual([])
}, 60_000)
