import type * as z from 'zod'
import * as contract from '../contract/control/statement.ts'
import { DAY, formatDate } from '../domain/instant.ts'
import { toWireNumber } from '../domain/money.ts'
import type { ReadTx } from '../state/engine/state.ts'
import { listDaySums } from '../state/records/money-rows.ts'
import { listStockAfter, listStockedBundles } from '../state/records/purchases.ts'
import { listStatement, NEWEST, type StatementCursor, type StatementRow } from '../state/records/statement.ts'
import { getTallies } from '../state/records/tallies.ts'
import type { ControlDependencies } from './control-call.ts'
import { describeOrder } from './order-details.ts'
import type { RegisterControlRoute } from './register.ts'
import { openingOf, presentPurchase, presentRefusal, presentRow } from './statement-entries.ts'

const DEFAULT_LIMIT = 100

export function statementRoutes(route: RegisterControlRoute, { journal }: ControlDependencies): void {
  route(contract.getStatement, ({ query, tenant, readInTurns }) => {
    journal.flush(tenant)
    return readInTurns((tx) => presentStatement(tx, query))
  })

  route(contract.getOrder, ({ path, query, tenant, read }) => {
    journal.flush(tenant)
    const { offset = 0, limit = DEFAULT_LIMIT } = query
    return read((tx) => describeOrder(tx, path.reference, { offset, limit }))
  })

  route(contract.getInventory, ({ query, read }) => {
    const { limit = DEFAULT_LIMIT, ...rest } = query
    return read((tx) => {
      const found = listStockAfter(tx, { ...rest, limit: limit + 1 })
      const shown = found.slice(0, limit)
      return {
        units: getTallies(tx).stock ?? 0,
        bundles: listStockedBundles(tx).length,
        purchases: shown.map((purchase) => presentPurchase(tx, purchase)),
        next: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
      }
    })
  })
}

/** A page of the statement: some entries up to each `yield`. */
function* presentStatement(
  tx: ReadTx,
  { before, limit = DEFAULT_LIMIT, ...filter }: z.infer<typeof contract.getStatement.queryFields>,
) {
  const { rows, next } = yield* listStatement(tx, filter, {
    before: before === undefined ? NEWEST : parseCursor(before),
    limit,
  })
  const isFiltered = Object.values(filter).some((condition) => condition !== undefined)
  const entries: ReturnType<typeof presentRow>[] = []
  for (const row of rows) {
    entries.push('refused' in row ? presentRefusal(tx, row.refused) : presentRow(tx, row))
    yield
  }
  return {
    entries: isFiltered || next ? entries : [...entries, openingOf(tx)],
    days: isFiltered ? [] : daysOf(tx, rows),
    next: next ? `${next.at}.${next.sequence}.${next.requestId}` : null,
  }
}

function parseCursor(text: string): StatementCursor {
  const [at = 0, sequence = 0, requestId = 0] = text.split('.').map(Number)
  return { at, sequence, requestId }
}

/** The sums of the days that rows are of. */
function daysOf(tx: ReadTx, rows: readonly StatementRow[]) {
  const days = rows.map((row) => Math.floor(('refused' in row ? row.refused.at : row.at) / DAY))
  if (days.length === 0) return []
  return listDaySums(tx, Math.min(...days), Math.max(...days), rows.length).map(
    ({ day, cameIn, wentOut, movements }) => ({
      date: formatDate(day * DAY),
      cameIn: toWireNumber(cameIn),
      wentOut: toWireNumber(wentOut),
      movements,
    }),
  )
}
