import type * as z from 'zod'
import { summarise } from '../contract/control/callbacks.ts'
import { presentEsim, presentLocation } from '../contract/control/controlled-esim.ts'
import * as contract from '../contract/control/esims.ts'
import { isLive } from '../domain/assignment.ts'
import { BYTES_PER_MEGABYTE } from '../domain/data-amount.ts'
import { formatNanoseconds } from '../domain/instant.ts'
import { usagePlanOf } from '../domain/usage.ts'
import { LongList, mapParts } from '../http/long-list.ts'
import type { Read, ReadTx } from '../state/engine/state.ts'
import { createEsims } from '../state/operations/create-esims.ts'
import { listMessages } from '../state/operations/messages.ts'
import { giveMsisdn, removeMsisdn } from '../state/operations/msisdn.ts'
import { attachEsim, consumeData, installEsim, uninstallEsim } from '../state/operations/traveller.ts'
import { forecastUsedUp, listCurrentAssignments } from '../state/operations/usage/current.ts'
import { setUsagePlan, stopUsagePlan } from '../state/operations/usage/usage-plan.ts'
import { listAssignments } from '../state/records/assignments.ts'
import { findMatchPage, findPageOfAll } from '../state/records/esim-match-page.ts'
import type { Slice } from '../state/records/esim-search.ts'
import { findMsisdn, getEsim } from '../state/records/esims.ts'
import { getSequence } from '../state/records/organisations.ts'
import { listCallbacks } from '../state/records/outbox.ts'
import { findUsagePlan } from '../state/records/usage-plan.ts'
import type { ControlDependencies } from './control-call.ts'
import { readMatch } from './esim-matches.ts'
import type { RegisterControlRoute } from './register.ts'

const MOST_LISTED = 1_000
const DEFAULT_LIMIT = 100

const describe = (tx: ReadTx, iccid: string) => {
  const esim = getEsim(tx, iccid, { allowReturning: true, allowDeleted: true })
  return presentEsim(
    esim,
    findMsisdn(tx, esim),
    listCurrentAssignments(tx, iccid),
    findUsagePlan(tx, iccid),
    forecastUsedUp(tx, iccid),
  )
}

type ListQuery = z.infer<typeof contract.listEsims.queryFields>

const ORDER_COLUMNS = { iccid: 'iccid', customerRef: 'customer_ref', actionDate: 'action_at_ms' } as const

/**
 * The conditions of a list; undefined where there are none. Deleted and returned eSIMs match as long as nothing but a customer
 * reference is asked for.
 */
function matchOf(tx: ReadTx, { orderBy, direction, offset, limit, installed, customerRef, ...filters }: ListQuery) {
  const isFiltered = installed !== undefined || Object.values(filters).some((value) => value !== undefined)
  if (!isFiltered && customerRef === undefined) return undefined
  const conditions = { ...filters, customerRef, installed: installed === undefined ? undefined : installed === 'true' }
  return { ...readMatch(tx, conditions), includesDeleted: !isFiltered }
}

const sliceOf = ({ orderBy, direction, offset = 0, limit = DEFAULT_LIMIT }: ListQuery): Slice => ({
  orderBy: orderBy && ORDER_COLUMNS[orderBy],
  descending: direction === 'desc',
  offset,
  limit,
})

export function esimRoutes(route: RegisterControlRoute, { sender }: ControlDependencies): void {
  /** Describes eSIMs as a list that may be long. */
  const listDescribed = (read: Read, iccids: readonly string[], others?: { readonly matched: number }): LongList => {
    const described = mapParts(iccids, (part) => read((tx) => part.map((iccid) => describe(tx, iccid))))
    return new LongList('esims', described, others)
  }

  route(contract.createEsims, async ({ body, read, writeInTurns }) => {
    const { count = 1, msisdn, physical = false, profile = null } = body
    const esim = { routingProfile: profile, physical, ...(msisdn === undefined ? {} : { msisdn }) }
    return listDescribed(read, await writeInTurns((tx) => createEsims(tx, count, esim)))
  })

  route(contract.listEsims, async ({ query, read, readInTurns }) => {
    const slice = sliceOf(query)
    const match = read((tx) => matchOf(tx, query))
    const { iccids, matched } = match
      ? await readInTurns((tx) => findMatchPage(tx, match, slice))
      : read((tx) => findPageOfAll(tx, slice))
    return listDescribed(read, iccids, { matched })
  })

  route(contract.getEsim, ({ path, read }) => read((tx) => describe(tx, path.iccid)))

  route(contract.installEsim, ({ path, write }) =>
    write((tx) => {
      installEsim(tx, path.iccid)
      return describe(tx, path.iccid)
    }),
  )

  route(contract.uninstallEsim, ({ path, write }) =>
    write((tx) => {
      uninstallEsim(tx, path.iccid)
      return describe(tx, path.iccid)
    }),
  )

  route(contract.attachEsim, ({ path, body, write }) =>
    write((tx) => {
      const location = attachEsim(tx, path.iccid, body.country, body.network)
      return {
        location: presentLocation(location),
        covered: listAssignments(tx, path.iccid).some(
          (assignment) => isLive(assignment) && tx.catalogue.covers(assignment, location.country),
        ),
      }
    }),
  )

  route(contract.useData, async ({ path, body, tenant, read, write }) => {
    const sequence = read(getSequence)
    const bytes = body.bytes ?? Math.round((body.megabytes ?? 0) * BYTES_PER_MEGABYTE)
    const { consumed, unserved, consumptions } = write((tx) => consumeData(tx, path.iccid, bytes, body.country))
    const caused = () => read((tx) => listCallbacks(tx, { limit: MOST_LISTED, after: sequence, oldestFirst: true }))
    const awaited = new Set(caused().map(({ id }) => id))
    await sender.deliverOnly(tenant, (id) => awaited.has(id))
    return {
      consumed,
      unserved,
      assignments: consumptions.map((part) => ({
        id: String(part.assignment.id),
        bundle: part.assignment.bundle,
        bytes: part.bytes,
        throttledBytes: part.throttledBytes,
        remainingQuantity: part.assignment.remainingBytes,
        bundleState: part.assignment.state,
      })),
      callbacks: caused().map(summarise),
    }
  })

  route(contract.setUsagePlan, ({ path, body, write }) =>
    write((tx) => {
      setUsagePlan(tx, path.iccid, usagePlanOf(body, tx.now))
      return describe(tx, path.iccid)
    }),
  )

  route(contract.stopUsagePlan, ({ path, write }) => {
    write((tx) => stopUsagePlan(tx, path.iccid))
    return undefined
  })

  route(contract.giveMsisdn, ({ path, body, write }) =>
    write((tx) => {
      giveMsisdn(tx, path.iccid, body.msisdn)
      return describe(tx, path.iccid)
    }),
  )

  route(contract.removeMsisdn, ({ path, write }) => {
    write((tx) => removeMsisdn(tx, path.iccid))
    return undefined
  })

  route(contract.listSms, ({ query, read }) => ({
    messages: read((tx) => listMessages(tx, { iccid: query.iccid, limit: query.limit ?? DEFAULT_LIMIT })).map(
      ({ id, iccid, from, text, sentAt }) => ({
        id,
        iccid,
        from,
        message: text,
        sentAt: formatNanoseconds(sentAt),
      }),
    ),
  }))
}
