import { presentError } from '../contract/errors.ts'
import * as contract from '../contract/esims.ts'
import { asksFor } from '../contract/install-links.ts'
import { presentDone, presentPaging } from '../contract/scalars.ts'
import { DomainError } from '../domain/errors.ts'
import { isCompatible } from '../domain/esim.ts'
import { DAY, type Instant, parseMoment, SECOND, wholeSecond } from '../domain/instant.ts'
import { DEFAULT_SENDER } from '../domain/message.ts'
import { andThen } from '../http/compose.ts'
import { sendMessage } from '../state/operations/messages.ts'
import { findCurrentLocation } from '../state/operations/usage/current.ts'
import { findEsimColumn, listEsims } from '../state/records/esim-list.ts'
import type { EsimFilter } from '../state/records/esim-search.ts'
import { findMsisdn, getEsim, setCustomerRef } from '../state/records/esims.ts'
import { listHistory, recordHistory } from '../state/records/history.ts'
import { pageNumber, pageSize } from './paging.ts'
import type { RegisterRoute } from './register.ts'

const ESIM_PAGE_SIZES = { standard: 50, only: contract.ESIM_PAGE_SIZES }
const HISTORY_PAGE_SIZES = { standard: 10, most: 10_000 }

export function esimRoutes(route: RegisterRoute): void {
  route(contract.listEsims, ({ query, rules, readInTurns }) => {
    const perPage = pageSize('perPage', query.perPage, ESIM_PAGE_SIZES, rules)
    const orderBy = query.orderBy === undefined ? undefined : findEsimColumn(query.orderBy)
    const descending = query.direction === undefined ? orderBy === undefined : query.direction === 'desc'
    const filter = query.filter === undefined ? undefined : readFilter(query.filterBy ?? 'iccid', query.filter)
    const page = readInTurns((tx) =>
      listEsims(tx, { page: pageNumber(query.page), perPage, descending, orderBy, filter }),
    )
    return andThen(page, ({ rows, esims }) => ({
      esims: esims.map(contract.presentEsimRow),
      ...presentPaging(rows, perPage),
    }))
  })

  route(contract.updateEsim, ({ body: { iccid, customerRef }, write }) => {
    write((tx) => {
      const esim = getEsim(tx, iccid, { allowDeleted: true })
      setCustomerRef(tx, esim.iccid, customerRef)
      recordHistory(tx, esim.iccid, 'eSIM Updated')
    })
    return presentDone('success')
  })

  route(contract.getEsim, ({ path, query, read }) =>
    read((tx) => {
      const esim = getEsim(tx, path.iccid, { allowDeleted: true })
      return contract.presentEsim(esim, findMsisdn(tx, esim), {
        appleInstallUrl: asksFor(query.additionalFields, 'appleInstallUrl'),
        androidInstallUrl: asksFor(query.additionalFields, 'androidInstallUrl'),
      })
    }),
  )

  route(contract.listHistory, ({ path, query, rules, read }) => {
    const perPage = pageSize('perPage', query.perPage, HISTORY_PAGE_SIZES, rules)
    const { rows, entries } = read((tx) =>
      listHistory(tx, getEsim(tx, path.iccid, { allowDeleted: true }).iccid, { page: pageNumber(query.page), perPage }),
    )
    return { actions: entries.map(contract.presentAction), ...presentPaging(rows, perPage) }
  })

  route(contract.refreshEsim, ({ path, write }) => {
    write((tx) => {
      const esim = getEsim(tx, path.iccid, { allowDeleted: true })
      recordHistory(tx, esim.iccid, 'eSIM Refreshed')
    })
    return presentDone('Successfully refreshed SIM')
  })

  route(contract.checkCompatibility, ({ path, read }) =>
    read((tx) => {
      const esim = getEsim(tx, path.iccid, { allowDeleted: true })
      const bundle = tx.catalogue.findBundle(path.bundle)
      // Assumption (compatible-deactivated): nothing fits an eSIM that can no longer be used.
      if (esim.deactivatedAt !== null) {
        const { message } = presentError(new DomainError('esim_deactivated', { iccid: esim.iccid }))
        return contract.presentCompatibility(false, message)
      }
      return contract.presentCompatibility(bundle !== undefined && isCompatible(esim, bundle))
    }),
  )

  route(contract.sendSms, ({ path, body, write }) => {
    write((tx) => sendMessage(tx, path.iccid, body.message, body.from ?? DEFAULT_SENDER))
    return presentDone('sent')
  })

  route(contract.getLocation, ({ path, read }) =>
    contract.presentLocation(read((tx) => findCurrentLocation(tx, getEsim(tx, path.iccid, { allowDeleted: true })))),
  )
}

const FILTER = /^(?:(eq|lt|lte|gt|gte):)?(.*)$/is

/** Reads a filter: a text is contained, or with `eq:` equal; dates are compared to the second, as they are shown. Throws invalid_parameter. */
function readFilter(filterBy: string, text: string): EsimFilter {
  const column = findEsimColumn(filterBy)
  if (!column) throw new DomainError('invalid_parameter', { name: 'filterBy' })
  const [, operator, value = ''] = FILTER.exec(text) ?? []
  if (column.kind === 'text') {
    return operator?.toLowerCase() === 'eq'
      ? { column: column.column, equals: value }
      : { column: column.column, contains: operator === undefined ? value : text }
  }
  const [first, last] = writtenSpan(value)
  switch (operator?.toLowerCase()) {
    case 'lt':
      return { column: column.column, from: 0, to: first - 1 }
    case 'lte':
      return { column: column.column, from: 0, to: last }
    case 'gt':
      return { column: column.column, from: last + 1, to: Number.MAX_SAFE_INTEGER }
    case 'gte':
      return { column: column.column, from: first, to: Number.MAX_SAFE_INTEGER }
    default:
      return { column: column.column, from: first, to: last }
  }
}

/** The first and last instant of a written date: the day of `2026-01-09`, the second of a date and time. Throws invalid_parameter. */
function writtenSpan(text: string): [Instant, Instant] {
  const day = parseMoment(`${text}T00:00:00Z`)
  const moment = day ?? parseMoment(text)
  if (!moment) throw new DomainError('invalid_parameter', { name: 'filter' })
  const second = wholeSecond(moment.instant)
  return day ? [day.instant, day.instant + DAY - 1] : [second, second + SECOND - 1]
}
