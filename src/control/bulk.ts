import type * as z from 'zod'
import * as contract from '../contract/control/bulk.ts'
import { summarise } from '../contract/control/callbacks.ts'
import { parseDataAmount } from '../domain/data-amount.ts'
import { DomainError } from '../domain/errors.ts'
import { usagePlanOf } from '../domain/usage.ts'
import { inParts } from '../http/long-list.ts'
import { whenWritable } from '../state/engine/hold.ts'
import type { ReadTx, Tx } from '../state/engine/state.ts'
import { giveMsisdn, removeMsisdn } from '../state/operations/msisdn.ts'
import { getNetwork } from '../state/operations/network.ts'
import { attachEsim, consumeData, installEsim, uninstallEsim } from '../state/operations/traveller.ts'
import { setUsagePlan, stopUsagePlan } from '../state/operations/usage/usage-plan.ts'
import { countByStatus, listCallbackIds } from '../state/records/callback-list.ts'
import { MatchingEsims } from '../state/records/esim-match.ts'
import { getSequence } from '../state/records/organisations.ts'
import { findCallback } from '../state/records/outbox.ts'
import type { ControlDependencies } from './control-call.ts'
import { explainDomainError } from './errors.ts'
import { readMatch } from './esim-matches.ts'
import type { RegisterControlRoute } from './register.ts'

/** The most callbacks in the answer. */
const MOST_LISTED = 1_000

/** The most eSIMs that are named for each reason of a refusal. */
const MOST_NAMED = 10

/** The most eSIMs of one transaction: what it changes stays in memory until it is committed. */
const ESIMS_IN_ONE_TRANSACTION = 20_000

type Body = z.infer<NonNullable<(typeof contract.actOnEsims)['body']>>
type Act = Body['acts'][number]
type Tally = z.infer<(typeof contract.actOnEsims)['answer']>['acts'][number]

export function bulkRoutes(route: RegisterControlRoute, { state, turns, sender, changes }: ControlDependencies): void {
  route(contract.actOnEsims, async ({ body, tenant, read, readInTurns }) => {
    const { generation } = tenant
    const sequence = read(getSequence)
    const { match, most, acts } = read((tx) => prepare(tx, body))
    const matching = new MatchingEsims(match)
    let waiting: readonly string[] = []
    let at = 0
    let matched = 0
    /** Does the acts to eSIMs until the turn is over. Returns whether there may be more. */
    const takeTurn = (tx: Tx): boolean => {
      for (let count = 0; count < ESIMS_IN_ONE_TRANSACTION; ) {
        const iccid = waiting[at]
        if (iccid === undefined) {
          const page = matching.nextPage(tx)
          if (!page) return false
          waiting = page
          at = 0
        } else {
          at += 1
          count += 1
          matched += 1
          for (const act of acts) act.doTo(tx, iccid)
          if (matched === most) return false
        }
        if (turns.isOver(tenant)) break
      }
      return true
    }
    const writeTurn = () => {
      tenant.hold?.finish()
      if (tenant.generation !== generation || changes.ended) {
        throw new DomainError('bulk_broken_off', { count: matched })
      }
      return state.write(tenant, takeTurn)
    }
    try {
      // A snapshot that is taken, or a restore, of the organisation ends first.
      while (await whenWritable(() => tenant, writeTurn)) await turns.next()
    } finally {
      // Callbacks are sent from here on, so that their attempts do not depend on the length of the turns.
      if (tenant.generation === generation) changes.publish(tenant, 'agenda', 'outbox')
    }
    await sender.deliverOnly(tenant, (id) => id > sequence)
    const caused = await readInTurns((tx) => listCaused(tx, sequence))
    return { matched, acts: acts.map(({ tally }) => tally), ...caused }
  })
}

/** Counts the callbacks after an id, and lists the first of them, some up to each `yield`. */
function* listCaused(tx: ReadTx, sequence: number) {
  const counts = yield* countByStatus(tx, sequence)
  const callbacks: ReturnType<typeof summarise>[] = []
  for (const part of inParts(listCallbackIds(tx, { limit: MOST_LISTED, after: sequence, oldestFirst: true }))) {
    yield
    callbacks.push(...part.flatMap((id) => findCallback(tx, id) ?? []).map(summarise))
  }
  return { callbackCount: Object.values(counts).reduce((sum, count) => sum + count), callbacks }
}

/** Reads what is to be done. Throws unknown_country and unknown_network, so that a mistake is not a refusal by each eSIM. */
function prepare(tx: ReadTx, { match, acts }: Body) {
  for (const { attach, use, plan } of acts) {
    if (attach) getNetwork(tx, attach.country, attach.network)
    for (const country of [use?.country, plan?.country]) if (country !== undefined) getNetwork(tx, country)
  }
  return { match: readMatch(tx, match), most: match.limit, acts: acts.map((act) => new CountedAct(act)) }
}

/** An act of the call, and how often it was done and refused. */
class CountedAct {
  readonly tally: Tally
  readonly #work: (tx: Tx, iccid: string) => void
  readonly #refusals = new Map<string, Tally['refusals'][number]>()

  constructor(act: Act) {
    const [name] = Object.keys(act) as [contract.ActName]
    this.tally = { act: name, done: 0, refused: 0, refusals: [], ...(act.use ? { consumed: 0, unserved: 0 } : {}) }
    this.#work = workOf(act, this.tally)
  }

  /** Does the act to an eSIM, or counts its refusal, which changes nothing. */
  doTo(tx: Tx, iccid: string): void {
    try {
      tx.undoable(() => this.#work(tx, iccid))
      this.tally.done += 1
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      this.#countRefusal(error, iccid)
    }
  }

  #countRefusal(error: DomainError, iccid: string): void {
    this.tally.refused += 1
    let refusal = this.#refusals.get(error.code)
    if (!refusal) {
      refusal = { code: error.code, message: explainDomainError(error).message, count: 0, iccids: [] }
      this.#refusals.set(error.code, refusal)
      this.tally.refusals.push(refusal)
    }
    refusal.count += 1
    if (refusal.iccids.length < MOST_NAMED) refusal.iccids.push(iccid)
  }
}

function workOf({ install, uninstall, attach, use, plan, msisdn }: Act, tally: Tally): (tx: Tx, iccid: string) => void {
  if (install) return installEsim
  if (uninstall) return uninstallEsim
  if (attach) return (tx, iccid) => attachEsim(tx, iccid, attach.country, attach.network)
  if (use) {
    const bytes = parseDataAmount(use.amount) as number
    return (tx, iccid) => {
      const { consumed, unserved } = consumeData(tx, iccid, bytes, use.country)
      tally.consumed = (tally.consumed ?? 0) + consumed
      tally.unserved = (tally.unserved ?? 0) + unserved
    }
  }
  if (plan) {
    return plan.megabytesPerDay === 0
      ? stopUsagePlan
      : (tx, iccid) => setUsagePlan(tx, iccid, usagePlanOf(plan, tx.now))
  }
  return msisdn?.number === null ? removeMsisdn : (tx, iccid) => giveMsisdn(tx, iccid, undefined)
}
