import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ACT_KINDS } from '../../src/domain/act.ts'
import { ASSIGNMENT_STATES } from '../../src/domain/assignment.ts'
import { ALERT_TYPES } from '../../src/domain/callback.ts'
import { PLATFORMS } from '../../src/domain/identifiers.ts'
import { Database } from '../../src/state/engine/database.ts'
import { UUID_FORM } from '../../src/state/engine/packed-forms.ts'
import {
  FORMS,
  ICCID_FORM,
  orderTypeSql,
  STORED_FORMS,
  type Stored,
  shownSql,
  storedFormOf,
  storeIccidSql,
} from '../../src/state/engine/stored-forms.ts'
import { analyseParameters } from '../../src/state/engine/stored-parameters.ts'
import { BUNDLE_PHRASES, PHRASES, WORDS } from '../../src/state/engine/stored-words.ts'
import { EVENT_KINDS } from '../../src/state/records/events.ts'

/** Texts that forms take apart: digits, words and phrases, with anything between them. */
const text = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.values(WORDS).flat(), ...Object.values(PHRASES).flat(), ...BUNDLE_PHRASES),
      fc.constantFrom('\u0000', '\u0001', '\u001f', '\u007f', '\n', '0', '00'),
      fc.bigInt({ min: 0n, max: 10n ** 22n }).map(String),
      fc.constantFrom('-', '-0', '-1', '-00', '-255', '-256', '-4294967295', '-4294967296', 'JQ-'),
      fc.uuid(),
      fc.stringMatching(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/),
      fc.stringMatching(/^JQ-[0-9A-Z]{6}-[0-9A-Z]{7}$/),
      fc.stringMatching(/^\d{8}$/),
      fc.bigInt({ min: 8_943_108_160_000_000_000n, max: 8_943_108_169_999_999_999n }).map(String),
    ),
    { maxLength: 3 },
  )
  .map((parts) => parts.join(''))

/** What the driver gives back of a stored value. */
const kept = (stored: Stored) => (typeof stored === 'bigint' ? Number(stored) : stored)

test.each(FORMS.map((form) => [form.name, form] as const))('every text is read from its stored form: %s', (_, form) => {
  fc.assert(
    fc.property(text, (given) => {
      expect(form.read(kept(form.store(given)))).toBe(given)
    }),
  )
})

test.each(STORED_FORMS.flatMap(([table, forms]) => Object.keys(forms).map((column) => [table, column] as const)))(
  'SQLite reads what is stored in %s.%s as the program does',
  (table, column) => {
    const database = Database.open(undefined)
    const form = storedFormOf(table, column)
    const read = shownSql(table, column, 'x.stored')
    fc.assert(
      // A text of SQLite ends at U+0000 where a function takes it.
      fc.property(
        text.filter((given) => !given.includes('\u0000')),
        (given) => {
          const sql = `SELECT ${read} AS shown FROM (SELECT store_${form?.name}(?) AS stored) x`
          expect(database.acrossOrganisations.get(sql, given)).toEqual({ shown: given })
        },
      ),
      { numRuns: 50 },
    )
    database.close()
  },
)

test.each([
  '[{"type":"bundle","item":"esim_1GB_7D_GB_V2","quantity":1}]',
  '[{"type":"bundle","item":"A_BUNDLE","quantity":1}]',
  '[{"item":"","type":"bundle"},{"type":"topup"}]',
  '[{"type":"apiTopup","item":""}]',
  '[{"type":"bundleRefund","item":"esim_1GB_7D_GB_V2"}]',
  '[{"type":"topup","item":"\u007f"}]',
  '[]',
])('SQLite finds the type of an order in its stored lines: %s', (lines) => {
  const database = Database.open(undefined)
  const sql = `SELECT ${orderTypeSql('x.lines')} AS type FROM (SELECT store_order_lines(?) AS lines) x`
  const [first] = JSON.parse(lines) as { type: string }[]
  expect(database.acrossOrganisations.get(sql, lines)).toEqual({ type: first?.type ?? null })
  database.close()
})

test.each([
  ['{"iccid":"8943108167846091511","bundle":{"name":"esim_1GB_7D_FR_V2"}}', 'esim_1GB_7D_FR_V2'],
  ['{"bundle":{"name":"A_BUNDLE","id":"1"}}', 'A_BUNDLE'],
  ['{"bundle":{"id":"1"}}', undefined],
  ['{"alertType":"FirstAttachment"}', undefined],
  ['null', undefined],
  ['not JSON', undefined],
  ['', undefined],
])('SQLite finds the bundle that a callback is about in its stored body: %s', (body, bundle) => {
  const database = Database.open(undefined)
  const sql = 'SELECT bundle_of_callback(store_callback_body(?)) IS store_bundle_name(?) AS same'
  expect(database.acrossOrganisations.get(sql, body, bundle ?? null)).toEqual({ same: 1 })
  database.close()
})

