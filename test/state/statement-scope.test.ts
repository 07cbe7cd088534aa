import { expect, onTestFinished, test } from 'vitest'
import { loadDriver } from '../../src/state/engine/driver.ts'
import { SCHEMA } from '../../src/state/engine/schema.ts'
import { scopeColumnOf, tablesOf } from '../../src/state/engine/scope-columns.ts'
import { defineSqlFunctions } from '../../src/state/engine/sql-functions.ts'
import { analyseStatement } from '../../src/state/engine/statement-scope.ts'

/** Statements of one organisation: the table that each writes, and which of its parameters are the organisation. */
const ACCEPTED: readonly (readonly [sql: string, writes: string | undefined, organisationAt: readonly number[]])[] = [
  ['SELECT 1', undefined, []],
  ['SELECT * FROM esims WHERE organisation_id = ?', undefined, [0]],
  ['select * from ESIMS where Organisation_ID = ?', undefined, [0]],
  ['SELECT * FROM main.esims WHERE ? = organisation_id', undefined, [0]],
  ['SELECT name FROM organisations WHERE id = ?', undefined, [0]],
  ['SELECT * FROM esims e WHERE e.iccid = ? AND e.organisation_id = ?', undefined, [1]],
  ['SELECT * FROM esims AS e INDEXED BY esims_by_age WHERE e.organisation_id = ?', undefined, [0]],
  ['SELECT * FROM esims /* all */ WHERE organisation_id = ? -- of one', undefined, [0]],
  ["SELECT ';?', '? OR 1', a FROM esims WHERE organisation_id = ?", undefined, [0]],
  ['SELECT * FROM esims WHERE sequence BETWEEN ? AND ? AND organisation_id = ?', undefined, [2]],
  ['SELECT * FROM esims WHERE organisation_id = ? AND (iccid = ? OR sequence = ?)', undefined, [0]],
  ['SELECT CASE WHEN 1 OR 0 THEN 1 END FROM esims WHERE organisation_id = ?', undefined, [0]],
  ['SELECT * FROM esims WHERE organisation_id = ? AND iccid IN (SELECT value FROM json_each(?))', undefined, [0]],
  [
    'SELECT * FROM orders o JOIN requests r ON r.organisation_id = o.organisation_id AND r.id = o.request_id WHERE o.organisation_id = ?',
    undefined,
    [0],
  ],
  [
    'SELECT * FROM orders o LEFT JOIN requests r ON r.organisation_id = o.organisation_id WHERE o.organisation_id = ?',
    undefined,
    [0],
  ],
  [
    'SELECT * FROM orders o, requests r WHERE o.organisation_id = r.organisation_id AND r.organisation_id = ?',
    undefined,
    [0],
  ],
  [
    'SELECT * FROM callbacks c WHERE organisation_id = ? AND EXISTS (SELECT 1 FROM attempts a WHERE a.organisation_id = c.organisation_id)',
    undefined,
    [0],
  ],
  [
    'SELECT (SELECT count(*) FROM esims WHERE organisation_id = o.id) FROM organisations o WHERE id = ?',
    undefined,
    [0],
  ],
  [
    'SELECT 1 FROM orders WHERE organisation_id = ? AND sequence > (SELECT sequence FROM organisations WHERE id = organisation_id)',
    undefined,
    [0],
  ],
  [
    'SELECT * FROM orders WHERE organisation_id = ? UNION ALL SELECT * FROM adjustments WHERE organisation_id = ?',
    undefined,
    [0, 1],
  ],
  ['WITH mine AS (SELECT iccid FROM esims WHERE organisation_id = ?) SELECT count(*) FROM mine', undefined, [0]],
  ['SELECT sum(n) FROM (SELECT sequence AS n FROM esims WHERE organisation_id = ? LIMIT 3)', undefined, [0]],
  ['SELECT 1 FROM esims WHERE organisation_id = ? AND country IS DISTINCT FROM ?', undefined, [0]],
  ['UPDATE esims SET country = ? WHERE organisation_id = ? AND iccid = ?', 'esims', [1]],
  ['UPDATE OR IGNORE esims AS e SET country = ? WHERE e.organisation_id = ?', 'esims', [1]],
  ['UPDATE organisations SET settings = ? WHERE id = ?', 'organisations', [1]],
  [
    'UPDATE esims SET country = a.bundle FROM assignments a WHERE a.organisation_id = esims.organisation_id AND esims.organisation_id = ?',
    'esims',
    [0],
  ],
  ['DELETE FROM events INDEXED BY events_by_subject WHERE organisation_id = ? RETURNING id', 'events', [0]],
  [
    'WITH old AS (SELECT id FROM faults WHERE organisation_id = ?) DELETE FROM faults WHERE organisation_id = ? AND id IN (SELECT id FROM old)',
    'faults',
    [0, 1],
  ],
  ['INSERT INTO faults (organisation_id, id, rule) VALUES (?, ?, ?)', 'faults', [0]],
  ['INSERT OR REPLACE INTO faults (id, organisation_id, rule) VALUES (?, ?, ?), (1, ?, ?)', 'faults', [1, 3]],
  ['REPLACE INTO faults (id, organisation_id, rule) VALUES (?, ?, ?)', 'faults', [1]],
  [
    'INSERT INTO faults (organisation_id, id, rule) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET rule = excluded.rule WHERE id > 3',
    'faults',
    [0],
  ],
  [
    'INSERT INTO faults (organisation_id, id, rule) SELECT organisation_id, id, body FROM callbacks WHERE organisation_id = ?',
    'faults',
    [0],
  ],
  [
    'INSERT INTO faults (organisation_id, id, rule) SELECT ?, id, body FROM callbacks WHERE organisation_id = ?',
    'faults',
    [1, 0],
  ],
]

