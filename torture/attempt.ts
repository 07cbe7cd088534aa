import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Attempt, Round } from './round.ts'

/** How long a try may last. None lasts a tenth of it, on a slow machine too: what lasts longer hangs. */
const LONGEST_TRY_MS = 180_000

const cleanings: (() => unknown)[] = []

/** Undoes what the try that runs has done to the machine: its processes, mounts and folder. */
export async function cleanUp(): Promise<void> {
  for (let clean = cleanings.pop(); clean; clean = cleanings.pop()) {
    try {
      await clean()
    } catch (error) {
      console.error(`cannot clean up: ${(error as Error).message}`)
    }
  }
}

/** Does one try of a round, and returns the breaches. */
export async function runAttempt(
  round: Round,
  seed: number,
  count: (what: string, amount: number) => void,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), `torture-${round.name}-`))
  cleanings.push(() => rmSync(folder, { recursive: true, force: true }))
  const draw = createDraw(seed)
  const attempt: Attempt = {
    seed,
    draw,
    pick: (items) => items[draw(items.length)] as (typeof items)[number],
    folder,
    onEnd: (clean) => void cleanings.push(clean),
    count: (what, amount = 1) => count(what, amount),
  }
  let timer: NodeJS.Timeout | undefined
  const hangs = new Promise<string[]>((resolve) => {
    timer = setTimeout(() => resolve([`did not end within ${LONGEST_TRY_MS / 1000} s`]), LONGEST_TRY_MS)
  })
  try {
    return await Promise.race([round.run(attempt), hangs])
  } catch (error) {
    return [describeError(error)]
  } finally {
    clearTimeout(timer)
    await cleanUp()
  }
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\n  caused by ${describeError(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}

/** Whole numbers below a bound, by mulberry32. */
function createDraw(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound)
  }
}

/** The seed of one try: that of the run, its round and its number, mixed. */
export function seedOf(seed: number, { name }: Round, attempt: number): number {
  const text = `${seed} ${name} ${attempt}`
  return (
    [...text].reduce((hash, character) => Math.imul(hash ^ character.charCodeAt(0), 16_777_619), 0x81_1c_9d_c5) >>> 0
  )
}