test('an ICCID of the emulator is a number of four bytes, and any other of 19 digits near it a larger one', () => {
  for (const { iccidPrefix } of Object.values(PLATFORMS)) {
    for (const serial of ['000000000', '999999999']) {
      const stored = ICCID_FORM.store(iccidPrefix + serial)
      expect(Math.abs(Number(stored))).toBeLessThan(2 ** 31)
      expect(typeof stored).toBe('bigint')
    }
  }
  expect(typeof ICCID_FORM.store('8944538532000000001')).toBe('bigint')
  for (const other of ['894310816700000000', '89431081670000000001', '0043108167000000001', '']) {
    expect(ICCID_FORM.store(other)).toBe(other)
  }
})

test('SQLite stores an ICCID as the program does', () => {
  const database = Database.open(undefined)
  const near = [-1n, 0n, 1n].map((sign) => 8_943_108_166_000_000_000n + sign * BigInt(Number.MAX_SAFE_INTEGER))
  const iccid = fc.oneof(
    fc.constantFrom(...near.flatMap((last) => [last - 1n, last, last + 1n])).map(String),
    fc.bigInt({ min: 8_943_108_160_000_000_000n, max: 8_943_108_169_999_999_999n }).map(String),
    fc.stringMatching(/^\d{18,22}$/),
  )
  fc.assert(
    fc.property(iccid, (text) => {
      const sql = `SELECT ${storeIccidSql('x.iccid')} = ? AS same FROM (SELECT ? AS iccid) x`
      expect(database.acrossOrganisations.get(sql, ICCID_FORM.store(text) as never, text)).toEqual({ same: 1 })
    }),
  )
  database.close()
})

test('the words that rows repeat are in the lists', () => {
  expect(WORDS.event_kind).toEqual(expect.arrayContaining(Object.keys(EVENT_KINDS)))
  expect(WORDS.act_kind).toEqual(expect.arrayContaining([...ACT_KINDS]))
  expect(WORDS.alert_type).toEqual(expect.arrayContaining([...ALERT_TYPES]))
  expect(WORDS.assignment_state).toEqual(expect.arrayContaining([...ASSIGNMENT_STATES]))
  expect(WORDS.smdp_address).toEqual(
    expect.arrayContaining(Object.values(PLATFORMS).map(({ smdpAddress }) => smdpAddress)),
  )
})

/** Files have the places of words and phrases: a line here changes only by what is added at its end. */
test('no word or phrase moves', () => {
  const first = (list: readonly string[], count: number) => list.slice(0, count).join('|')
  expect(first(WORDS.event_kind, 3)).toBe('bundle.provision|bundle.start|bundle.refill')
  expect(WORDS.event_kind[17]).toBe('trip.step')
  expect(first(WORDS.history_name, 2)).toBe('Bundle Applied|Bundle Revoked')
  expect(WORDS.history_name[11]).toBe('eSIM Utilisation Alert')
  expect(first(WORDS.assignment_state, 8)).toBe('|processing|queued|active|depleted|expired|revoked|lapsed')
  expect(WORDS.alert_type[9]).toBe('esim.deleted')
  expect(WORDS.act_kind[7]).toBe('resume')
  expect(first(WORDS.profile_status, 4)).toBe('Released|Installed|Enabled|Deactivated')
  expect(first(WORDS.signature_encoding, 2)).toBe('base64|hex')
  expect(first(WORDS.platform, 2)).toBe('truphone|idemia')
  expect(first(WORDS.callback_status, 4)).toBe('pending|delivered|failed|unsent')
  expect(first(WORDS.callback_version, 2)).toBe('V2|V3')
  expect(first(PHRASES.url, 4)).toBe('http://localhost:|http://127.0.0.1:|http://host.docker.internal:|https://')
  expect([BUNDLE_PHRASES[0], BUNDLE_PHRASES[1], BUNDLE_PHRASES[28]]).toEqual(['_V2', 'esim_1GB_7D_', 'esim_ULP_30D_'])
  expect([PHRASES.order_lines[10], PHRASES.callback_body[17], PHRASES.act_details[6]]).toEqual([
    ',"esims":[{',
    ' Days, ',
    '000000',
  ])
  for (const list of [...Object.values(PHRASES), BUNDLE_PHRASES]) expect(list.length).toBeLessThan(32)
})

