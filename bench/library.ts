import { createEmulator } from './built.ts'
import { median, type Row } from './measurement.ts'
import { buyEsims } from './trade.ts'

const ROUNDS = 15
const ESIMS = 1_000

/** What a test suite pays: an emulator for each test, a reset, a snapshot of a busy organisation. */
export async function measureLibrary(): Promise<Row[]> {
  await (await createEmulator()).close()
  const create: number[] = []
  const reset: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now()
    const emulator = await createEmulator()
    create.push(performance.now() - begun)
    await buyEsims(emulator, 'esim_1GB_7D_FR_V2', 5)
    reset.push(await time(() => emulator.reset()))
    await emulator.close()
  }
  const busy = await createEmulator()
  await buyEsims(busy, 'esim_1GB_7D_FR_V2', ESIMS)
  const snapshot: number[] = []
  for (let round = 0; round < ROUNDS; round++) snapshot.push(await time(() => busy.snapshots.take('busy')))
  await busy.close()
  return [
    row('an emulator after the first', median(create), 5),
    row('a reset', median(reset), 5),
    row(`a snapshot of ${ESIMS} eSIMs`, median(snapshot), 50),
  ]
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

const row = (what: string, milliseconds: number, most: number): Row => ({
  what,
  emulator: `${milliseconds.toFixed(1)} ms`,
  bare: '',
  ratio: '',
  target: `<= ${most} ms`,
  met: milliseconds <= most,
})
