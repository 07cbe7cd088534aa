import type * as z from 'zod'
import { presentError } from '../contract/errors.ts'
import * as contract from '../contract/esim-bundles.ts'
import { presentDone } from '../contract/scalars.ts'
import { currentUnit, isLive, limitAssignments } from '../domain/assignment.ts'
import { DomainError } from '../domain/errors.ts'
import { groupBy } from '../domain/group-by.ts'
import { parseInstant } from '../domain/instant.ts'
import { REALISM_REASONS } from '../domain/realism.ts'
import { inOnePiece } from '../state/engine/in-pieces.ts'
import type { ReadTx, Tx } from '../state/engine/state.ts'
import { type ApplyRequest, applyBundles } from '../state/operations/apply.ts'
import { planRevoke, type RevokeRequest, revoke } from '../state/operations/revoke.ts'
import { listCurrentAssignments } from '../state/operations/usage/current.ts'
import { getEsim } from '../state/records/esims.ts'
import type { RegisterRoute } from './register.ts'
import type { HandlerCall } from './vendor-call.ts'

const LIMIT = 15

export function esimBundleRoutes(route: RegisterRoute): void {
  route(contract.applyBundles, async ({ body, sourceIp, requestId, writeInTurns, explain }) => {
    const requests = readApply(body)
    const partial = body.bundles !== undefined
    const applied = await writeInTurns((tx) => applyBundles(tx, requests, { partial, sourceIp, requestId }))
    if (applied.later) explain(REALISM_REASONS.orderLater)
    return {
      esims: applied.esims.map(({ iccid, bundle, failure }) => ({
        iccid,
        status: failure ? presentError(failure).message : contract.APPLIED,
        bundle,
      })),
      applyReference: applied.reference,
    }
  })

  route(contract.applyBundleToEsim, ({ path, body, sourceIp, requestId, write, explain }) => {
    if (!bundleOf(body)) throw new DomainError('missing_parameter', { name: 'name' })
    const request = applyRequest(body, path.iccid)
    const { later } = write((tx) => inOnePiece(applyBundles(tx, [request], { sourceIp, requestId })))
    if (later) explain(REALISM_REASONS.orderLater)
    return presentDone(contract.APPLIED)
  })

  route(contract.listEsimBundles, ({ path, query, read }) => {
    const limit = query.limit ?? LIMIT
    return read((tx) => {
      const esim = getEsim(tx, path.iccid, { allowDeleted: true })
      const shown = listCurrentAssignments(tx, esim.iccid).filter(
        (assignment) => query.includeUsed || isLive(assignment),
      )
      const bundles = groupBy(limitAssignments(shown, limit), ({ bundle }) => bundle)
      return {
        bundles: [...bundles].map(([name, assignments]) => ({
          name,
          description: (assignments[0] && tx.catalogue.findBought(assignments[0]))?.description ?? '',
          assignments: assignments.map(contract.presentAssignment),
        })),
      }
    })
  })

  route(contract.getBundleStatus, ({ path, read }) =>
    read((tx) => {
      const assignments = listCurrentAssignments(tx, getEsim(tx, path.iccid, { allowDeleted: true }).iccid, path.name)
      return { assignments: currentUnit(assignments).map(contract.presentAssignment) }
    }),
  )

  route(contract.revokeBundle, (call) => {
    const { offerId, refundToBalance = false } = call.query
    if (refundToBalance && offerId === undefined) throw new DomainError('offer_id_required')
    const request = {
      iccid: call.path.iccid,
      bundle: call.path.name,
      assignmentId: offerId,
      wholeUnit: call.rules.revokeByName !== 'latest',
      byName: call.rules.revokeByName,
      refundToBalance,
    }
    return answerRevoke(call, request, call.query.type)
  })

  const revokeOne = (call: HandlerCall<typeof contract.revokeAssignment>) => {
    const { iccid, name, assignmentId } = call.path
    const request = { iccid, bundle: name, assignmentId, wholeUnit: false, refundToBalance: false }
    return answerRevoke(call, request, call.query.type)
  }
  route(contract.revokeAssignment, revokeOne)
  route(contract.revokeApplication, revokeOne)
}

interface Transactions {
  readonly sourceIp: string
  readonly requestId: number
  explain(reason: string): void
  read<T>(work: (tx: ReadTx) => T): T
  write<T>(work: (tx: Tx) => T): T
}

function answerRevoke(call: Transactions, request: RevokeRequest, kind: 'validate' | 'transaction' = 'transaction') {
  const planned =
    kind === 'validate'
      ? call.read((tx) => planRevoke(tx, request))
      : call.write((tx) => revoke(tx, request, { sourceIp: call.sourceIp, requestId: call.requestId }))
  if (planned.refundsOff) call.explain(REALISM_REASONS.noRefund)
  return presentDone(contract.revokeText(planned, kind))
}

type ApplyBody = z.infer<typeof contract.ApplyRequest>
type ApplyFields = Pick<ApplyBody, 'name' | 'bundle' | 'iccid' | 'repeat' | 'allowReassign' | 'startTime'>

/**
 * Reads the requests of an apply: one bundle, or a list of them. Throws bundle_or_bundles and iccid_with_repeat.
 */
function readApply(body: ApplyBody): ApplyRequest[] {
  const single = bundleOf(body)
  const list = body.bundles ?? []
  if ((single ? 1 : 0) + (list.length > 0 ? 1 : 0) !== 1) {
    // The message names the field that was sent.
    throw new DomainError('bundle_or_bundles', { name: body.name && !body.bundle ? 'name' : 'bundle' })
  }
  if (single) return [requireOneEsim(applyRequest(body, body.iccid), body)]
  // The vendor gives each bundle of a list its own new eSIM: one ICCID for the whole list has no meaning.
  if (body.iccid || body.repeat !== undefined) throw new DomainError('bundle_or_bundles')
  return list.map((item): ApplyRequest => {
    const fields: ApplyFields = typeof item === 'string' ? { name: item } : item
    const request = applyRequest(
      {
        ...fields,
        allowReassign: fields.allowReassign ?? body.allowReassign,
        startTime: fields.startTime ?? body.startTime,
      },
      fields.iccid,
    )
    return requireOneEsim(request, fields)
  })
}

/** A repeat makes new eSIMs, so it has no meaning for a named one. Throws iccid_with_repeat. */
function requireOneEsim(request: ApplyRequest, { repeat }: ApplyFields): ApplyRequest {
  if (request.iccid !== undefined && repeat !== undefined) throw new DomainError('iccid_with_repeat')
  return request
}

/** The bundle, by either of its names; undefined without one. Throws bundle_or_bundles when they name two. */
function bundleOf({ name, bundle }: ApplyFields): string | undefined {
  if (name && bundle && name !== bundle) throw new DomainError('bundle_or_bundles')
  return name || bundle || undefined
}

function applyRequest(fields: ApplyFields, iccid: string | undefined): ApplyRequest {
  const bundle = bundleOf(fields)
  if (!bundle) throw new DomainError('bundle_or_bundles')
  return {
    bundle,
    iccid,
    repeat: fields.repeat ?? 1,
    allowReassign: fields.allowReassign ?? false,
    startAt: fields.startTime === undefined ? undefined : parseInstant(fields.startTime),
  }
}
