import { expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../src/state/engine/database.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { watchDatabase } from '../support/tables.ts'

const OWNER = 1
const OTHER = 2
const WRITE = 'UPDATE organisations SET insufficient_alerts = ? WHERE id = ?'
const READ = 'SELECT insufficient_alerts AS alerts FROM organisations WHERE id = ?'

const write = (database: Database, alerts: number, id: number) => database.run(WRITE, alerts, id)
const read = (database: Database, id: number) => database.get<{ alerts: number }>(READ, id)?.alerts

/** A database of two organisations, in which a transaction of the first one has written and is open. */
async function open() {
  const { opened, database } = await watchDatabase(() => openTestEmulator())
  onTestFinished(opened.close)
  await opened.api.get('/organisation')
  await opened.api.as('another-key').get('/organisation')
  const told: unknown[] = []
  const transaction = {
    organisationId: OWNER,
    onCommit: () => void told.push('committed'),
    onFailure: (error: unknown) => void told.push(error),
  }
  const { transactions } = database
  transactions.goOn(transaction, () => write(database, 5, OWNER))
  return { database, transactions, transaction, told }
}

test.each<[string, string, (database: Database) => unknown]>([
  ['stays open at a read of another organisation', '', (database) => read(database, OTHER)],
  ['is committed before a read of its own', 'committed', (database) => read(database, OWNER)],
  ['is committed before a write of another organisation', 'committed', (database) => write(database, 1, OTHER)],
  [
    'is committed before a read of all',
    'committed',
    (database) => database.acrossOrganisations.all('SELECT id FROM organisations'),
  ],
  [
    'is committed before a read that binds one organisation and reads all',
    'committed',
    (database) =>
      database.acrossOrganisations.all(
        'SELECT id FROM organisations WHERE id = ? UNION SELECT id FROM organisations',
        OTHER,
      ),
  ],
  ['is committed before a statement about the file', 'committed', (database) => database.size],
  [
    'is committed before triggers are made',
    'committed',
    (database) => database.defineTriggers('DROP TRIGGER IF EXISTS there_is_none'),
  ],
  ['is committed before another transaction', 'committed', (database) => database.transaction(() => undefined)],
  ['is committed when the database is closed', 'committed', (database) => database.close()],
])('a transaction %s', async (_, expected, work) => {
  const { database, told } = await open()
  work(database)
  expect(told.join()).toBe(expected)
})

test('a transaction that fails undoes what it wrote, and not the one that was open before it', async () => {
  const { database } = await open()
  const fails = () =>
    database.transaction(() => {
      write(database, 9, OTHER)
      throw new Error('refused')
    })
  expect(fails).toThrow('refused')
  expect([read(database, OWNER), read(database, OTHER)]).toEqual([5, 0])
})

test('a turn that fails undoes the turns before it in its transaction', async () => {
  const { database, transactions, transaction, told } = await open()
  const fails = () =>
    transactions.goOn(transaction, () => {
      write(database, 9, OWNER)
      throw new Error('refused')
    })
  expect(fails).toThrow('refused')
  expect([read(database, OWNER), told]).toEqual([0, []])
})
