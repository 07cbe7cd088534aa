import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ended, startEmulator } from './process.ts'
import { readAll } from './read-all.ts'
import type { Attempt, Round } from './round.ts'
import { WORLD_KEY, writeWorldFile } from './world-file.ts'

/** What a page of a file is. */
const PAGE = 4_096

/** How a file comes to harm. The random place is drawn anew each time. */
const HARMS: Readonly<Record<string, (file: string, attempt: Attempt) => void>> = {
  'one bit is flipped': (file, { draw }) =>
    change(file, (bytes) => {
      const at = draw(bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << draw(8))
    }),
  'bytes are random': (file, { draw }) =>
    change(file, (bytes) => {
      for (let left = 1 + draw(64); left > 0; left--) bytes[draw(bytes.length)] = draw(256)
    }),
  'a page is empty': (file, { draw }) =>
    change(file, (bytes) => {
      const at = PAGE * draw(bytes.length / PAGE)
      bytes.fill(0, at, at + PAGE)
    }),
  'a page is another': (file, { draw }) =>
    change(file, (bytes) => {
      const pages = bytes.length / PAGE
      bytes.copyWithin(PAGE * draw(pages), PAGE * draw(pages), PAGE * (1 + draw(pages)))
    }),
  'its end is missing': (file, { draw }) => truncateSync(file, draw(readFileSync(file).length)),
  'its head is random': (file, { draw }) =>
    change(file, (bytes) => {
      bytes[draw(100)] = draw(256)
    }),
}

/** Files with harm done to them at random places: each starts and answers, or the damage is told in one line. */
export const damage: Round = {
  name: 'damage',
  law: 'a damaged file starts and answers, or is told in one line with exit code 1; never a 5xx',
  triesPerMinute: 8,
  run: attack,
}

/** Tries use a copy of the same file, since to make one takes longer than to damage it. */
let sound: Buffer | undefined

async function attack(attempt: Attempt): Promise<string[]> {
  const db = join(attempt.folder, 'state.db')
  if (!sound) {
    const file = join(attempt.folder, 'sound.db')
    await writeWorldFile(file, 7)
    sound = readFileSync(file)
  }
  writeFileSync(db, sound)
  const harm = attempt.pick(Object.keys(HARMS))
  HARMS[harm]?.(db, attempt)
  attempt.count('damaged files')

  const started = await startEmulator(attempt, ['--db', db, '--clock', 'manual'])
  if (!('url' in started)) {
    attempt.count('told at the start')
    return checkEnd(started).map((breach) => `${harm}: ${breach}`)
  }
  const failures = await readAll(started, WORLD_KEY)
  if (!started.hasEnded()) {
    attempt.count('answered')
    const { code } = await started.kill('SIGTERM')
    if (code !== 0) failures.push(`it stopped with exit code ${code}`)
  } else {
    attempt.count('told later')
    failures.push(...checkEnd(await started.ended))
  }
  return failures.slice(0, 5).map((breach) => `${harm}: ${breach}`)
}

function checkEnd({ code, signal, stderr }: Ended): string[] {
  const lines = stderr.trim().split('\n')
  if (code === 1 && lines.length === 1 && lines[0]?.startsWith('esim-go-emulator: ')) return []
  return [`it ended with exit code ${code}, signal ${signal}, and ${JSON.stringify(stderr.slice(0, 500))}`]
}

function change(file: string, edit: (bytes: Buffer) => void): void {
  const bytes = readFileSync(file)
  edit(bytes)
  writeFileSync(file, bytes)
}