test.each([
  ['SELECT iccid FROM history WHERE organisation_id = ? AND iccid = ?', [1]],
  ['SELECT id FROM callbacks WHERE organisation_id = ? AND iccid IS ? AND alert_type = ?', [1, 2]],
  ['INSERT INTO acts (organisation_id, id, iccid, kind, details, at_ms) VALUES (?, ?, ?, ?, ?, ?)', [2, 3, 4]],
  ['DELETE FROM events WHERE organisation_id = ? AND subject = ? AND kind IN (?, ?)', [2, 3]],
  ['UPDATE esims SET profile_status = ? WHERE organisation_id = ? AND iccid = ?', [0]],
  ['SELECT iccid FROM esims WHERE organisation_id = ? AND iccid = ?', []],
  ['SELECT iccid FROM requests WHERE organisation_id = ? AND iccid = ?', []],
  [
    'SELECT lines FROM orders WHERE organisation_id = ? AND reference > ? AND reference <= ? ORDER BY reference',
    [1, 2],
  ],
  ['SELECT unit FROM deliveries WHERE organisation_id = ? AND (reference, unit) >= (?, ?) LIMIT 1', [1]],
  [
    'SELECT iccid FROM esims WHERE organisation_id = ? AND substr(matching_id, -6) = substr(store_matching_id(?), -6)',
    [],
  ],
])('the parameters of a column are stored as the column is: %s', (sql, expected) => {
  expect(analyseParameters(sql)).toMatchObject({ problem: undefined })
  expect([...analyseParameters(sql).forms.keys()]).toEqual(expected)
})

test.each([
  "SELECT id FROM events WHERE organisation_id = ? AND kind = 'esim.idle'",
  "SELECT id FROM events WHERE organisation_id = ? AND kind LIKE 'bundle.%'",
  'SELECT id FROM events WHERE organisation_id = ? AND kind IN (SELECT value FROM json_each(?))',
  'SELECT id FROM events WHERE organisation_id = ? AND iccid > ?',
  'SELECT length(iccid) AS length FROM history WHERE organisation_id = ?',
  'SELECT id FROM messages WHERE organisation_id = ? ORDER BY iccid, id',
  'SELECT 1 FROM deliveries d JOIN esims e ON e.organisation_id = d.organisation_id AND e.iccid = d.iccid WHERE d.organisation_id = ?',
  'SELECT iccid FROM deliveries d JOIN esims e ON e.organisation_id = d.organisation_id WHERE d.organisation_id = ?',
  'SELECT id FROM assignments WHERE organisation_id = ? AND reference > ?',
  'SELECT id FROM assignments WHERE organisation_id = ? ORDER BY reference',
  "SELECT unit FROM deliveries WHERE organisation_id = ? AND (reference, unit) > ('', ?)",
  'SELECT substr(iccid, 1, 5) AS beginning FROM history WHERE organisation_id = ?',
  "INSERT INTO trip_steps (organisation_id, id, iccid, act) VALUES (?, ?, '8943108167000000001', ?)",
])('a statement that would be about the stored value is refused: %s', (sql) => {
  expect(analyseParameters(sql).problem).toMatch(/stored/)
})

test('UUIDs are in the order of their bytes', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (a, b) => {
      const [x, y] = [a, b].map((text) => UUID_FORM.store(text) as Buffer) as [Buffer, Buffer]
      expect(Math.sign(x.compare(y))).toBe(a < b ? -1 : a > b ? 1 : 0)
    }),
  )
})

test.each([
  ['uuid', '7b6118ef-e64e-4a3e-8cbf-7b16f8bfbb65', 16],
  ['unit_reference', '7b6118ef-e64e-4a3e-8cbf-7b16f8bfbb65-0', 16],
  ['unit_reference', '7b6118ef-e64e-4a3e-8cbf-7b16f8bfbb65-255', 17],
  ['unit_reference', '7b6118ef-e64e-4a3e-8cbf-7b16f8bfbb65-10000', 18],
  ['matching_id', 'QQGJU-VDU4J-O9GWF-ZZZZZ', 16],
  ['matching_id', 'JQ-ZZZZZZ-ZZZZZZZ', 9],
])('the stored form of a text has few bytes: %s of %s', (name, given, bytes) => {
  expect(FORMS.find((form) => form.name === name)?.store(given)).toHaveLength(bytes)
})
