import type { Emulator } from '../../../src/emulator.ts'
import { nanosecondsOf, readDates, TELLS_OF_THE_FUTURE } from '../shown.ts'

/** The law of dates: nothing that any answer tells of the past is later than the clock. Returns each breach. */
export async function findFutureDates(emulator: Emulator): Promise<string[]> {
  const { now } = await emulator.clock.get()
  const dates = await readDates(emulator)
  if (dates.length === 0) return ['no answer shows a date']
  const at = nanosecondsOf(now) as bigint
  return dates
    .filter((date) => date.at > at && !TELLS_OF_THE_FUTURE.test(date.where))
    .map(({ where, text }) => `${where} shows ${text}, the clock ${now}`)
}

/** The law of usage plans: each has one threshold on the agenda at most. Returns the eSIMs that have more. */
export async function findDoubleMarks({ clock }: Pick<Emulator, 'clock'>): Promise<string[]> {
  const marks = (await clock.events({ limit: 1_000 })).filter(({ kind }) => kind === 'usage-plan.mark')
  const iccids = marks.map(({ iccid }) => String(iccid))
  return iccids
    .filter((iccid, index) => iccids.indexOf(iccid) !== index)
    .map((iccid) => `the plan of ${iccid} has several thresholds on the agenda`)
}
