/**
 * Measures the built emulator (dist/) beside a bare `node:http` server that answers the same bytes, and prints a table.
 * It judges nothing: the exit code is 0, and a target that was missed says so in its row.
 */
import { cpus } from 'node:os'
import { measureAdvance } from './advance.ts'
import { measureCallbacks } from './callbacks.ts'
import { measureColdStart } from './cold-start.ts'
import { measureGetEsim, measureGetEsimFromFile } from './get-esim.ts'
import { measureLibrary } from './library.ts'
import { measureListCatalogue } from './list-catalogue.ts'
import { type Measure, printTable, type Row } from './measurement.ts'
import { measureMemory } from './memory.ts'
import { measurePlaceOrder } from './place-order.ts'
import { measureReadLatency } from './read-latency.ts'
import { startEmulator } from './servers.ts'

/** Run in turn on one emulator; memory last, when the others have used it. */
const MEASUREMENTS: readonly Measure[] = [
  measureGetEsim,
  measureReadLatency,
  measureListCatalogue,
  measurePlaceOrder,
  measureMemory,
]

console.log(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}`)
const rows: Row[] = [await measureColdStart()]
const emulator = await startEmulator()
try {
  for (const measure of MEASUREMENTS) rows.push(await measure(emulator))
} finally {
  await emulator.stop()
}
rows.push(
  await measureGetEsimFromFile(),
  ...(await measureAdvance()),
  await measureCallbacks(),
  ...(await measureLibrary()),
)
printTable(rows)
