import { expect, test } from 'vitest'
import type { OrganisationHandle } from '../../src/client/handle.ts'
import type { Database } from '../../src/state/engine/database.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { watchDatabase } from '../support/tables.ts'
import { buyEsim } from '../support/trade.ts'
import { letTurnsPass, SlowSystemClock, settle, watch } from '../support/wall.ts'

type Act = (handle: OrganisationHandle) => Promise<unknown>

const take =
  (name: string): Act =>
  (handle) =>
    handle.snapshots.take(name)
const restore =
  (name: string): Act =>
  (handle) =>
    handle.snapshots.restore(name)
const remove =
  (name: string): Act =>
  (handle) =>
    handle.snapshots.remove(name)
const reset: Act = (handle) => handle.reset()
const advance: Act = (handle) => handle.clock.advance({ by: '20d', undoable: true })
const importOwn: Act = async (handle) => handle.state.import(await handle.state.export())

/** Acts on a whole organisation that are asked for while others are under way. */
const STORIES: readonly (readonly [name: string, acts: readonly Act[]])[] = [
  ['a snapshot taken anew and restored', [take('a'), restore('a')]],
  ['a snapshot restored and taken anew', [restore('a'), take('a')]],
  ['another taken, then one taken anew and restored', [take('b'), take('a'), restore('a')]],
  ['another taken, then one restored and removed', [take('b'), restore('a'), remove('a')]],
  ['another taken, then one removed and restored', [take('b'), remove('a'), restore('a')]],
  ['two taken and two restored', [take('c'), take('a'), restore('a'), restore('c'), take('c')]],
  ['one restored twice, taken and restored', [restore('a'), restore('a'), take('a'), restore('a')]],
  ['a document imported twice', [importOwn, importOwn]],
  ['a document imported, then a reset', [importOwn, reset]],
  ['another taken, then one restored, then a reset', [take('b'), restore('a'), reset]],
  ['an advance with undo, then a reset', [advance, reset]],
]

/** The rows that belong to nothing: copies that no snapshot has, snapshots without one, and rows of organisations that are gone. */
function findLost({ acrossOrganisations }: Database): unknown[] {
  return acrossOrganisations.all(
    `SELECT 'copy' AS lost, id FROM copies WHERE id NOT IN (SELECT copy_id FROM snapshots WHERE copy_id IS NOT NULL)
     UNION ALL SELECT 'snapshot', copy_id FROM snapshots WHERE copy_id NOT IN (SELECT id FROM copies)
     UNION ALL SELECT 'esim', organisation_id FROM esims WHERE organisation_id NOT IN (SELECT id FROM organisations)
     UNION ALL SELECT 'order', organisation_id FROM orders WHERE organisation_id NOT IN (SELECT id FROM organisations)`,
  )
}

test.each(STORIES.flatMap(([name, acts]) => [0, 1, 3, 6, 12].map((pause) => [name, pause, acts] as const)))(
  '%s, %i rounds apart, leave a state whose lists and counts agree',
  async (_, pause, acts) => {
    const failures: unknown[] = []
    const { opened, database } = await watchDatabase(() =>
      openTestEmulator({ wall: new SlowSystemClock(60_000), onFailure: (error) => failures.push(error) }),
    )
    const { emulator, api, close } = opened
    try {
      await buyEsim(api)
      await buyEsim(api)
      await emulator.snapshots.take('a')
      await buyEsim(api)
      const outcomes = await Promise.allSettled(
        acts.map(async (act, place) => {
          for (let round = 0; round < pause * place; round++) await settle()
          return act(emulator)
        }),
      )
      const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
      expect(
        codes.filter((code) => !['copy_broken_off', 'snapshot_not_found', 'advance_in_progress'].includes(code)),
      ).toEqual([])
      for (let time = 0; time < 3; time++) await letTurnsPass()
      const { rows, esims } = (await api.get('/esims?perPage=100')).json
      expect([rows, (await api.get('/orders')).json.rows]).toEqual([esims.length, esims.length])
      expect([findLost(database), failures]).toEqual([[], []])
    } finally {
      await close()
    }
  },
)

test('a snapshot that is taken while a reset waits for it can be restored', async () => {
  const { opened, database } = await watchDatabase(() => openTestEmulator({ wall: new SlowSystemClock(60_000) }))
  const { emulator, api, close } = opened
  await buyEsim(api)
  const reset = emulator.reset({ scenario: { esims: [{ count: 200 }] } })
  const resetting = watch(reset)
  while (!resetting.isOver()) await emulator.snapshots.take('meanwhile').catch(() => undefined)
  await reset
  for (let time = 0; time < 3; time++) await letTurnsPass()
  expect(findLost(database)).toEqual([])
  for (const { name } of await emulator.snapshots.list()) await emulator.snapshots.restore(name)
  expect((await api.get('/esims')).json.rows).toBe(1)
  await close()
})
