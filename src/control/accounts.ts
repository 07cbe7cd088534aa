import * as contract from '../contract/control/accounts.ts'
import { presentPastOrder } from '../contract/orders.ts'
import { formatInstant, formatNanoseconds, parseInstant } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import { Answer } from '../http/answer.ts'
import { loadCsv, renderCsv } from '../http/csv.ts'
import { LongList, mapParts } from '../http/long-list.ts'
import { getEsim } from '../state/records/esims.ts'
import { listHistory } from '../state/records/history.ts'
import { listRequests } from '../state/records/journal.ts'
import { listSuspectedDuplicates, type Movement, readMovements } from '../state/records/ledger.ts'
import { listOrderPlaces, listOrdersAt } from '../state/records/orders.ts'
import { getBalance } from '../state/records/organisations.ts'
import { listCallbacks } from '../state/records/outbox.ts'
import { listTransitionsOf } from '../state/records/transition-log.ts'
import type { ControlDependencies } from './control-call.ts'
import { listMilestones } from './esim-milestones.ts'
import { describeUsage } from './esim-usage.ts'
import type { RegisterControlRoute } from './register.ts'

const MOVEMENT_FIELDS = ['at', 'kind', 'reference', 'amount', 'balance'] as const

const presentMovement = (movement: Movement) => ({
  at: formatNanoseconds(movement.at),
  kind: movement.kind,
  reference: movement.reference,
  amount: toWireNumber(movement.amount),
  balance: toWireNumber(movement.balance),
})

/** The most rows of each kind in a timeline, and the most movements in a ledger. */
const MOST_ROWS = 10_000

const DEFAULT_LIMIT = 100

export function accountRoutes(route: RegisterControlRoute, { journal, turns }: ControlDependencies): void {
  route(contract.getTimeline, ({ path, tenant, read }) => {
    journal.flush(tenant)
    return read((tx) => {
      const esim = getEsim(tx, path.iccid, { allowReturning: true, allowDeleted: true })
      const { iccid } = esim
      const entries = [
        // Calls and their effects are numbered apart. At the same instant calls come first.
        ...listRequests(tx, { iccid, limit: MOST_ROWS })
          .toReversed()
          .map((call) => ({
            at: formatInstant(call.at),
            order: [call.at, 0] as const,
            type: 'request' as const,
            text: `${call.method} ${call.path} ${call.status ?? 'no answer'}`,
            requestId: call.id,
          })),
        ...listMilestones(tx, esim).map(({ at, ...milestone }) => ({
          at: formatNanoseconds(at),
          order: [at, 0] as const,
          type: 'action' as const,
          ...milestone,
        })),
        ...listTransitionsOf(tx, iccid).map((change) => ({
          at: formatNanoseconds(change.at),
          order: [change.at, change.sequence] as const,
          type: 'transition' as const,
          text: `${change.before ?? 'new'} -> ${change.after}`,
          assignmentId: String(change.assignmentId),
          ...(change.before === null ? {} : { before: change.before }),
          after: change.after,
        })),
        ...listHistory(tx, iccid, { page: 1, perPage: MOST_ROWS })
          .entries.toReversed()
          .map((entry) => ({
            at: formatNanoseconds(entry.at),
            order: [entry.at, entry.sequence] as const,
            type: 'action' as const,
            text: [entry.name, entry.alertType, entry.bundle].filter((part) => part !== '').join(', '),
          })),
        ...listCallbacks(tx, { iccid, limit: MOST_ROWS, oldestFirst: true }).map((callback) => ({
          at: formatNanoseconds(callback.createdAt),
          order: [callback.createdAt, callback.id] as const,
          type: 'callback' as const,
          text: `${callback.alertType} ${callback.status}`,
          callbackId: callback.id,
          status: callback.status,
        })),
      ]
      return {
        ...describeUsage(tx, esim),
        entries: entries
          .sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1])
          .map(({ order: _, ...entry }) => entry),
      }
    })
  })

  route(contract.listOrders, async ({ query, read, readInTurns }) => {
    const all = { page: 1, limit: query.limit ?? DEFAULT_LIMIT, from: 0, to: Number.MAX_SAFE_INTEGER }
    const { places } = await readInTurns((tx) => listOrderPlaces(tx, all))
    return new LongList(
      'orders',
      mapParts(places, (part) => read((tx) => listOrdersAt(tx, part)).map(presentPastOrder)),
    )
  })

  route(contract.getLedger, async ({ query, request, tenant, read }) => {
    journal.flush(tenant)
    const since = query.since === undefined ? Number.MIN_SAFE_INTEGER : (parseInstant(query.since) as number)
    const limit = query.limit ?? MOST_ROWS
    const listed = await turns.complete(
      tenant,
      read((tx) => readMovements(tx, { since, limit })),
    )
    const movements = mapParts(listed, (part) => part.map(presentMovement))
    if (request.headers.get('accept')?.includes('text/csv')) {
      return new Answer(
        await turns.complete(tenant, renderCsv(await loadCsv(), movements, MOVEMENT_FIELDS)),
        'text/csv',
      )
    }
    const doubtful = read(listSuspectedDuplicates).map((orders) => ({
      orders: [...orders.references],
      item: orders.item,
      amount: toWireNumber(orders.amount),
      reason: `the answer to the first order was lost (${orders.lostStatus ?? 'no answer'}), and the same was ordered again`,
    }))
    return new LongList('movements', movements, { balance: toWireNumber(read(getBalance).balance), doubtful })
  })
}
