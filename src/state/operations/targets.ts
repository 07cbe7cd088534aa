import { QUEUE_LIMIT } from '../../domain/assignment.ts'
import type { Bundle } from '../../domain/bundle.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Esim, isCompatible } from '../../domain/esim.ts'
import type { ReadTx } from '../engine/state.ts'
import { getEsim } from '../records/esims.ts'

/** A named eSIM, as the units planned for it so far will leave it. */
interface Target {
  readonly esim: Esim
  routingProfile: number | null
  waiting: number
}

/**
 * The eSIMs that an order or an apply names. Checks whether each can take all units meant for it together, before anything
 * is carried out, so that a validation and the real order give the same answer.
 */
export class Targets {
  readonly #tx: ReadTx
  readonly #byIccid = new Map<string, Target>()

  constructor(tx: ReadTx) {
    this.#tx = tx
  }

  /**
   * Plans one unit of a bundle for an eSIM. Returns the eSIM when the bundle fits it, null (a new one) when it does not and
   * `allowReassign` is set. Throws malformed_iccid, esim_not_accessible, esim_deactivated, bundle_not_compatible and
   * bundle_queue_full; then the unit is not planned.
   * Assumption (orders-deactivated): a deactivated eSIM is not replaced, since reassigning is for bundles that do not fit.
   */
  plan(iccid: string, bundle: Bundle, allowReassign: boolean): Esim | null {
    const target = this.#find(iccid)
    if (!isCompatible(target, bundle)) {
      if (!allowReassign) throw new DomainError('bundle_not_compatible', { bundle: bundle.name })
      return null
    }
    if (target.waiting + bundle.assignmentCount > QUEUE_LIMIT) {
      throw new DomainError('bundle_queue_full', { limit: QUEUE_LIMIT })
    }
    target.routingProfile = bundle.routingProfile
    target.waiting += bundle.assignmentCount
    return target.esim
  }

  #find(iccid: string): Target {
    let target = this.#byIccid.get(iccid)
    if (!target) {
      const esim = getEsim(this.#tx, iccid)
      target = { esim, routingProfile: esim.routingProfile, waiting: countUnused(this.#tx, iccid) }
      this.#byIccid.set(iccid, target)
    }
    return target
  }
}

const countUnused = (tx: ReadTx, iccid: string): number =>
  tx.get<{ count: number }>(
    `SELECT count(*) AS count FROM assignments INDEXED BY assignments_by_esim
     WHERE organisation_id = ? AND iccid = ? AND state IN (?, ?)`,
    tx.organisationId,
    iccid,
    'processing',
    'queued',
  )?.count ?? 0
