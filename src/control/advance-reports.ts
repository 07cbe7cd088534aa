import type * as z from 'zod'
import type { AdvanceReport } from '../contract/control/advance-report.ts'
import { AUTOMATIC_SNAPSHOT } from '../contract/control/state.ts'
import { exportState, saveSnapshot } from '../state/document/document.ts'
import type { Tenant } from '../state/engine/state.ts'
import { countAccount } from '../state/records/figures.ts'
import type { Mark } from './advance-summary.ts'
import type { ControlDependencies } from './control-call.ts'

export type Report = z.infer<typeof AdvanceReport>

/** A report, with the mark of the last records when the advance ended. */
type KeptReport = Omit<Report, 'isLatest'> & { readonly end: Mark }

/** The most eSIMs of a state that is kept before each undoable advance: keeping 2,000 takes about a tenth of a second. */
const MOST_ESIMS = 2_000

/** A function that saves the state it was made in as the automatic snapshot, and returns the snapshot's name. */
export type KeepUndo = () => string | null

/** The report of each organisation's last advance. A report goes with the state that it is about. */
export class AdvanceReports {
  readonly #reports = new WeakMap<Tenant, { readonly report: KeptReport; readonly generation: number }>()

  /** Returns the report of the last advance; `mark` is that of the present. */
  get(tenant: Tenant, mark: Mark): Report | null {
    const kept = this.#reports.get(tenant)
    if (kept?.generation !== tenant.generation) return null
    const { end, ...report } = kept.report
    return { ...report, isLatest: end.sequence === mark.sequence && end.act === mark.act }
  }

  set(tenant: Tenant, report: KeptReport): void {
    this.#reports.set(tenant, { report, generation: tenant.generation })
  }

  dismiss(tenant: Tenant): void {
    this.#reports.delete(tenant)
  }
}

/**
 * Takes the state before an advance. It is saved only after the advance, so that one that is refused leaves the snapshot of
 * the advance before in place. A state of many eSIMs is not taken: an advance would take longer than what it does.
 */
export function prepareUndo(
  { state, clock, journal, write }: Pick<ControlDependencies, 'state' | 'clock' | 'journal' | 'write'>,
  tenant: Tenant,
): KeepUndo {
  if (state.read(tenant, countAccount).esims > MOST_ESIMS) return () => null
  journal.flush(tenant)
  clock.persist(tenant)
  const document = exportState(state, tenant)
  const takenAt = tenant.now
  return () => write(tenant, (tx) => saveSnapshot(tx, AUTOMATIC_SNAPSHOT, document, takenAt)).name
}
