import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { dumpTables, watchDatabase } from '../support/tables.ts'
import { buy, observe } from '../support/trade.ts'

/** An emulator whose state outgrows the memory between two orders, with a folder for temporary files; and what it answers. */
async function outgrow(folder: string) {
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  const { opened, database } = await watchDatabase(() => createTestEmulator())
  const { api, emulator } = opened
  await buy(api, { assign: true, quantity: 5 })
  await emulator.snapshots.take('before')
  database.mostInMemory = 0
  await buy(api, { assign: true, quantity: 5 })
  await emulator.clock.advance('400d')
  const later = await observe(api)
  await emulator.snapshots.restore('before')
  await buy(api, { assign: true, quantity: 2 })
  return { isInMemory: database.isInMemory, answers: [later, await observe(api)], tables: dumpTables(database) }
}

test('a state that outgrows the memory goes on in a file without a name, where everything is as it would be in memory', async () => {
  const folder = createFolder()
  const { isInMemory, ...state } = await outgrow(folder)
  expect([isInMemory, readdirSync(folder)]).toEqual([false, []])
  const { isInMemory: staysInMemory, ...other } = await outgrow(join(folder, 'missing'))
  expect(staysInMemory).toBe(true)
  expect(state).toEqual(other)
})

test.each([
  ['does not exist', (folder: string) => join(folder, 'missing')],
  [
    'is a file',
    (folder: string) => {
      writeFileSync(join(folder, 'file'), '')
      return join(folder, 'file')
    },
  ],
  ['has no room', () => '/proc/self'],
])('a state stays in memory where the folder for temporary files %s', async (_, make) => {
  expect((await outgrow(make(createFolder()))).isInMemory).toBe(true)
})
