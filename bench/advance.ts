import { createEmulator } from './built.ts'
import type { Row } from './measurement.ts'
import { buyEsims } from './trade.ts'

const FEW = 10_000
const MANY = 100_000
const LEAST_EVENTS_PER_SECOND = 20_000
const MOST_GROWTH = 12

/** A month of as many eSIMs that use their bundles up, each at a pace of its own; in memory, in one step. */
export async function measureAdvance(): Promise<Row[]> {
  const few = await timeMonth(FEW)
  const many = await timeMonth(MANY)
  const perSecond = few.events / few.seconds
  const growth = many.seconds / few.seconds
  return [
    {
      what: `30 days of ${FEW} usage plans`,
      emulator: `${perSecond.toFixed(0)} events/s`,
      bare: '',
      ratio: `${few.events} events in ${few.seconds.toFixed(2)} s`,
      target: `>= ${LEAST_EVENTS_PER_SECOND}/s`,
      met: perSecond >= LEAST_EVENTS_PER_SECOND,
    },
    {
      what: `the same of ${MANY}`,
      emulator: `${(many.events / many.seconds).toFixed(0)} events/s`,
      bare: '',
      ratio: `${growth.toFixed(1)}x the time`,
      target: `<= ${MOST_GROWTH}x`,
      met: growth <= MOST_GROWTH,
    },
  ]
}

async function timeMonth(esims: number): Promise<{ events: number; seconds: number }> {
  const emulator = await createEmulator()
  const iccids = await buyEsims(emulator, 'esim_1GB_7D_REUP_V2', esims)
  for (const [index, iccid] of iccids.entries()) {
    await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 100 + (index % 300) })
  }
  const begun = performance.now()
  const { eventCount } = await emulator.clock.advance('30d')
  const seconds = (performance.now() - begun) / 1_000
  await emulator.close()
  return { events: eventCount, seconds }
}
