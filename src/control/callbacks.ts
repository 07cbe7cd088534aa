import { EXAMPLE_ICCID, exampleAssignment } from '../callbacks/example.ts'
import * as contract from '../contract/control/callbacks.ts'
import { type AlertType, type Callback, type CallbackAlert, retryPauseMs } from '../domain/callback.ts'
import { parseDuration } from '../domain/duration.ts'
import { DomainError } from '../domain/errors.ts'
import { DAY, MINUTE } from '../domain/instant.ts'
import { fromUnits } from '../domain/money.ts'
import { LongList, mapParts } from '../http/long-list.ts'
import type { ReadTx, Tx } from '../state/engine/state.ts'
import { listAssignments } from '../state/records/assignments.ts'
import { countCallbacks, listCallbackIds } from '../state/records/callback-list.ts'
import { delayCallback } from '../state/records/callback-state.ts'
import { getEsim } from '../state/records/esims.ts'
import { findDueTime } from '../state/records/events.ts'
import { getSettings } from '../state/records/organisations.ts'
import { clearCallbacks, enqueueCallback, findCallback, getCallback, listCallbacks } from '../state/records/outbox.ts'
import type { ControlDependencies } from './control-call.ts'
import type { RegisterControlRoute } from './register.ts'

const LONGEST_WAIT_MS = MINUTE
const DEFAULT_LIMIT = 100

/** The newest callbacks that a signature is compared with. */
const EXPLAINED_CALLBACKS = 1000

/** The most callbacks that one call sends again. */
const MOST_REDELIVERED = 1_000

export function callbackRoutes(
  route: RegisterControlRoute,
  { sender, changes, systemClock }: ControlDependencies,
): void {
  route(contract.listCallbacks, async ({ query, tenant, read }) => {
    const { wait, count, limit = DEFAULT_LIMIT, ...filters } = query
    if (wait !== undefined) {
      const wanted = count ?? 1
      const enough = () => read((tx) => countCallbacks(tx, { ...filters, limit: wanted }, { tried: true })) >= wanted
      await changes.waitUntil(tenant, enough, Math.min(parseDuration(wait) as number, LONGEST_WAIT_MS), systemClock)
    }
    const ids = read((tx) => listCallbackIds(tx, { ...filters, limit }))
    const callbacks = mapParts(ids, (part) =>
      read((tx) => part.flatMap((id) => findCallback(tx, id) ?? []).map((each) => present(tx, each))),
    )
    return new LongList('callbacks', callbacks)
  })

  route(contract.clearCallbacks, async ({ writeInTurns }) => {
    await writeInTurns(clearCallbacks)
    return undefined
  })

  route(contract.redeliverCallback, async ({ path, tenant, read }) => {
    await sender.redeliver(tenant, path.id)
    return read((tx) => present(tx, getCallback(tx, path.id)))
  })

  route(contract.redeliverCallbacks, async ({ body: match, tenant, read }) => {
    const { generation } = tenant
    const ids = read((tx) => listCallbackIds(tx, { ...match, limit: MOST_REDELIVERED, oldestFirst: true }))
    let delivered = 0
    let sent = 0
    for (const id of ids) {
      // The state may be replaced, or the list cleared, on the way.
      if (tenant.generation !== generation || !read((tx) => findCallback(tx, id))) continue
      await sender.redeliver(tenant, id)
      sent += 1
      if (read((tx) => findCallback(tx, id))?.status === 'delivered') delivered += 1
    }
    return { sent, delivered, failed: sent - delivered }
  })

  route(contract.explainCallback, async ({ body: { body, signature }, tenant, read }) => {
    const { explainSignature } = await import('../callbacks/explain.ts')
    return read((tx) =>
      explainSignature({
        body,
        signature,
        apiKey: tenant.apiKey,
        encoding: getSettings(tx).callbackEncoding,
        sent: listCallbacks(tx, { limit: EXPLAINED_CALLBACKS }),
      }),
    )
  })

  route(contract.compareCallback, async ({ path, body: { signature, body }, tenant, read }) => {
    const { compareSignature } = await import('../callbacks/compare.ts')
    return read((tx) =>
      compareSignature({
        callback: getCallback(tx, path.id),
        signature,
        body,
        apiKey: tenant.apiKey,
        others: listCallbacks(tx, { limit: EXPLAINED_CALLBACKS }),
      }),
    )
  })

  route(contract.testCallback, async ({ body, tenant, read, write }) => {
    const id = write((tx) => {
      if (getSettings(tx).callbackUrl === '') throw new DomainError('no_callback_url')
      const example = enqueueCallback(tx, exampleOf(tx, body.alertType, body.iccid))
      // It is sent below at once: the delay keeps it from waiting behind other callbacks of the eSIM.
      delayCallback(tx, example, tx.now + retryPauseMs(1))
      return example
    })
    await sender.redeliver(tenant, id)
    return read((tx) => present(tx, getCallback(tx, id)))
  })
}

/** A callback with the time of its next attempt; most have no further one. */
const present = (tx: ReadTx, callback: Callback) =>
  contract.presentCallback(
    callback,
    callback.status === 'pending' ? findDueTime(tx, 'callback.retry', callback.id) : null,
  )

/** Makes an example callback of an alert type; for a named eSIM with its newest bundle. Throws esim_not_accessible. */
function exampleOf(tx: Tx, alertType: AlertType, named: string | undefined): CallbackAlert {
  const iccid = named === undefined ? EXAMPLE_ICCID : getEsim(tx, named, { allowDeleted: true }).iccid
  switch (alertType) {
    case 'FirstAttachment':
      return { alertType, iccid }
    case 'FirstUse':
    case 'Utilisation': {
      const newest = named === undefined ? undefined : listAssignments(tx, iccid)[0]
      const assignment = { ...exampleAssignment(50, tx.now - DAY), iccid, assignedAt: tx.now, ...newest }
      return {
        alertType,
        iccid,
        assignment: {
          ...assignment,
          startAt: assignment.startAt ?? tx.now,
          endAt: assignment.endAt ?? tx.now + 7 * DAY,
        },
        description: tx.catalogue.findBought(assignment)?.description ?? '',
      }
    }
    case 'LowBalance':
    case 'InsufficientBalance':
      return { alertType, balance: fromUnits(95), threshold: getSettings(tx).lowBalanceThreshold }
    case 'Topup':
    case 'AutoTopup':
    case 'eSIMGoTopup':
      return { alertType, iccid, oldBytes: 1_000_000_000, newBytes: 2_000_000_000 }
    case 'esim.deletion_scheduled':
    case 'esim.deleted':
      return { alertType, iccid, at: tx.now }
  }
}
