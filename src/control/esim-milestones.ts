import { BYTES_PER_MEGABYTE } from '../domain/data-amount.ts'
import type { Esim } from '../domain/esim.ts'
import { formatInstant, type Instant } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { listAssignments } from '../state/records/assignments.ts'
import { findOrder } from '../state/records/orders.ts'
import { findUsagePlan } from '../state/records/usage-plan.ts'

/** One thing in the life of an eSIM that no log of the state has, but its records tell. */
export interface Milestone {
  readonly at: Instant
  readonly text: string
}

/** The reference of an assignment is that of its order or apply, with the number of the unit. */
const UNIT = /-\d+$/

/** Lists the orders that an eSIM's bundles came by, its first installation, and the usage plan that it has. */
export function listMilestones(tx: ReadTx, esim: Esim): Milestone[] {
  const references = new Set(listAssignments(tx, esim.iccid).map(({ reference }) => reference.replace(UNIT, '')))
  const orders = [...references].flatMap((reference) => findOrder(tx, reference) ?? [])
  const plan = findUsagePlan(tx, esim.iccid)
  return [
    ...orders.map(({ reference, createdAt, lines, total, currency }) => ({
      at: createdAt,
      text: `Order of ${lines.map(({ quantity, item }) => `${quantity} × ${item}`).join(', ')} for ${toWireNumber(total)} ${currency} (${reference})`,
    })),
    ...(esim.firstInstalledAt === null ? [] : [{ at: esim.firstInstalledAt, text: 'Installed for the first time' }]),
    ...(plan
      ? [
          {
            at: plan.from,
            text: `Usage plan: ${plan.bytesPerDay / BYTES_PER_MEGABYTE} MB a day${plan.until === null ? '' : ` until ${formatInstant(plan.until)}`}`,
          },
        ]
      : []),
  ]
}
