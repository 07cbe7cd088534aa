import type * as z from 'zod'
import type { AdvanceReport } from '../contract/control/advance-report.ts'
import { AUTOMATIC_SNAPSHOT } from '../contract/control/state.ts'
import type { Tenant } from '../state/engine/state.ts'
import { countAccount } from '../state/records/figures.ts'
import type { Mark } from './advance-summary.ts'
import type { ControlDependencies } from './control-call.ts'

export type Report = z.infer<typeof AdvanceReport>

/** A report, with the mark of the last records when the advance ended. */
type KeptReport = Omit<Report, 'isLatest'> & { readonly end: Mark }

/** The most eSIMs of a state that is kept before each act that can be undone: keeping 2,000 takes about a tenth of a second. */
export const MOST_UNDOABLE_ESIMS = 2_000

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

/** The state before an advance, copied until the advance has ended. */
export interface PreparedUndo {
  /** Makes it the automatic snapshot, and returns the snapshot's name; null where none was taken. */
  keep(): string | null
  /** Forgets it: the snapshot of the advance before stays. */
  drop(): void
}

const NOTHING_TAKEN: PreparedUndo = { keep: () => null, drop: () => undefined }

/** Copies the state before an advance. One of many eSIMs is not copied: the advance would take longer than what it does. */
export async function prepareUndo(
  { state, copies }: Pick<ControlDependencies, 'state' | 'copies'>,
  tenant: Tenant,
): Promise<PreparedUndo> {
  if (state.read(tenant, countAccount).esims > MOST_UNDOABLE_ESIMS) return NOTHING_TAKEN
  return copies.prepareSnapshot(tenant, AUTOMATIC_SNAPSHOT)
}