const REFUSED: readonly string[] = [
  'SELECT * FROM esims',
  'SELECT count(*) FROM main.esims WHERE iccid = ?',
  'SELECT api_key FROM organisations',
  'SELECT * FROM organisations WHERE api_key = ?',
  // Conditions that do not hold for every row.
  'SELECT * FROM esims WHERE organisation_id = ? OR iccid = ?',
  'SELECT * FROM esims WHERE iccid = ? AND organisation_id = ? OR sequence = 1',
  'SELECT * FROM esims WHERE NOT organisation_id = ?',
  'SELECT * FROM esims WHERE organisation_id = ? IS NULL',
  'SELECT * FROM esims WHERE organisation_id <> ?',
  'SELECT * FROM esims WHERE organisation_id >= ?',
  'SELECT * FROM esims WHERE organisation_id = organisation_id',
  'SELECT * FROM esims WHERE organisation_id = 1',
  'SELECT * FROM esims WHERE organisation_id = sequence',
  'SELECT * FROM esims WHERE sequence BETWEEN ? AND organisation_id = ?',
  'SELECT * FROM esims WHERE CASE WHEN 1 AND organisation_id = ? AND 1 THEN 1 ELSE 1 END',
  'SELECT *, organisation_id = ? FROM esims',
  'SELECT * FROM esims ORDER BY organisation_id = ?',
  'SELECT * FROM esims GROUP BY iccid HAVING organisation_id = ?',
  "SELECT * FROM esims WHERE 'organisation_id = ?' = ?",
  'SELECT * FROM esims -- WHERE organisation_id = ?',
  // The other table of a join.
  'SELECT * FROM orders o JOIN requests r ON r.id = o.request_id WHERE o.organisation_id = ?',
  'SELECT * FROM orders o JOIN requests r USING (request_id) WHERE o.organisation_id = ?',
  'SELECT * FROM orders o, requests r WHERE o.organisation_id = ?',
  'SELECT * FROM orders o JOIN requests r ON r.organisation_id = o.organisation_id',
  'SELECT * FROM orders o LEFT JOIN requests r ON o.organisation_id = ? AND r.organisation_id = o.organisation_id',
  'SELECT * FROM orders o RIGHT JOIN requests r ON r.organisation_id = o.organisation_id WHERE o.organisation_id = ?',
  'SELECT * FROM orders o FULL JOIN requests r ON r.organisation_id = ? WHERE o.organisation_id = ?',
  'SELECT * FROM (orders o JOIN requests r ON r.id = o.request_id) WHERE o.organisation_id = ?',
  'SELECT * FROM orders a JOIN orders b ON b.reference = a.reference WHERE a.organisation_id = ?',
  // Other SELECTs inside.
  'SELECT * FROM esims WHERE organisation_id = ? AND iccid IN (SELECT iccid FROM assignments)',
  'SELECT * FROM esims WHERE organisation_id = ? AND iccid IN esims',
  'SELECT (SELECT count(*) FROM orders) FROM esims WHERE organisation_id = ?',
  'SELECT 1 WHERE EXISTS (SELECT 1 FROM esims)',
  'SELECT * FROM esims e WHERE EXISTS (SELECT 1 FROM orders o WHERE o.organisation_id = ? AND e.organisation_id = ?)',
  'SELECT * FROM organisations o WHERE o.id = ? AND EXISTS (SELECT 1 FROM faults WHERE organisation_id = id)',
  'SELECT * FROM (SELECT * FROM esims) WHERE organisation_id = ?',
  'SELECT coalesce(1, (SELECT max(id) FROM faults)) FROM esims WHERE organisation_id = ?',
  'SELECT * FROM orders WHERE organisation_id = ? UNION SELECT * FROM orders',
  'WITH everyone AS (SELECT * FROM esims) SELECT * FROM everyone WHERE organisation_id = ?',
  'WITH mine AS (SELECT 2 AS organisation_id) SELECT * FROM esims e JOIN mine m ON e.organisation_id = m.organisation_id',
  'VALUES ((SELECT count(*) FROM esims))',
  // Writes.
  'UPDATE esims SET country = ?',
  'UPDATE esims SET country = ? WHERE iccid = ?',
  'UPDATE esims SET organisation_id = ? WHERE organisation_id = ?',
  'UPDATE esims SET (country, organisation_id) = (?, ?) WHERE organisation_id = ?',
  'UPDATE organisations SET balance_milli = 0',
  'UPDATE esims SET country = (SELECT bundle FROM assignments) WHERE organisation_id = ?',
  'UPDATE esims SET country = a.bundle FROM assignments a WHERE esims.organisation_id = ?',
  'DELETE FROM events',
  'DELETE FROM events WHERE id IN (SELECT id FROM faults WHERE organisation_id = ?)',
  'INSERT INTO faults (id, rule) VALUES (?, ?)',
  'INSERT INTO faults VALUES (?, ?, ?, 0, 0)',
  "INSERT INTO faults (organisation_id, id, rule) VALUES (1, ?, '')",
  'INSERT INTO faults (organisation_id, id, rule) VALUES (?, ?, ?), (2, ?, ?)',
  'INSERT INTO faults (organisation_id, id, rule) SELECT organisation_id, id, body FROM callbacks',
  'INSERT INTO faults (organisation_id, id, rule) SELECT 2, id, body FROM callbacks WHERE organisation_id = ?',
  'INSERT INTO faults (organisation_id, id, rule) SELECT id, id, body FROM callbacks WHERE organisation_id = ?',
  'INSERT INTO faults SELECT * FROM faults WHERE organisation_id = ?',
  'INSERT INTO faults (organisation_id, id, rule) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET organisation_id = ?',
  'INSERT INTO organisations (api_key) VALUES (?)',
  // What is not read.
  'EXPLAIN QUERY PLAN SELECT 1',
  'SELECT * FROM esims WHERE organisation_id = ?1',
  'SELECT * FROM esims WHERE organisation_id = :id',
]

