import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { STATE_TABLES } from '../src/state/engine/copied-tables.ts'
import { type Connection, connect, isBroken } from './clients.ts'
import { startSoundEmulator } from './process.ts'
import type { Attempt, Round } from './round.ts'

const KILLS = 4
const ESIMS = 4_000

/** How long after the call the process is killed, at most: what is done to so many eSIMs takes about as long. */
const LATEST_KILL_MS = 600

const SNAPSHOT = 'before'

/** Work on whole organisations, killed at any instant: after the next start each is as it was before or after it. */
export const copies: Round = {
  name: 'copies',
  law: 'a snapshot, restore, import, reset or removal that is killed has happened or not, and another organisation is as it was',
  triesPerMinute: 1,
  run: attack,
}

/** The state as a document. Calls are counted in it. */
async function stateOf({ handle }: Connection): Promise<string> {
  return JSON.stringify(await handle.state.export(), (name, value) => (name === 'request_sequence' ? undefined : value))
}

const ACTS = ['snapshot', 'restore', 'import', 'reset', 'removal'] as const
type Act = (typeof ACTS)[number]

async function attack(attempt: Attempt): Promise<string[]> {
  const db = join(attempt.folder, 'state.db')
  const args = ['--db', db, '--clock', 'manual']
  const errors: string[] = []
  for (let time = 0; time < KILLS; time++) {
    const act = attempt.pick(ACTS)
    const emulator = await startSoundEmulator(attempt, args)
    const own = connect(emulator.url, 'own')
    const other = connect(emulator.url, 'other')
    await other.handle.settings.change({ balance: 1 })
    await own.handle.reset()
    for (const { name } of await own.handle.snapshots.list()) await own.handle.snapshots.remove(name)
    await own.handle.esims.create({ count: ESIMS })
    await own.handle.snapshots.take(SNAPSHOT)
    const [taken, document] = [await stateOf(own), await own.handle.state.export()]
    await own.handle.esims.create({ count: attempt.draw(ESIMS) })
    await own.handle.clock.advance(`${attempt.draw(400)}d`)
    const before = await stateOf(own)
    const neighbour = await stateOf(other)
    const done = perform(own, act, document).catch((error: unknown) => {
      if (!isBroken(error)) throw error
    })
    await Promise.race([pause(attempt.draw(LATEST_KILL_MS)), done])
    await emulator.kill('SIGKILL')
    await done
    attempt.count(act)
    const next = await startSoundEmulator(attempt, [...args, '--check-file'])
    const [ownAfter, otherAfter] = [connect(next.url, 'own'), connect(next.url, 'other')]
    const found = await findErrors(ownAfter, act, { before, taken })
    if ((await stateOf(otherAfter)) !== neighbour) found.push('another organisation has changed')
    if (!(await next.kill('SIGTERM')).signal) found.push(...findStrayRows(db))
    errors.push(...found.map((error) => `${act}, kill ${time}: ${error}`))
  }
  return errors
}

async function perform(
  { handle }: Connection,
  act: Act,
  document: Parameters<Connection['handle']['state']['import']>[0],
) {
  if (act === 'snapshot') await handle.snapshots.take('late')
  else if (act === 'restore') await handle.snapshots.restore(SNAPSHOT)
  else if (act === 'import') await handle.state.import(document)
  else if (act === 'reset') await handle.reset()
  else await handle.snapshots.remove(SNAPSHOT)
}

async function findErrors(connection: Connection, act: Act, { before, taken }: { before: string; taken: string }) {
  const { handle } = connection
  const after = await stateOf(connection)
  const errors: string[] = []
  const isUndone = after === before
  if (act === 'snapshot' || act === 'removal') {
    if (!isUndone) errors.push('the state has changed')
  } else if (act === 'reset') {
    const { esims } = JSON.parse(after) as { esims: unknown[] }
    if (!isUndone && esims.length > 0) errors.push('the reset is done by half')
  } else if (!isUndone && after !== taken) errors.push('the state is neither that of before nor that of the copy')
  for (const { name } of await handle.snapshots.list()) {
    await handle.snapshots.restore(name)
    const restored = await stateOf(connection)
    if (restored !== (name === SNAPSHOT ? taken : before)) errors.push(`the snapshot ${name} is not what was taken`)
  }
  return errors
}

/** Rows that belong to no organisation and no snapshot, once a start has had time to delete them. */
function findStrayRows(db: string): string[] {
  const file = new Sqlite(db, { readonly: true })
  try {
    const isListed = 'SELECT organisation_id FROM removals'
    return STATE_TABLES.flatMap((table) => {
      const own = `SELECT count(*) FROM ${table} WHERE organisation_id NOT IN (SELECT id FROM organisations UNION ${isListed})`
      const copied = `SELECT count(*) FROM copied_${table} WHERE copy_id NOT IN (SELECT id FROM copies)`
      return [own, copied].flatMap((sql) => {
        const rows = file.prepare(sql).pluck().get() as number
        return rows === 0 ? [] : [`${rows} rows belong to nobody: ${sql}`]
      })
    })
  } finally {
    file.close()
  }
}
