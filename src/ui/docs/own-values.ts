import { SAMPLES, type Sample } from '../../contract/examples/samples.ts'
import { inOnePiece } from '../../state/engine/in-pieces.ts'
import type { ReadTx } from '../../state/engine/state.ts'
import { listAssignments } from '../../state/records/assignments.ts'
import { listEsims } from '../../state/records/esim-list.ts'
import { listFaults } from '../../state/records/faults.ts'
import { listOrders } from '../../state/records/orders.ts'
import { listCallbacks } from '../../state/records/outbox.ts'
import { listStock } from '../../state/records/purchases.ts'

/** A name used in the examples, and the organisation's own value for it; null if it has none. */
export interface OwnValue {
  readonly sample: string
  readonly own: string | null
  /** The kind of value, for a sentence. */
  readonly what: string
}

const WHAT: Readonly<Record<Sample, string>> = {
  iccid: 'eSIM',
  orderReference: 'order of an eSIM',
  assignmentId: 'bundle on an eSIM',
  bundle: 'bundle on an eSIM',
  stocked: 'bundle in the inventory',
  usageId: 'bundle in the inventory',
  callbackId: 'callback',
  faultId: 'fault',
}

/** Newest orders searched for one with eSIMs. */
const ORDERS = 50

/** Finds the newest eSIM, order, callback and so on, for example calls to name. */
export function findOwnValues(tx: ReadTx): OwnValue[] {
  const [esim] = inOnePiece(
    listEsims(tx, { page: 1, perPage: 1, descending: true, orderBy: undefined, filter: undefined }),
  ).esims
  const assignment = esim && listAssignments(tx, esim.iccid)[0]
  const orders = listOrders(tx, { page: 1, limit: ORDERS, from: 0, to: Number.MAX_SAFE_INTEGER }).orders
  const purchase = listStock(tx, 1)[0]
  const found: Readonly<Record<Sample, string | number | undefined>> = {
    iccid: esim?.iccid,
    orderReference: orders.find(({ lines }) => lines.some(({ esims }) => esims.length > 0))?.reference,
    assignmentId: assignment?.id,
    bundle: assignment?.bundle,
    stocked: purchase?.bundle,
    usageId: purchase?.id,
    callbackId: listCallbacks(tx, { limit: 1 })[0]?.id,
    faultId: listFaults(tx)[0]?.id,
  }
  return Object.entries(found).map(([name, own]) => ({
    sample: SAMPLES[name as Sample],
    own: own === undefined ? null : String(own),
    what: WHAT[name as Sample],
  }))
}