test.each(ACCEPTED)('accepts %s', (sql, writes, organisationAt) => {
  expect(analyseStatement(sql)).toEqual({ writes, organisationAt, problem: undefined })
})

test.each(REFUSED)('refuses %s', (sql) => {
  expect(analyseStatement(sql).problem).toBeTypeOf('string')
})

test.each(['SELECT * FROM "esims"', 'SELECT * FROM [esims]', 'SELECT * FROM `esims`', 'SELECT (1', 'SELECT 1 END'])(
  'does not read %s',
  (sql) => {
    expect(() => analyseStatement(sql)).toThrow(TypeError)
  },
)

test('a condition in a statement that is accepted cannot be left out', () => {
  for (const [sql, , organisationAt] of ACCEPTED) {
    const shorter = sql.replaceAll(/\b(?:\w+\.)?(?:organisation_id|id) = \?(?! AND id IN)/gi, '? > 0')
    if (organisationAt.length > 0 && shorter !== sql) expect(analyseStatement(shorter).problem, shorter).toBeDefined()
  }
})

test('the tables of organisations are those that the schema gives an organisation_id', () => {
  const sqlite = new (loadDriver())(':memory:')
  onTestFinished(() => void sqlite.close())
  defineSqlFunctions(sqlite)
  sqlite.exec(SCHEMA)
  const tables = sqlite.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
  const columnsOf = (table: string): string[] =>
    sqlite.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]
  const names = tables.pluck().all() as string[]
  expect([...tablesOf(SCHEMA).keys()].sort()).toEqual(names.sort())
  for (const table of names) {
    expect([...(tablesOf(SCHEMA).get(table) ?? [])]).toEqual(columnsOf(table))
    expect(scopeColumnOf(table)).toBe(table === 'organisations' ? 'id' : 'organisation_id')
  }
})
