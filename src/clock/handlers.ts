import { inOnePiece, type WriteInPieces } from '../state/engine/in-pieces.ts'
import type { Tx } from '../state/engine/state.ts'
import { completeOrder, isCompletedInPieces } from '../state/operations/carry-out-order.ts'
import { applyScheduledChange } from '../state/operations/change-catalogue.ts'
import { changePrices } from '../state/operations/change-prices.ts'
import { checkIdle, deleteIdle, endReturn } from '../state/operations/esim-life.ts'
import {
  expireBundle,
  lapseBundle,
  provisionBundle,
  refillBundle,
  startScheduledBundle,
} from '../state/operations/lifecycle.ts'
import { installEsim } from '../state/operations/traveller.ts'
import { takeTripStep } from '../state/operations/trips.ts'
import { changeWithUsageSettled, passThreshold } from '../state/operations/usage/settle.ts'
import { beginUsagePlan, removeUsagePlan } from '../state/operations/usage/usage-plan.ts'
import { retryCallback } from '../state/records/callback-state.ts'
import type { DueEvent, EventKind } from '../state/records/events.ts'
import { expirePurchase } from '../state/records/purchases.ts'

type Happen = (tx: Tx, event: DueEvent) => void

const subjectOf = ({ kind, subject }: DueEvent): number => {
  if (subject === undefined) throw new Error(`an event ${kind} without a subject`)
  return subject
}

const iccidOf = ({ kind, iccid }: DueEvent): string => {
  if (iccid === undefined) throw new Error(`an event ${kind} without an eSIM`)
  return iccid
}

/** An event about a bundle: data that a plan used until now is taken first, and afterwards flows where it then can. */
const ofBundle =
  (change: (tx: Tx, assignmentId: number) => void): Happen =>
  (tx, event) =>
    changeWithUsageSettled(tx, iccidOf(event), () => change(tx, subjectOf(event)))

const ofSubject =
  (change: (tx: Tx, id: number) => void): Happen =>
  (tx, event) =>
    change(tx, subjectOf(event))

const ofEsim =
  (change: (tx: Tx, iccid: string) => void): Happen =>
  (tx, event) =>
    change(tx, iccidOf(event))

/** The handler of each kind of event, which applies it when its time comes. */
const HANDLERS: Readonly<Record<EventKind, Happen>> = {
  'bundle.provision': ofBundle(provisionBundle),
  'bundle.start': ofBundle(startScheduledBundle),
  'bundle.refill': ofBundle(refillBundle),
  'bundle.expire': ofBundle(expireBundle),
  'bundle.lapse': ofBundle(lapseBundle),
  'usage-plan.start': ofEsim(beginUsagePlan),
  'usage-plan.mark': (tx, event) => passThreshold(tx, iccidOf(event), subjectOf(event)),
  'usage-plan.end': ofEsim(removeUsagePlan),
  'order.complete': (tx, event) => inOnePiece(applyLongEvent(tx, event)),
  'inventory.expire': ofSubject(expirePurchase),
  'esim.install': ofEsim(installEsim),
  'esim.return': ofEsim(endReturn),
  'esim.idle': ofEsim(checkIdle),
  'esim.delete': ofEsim(deleteIdle),
  'callback.retry': ofSubject(retryCallback),
  'catalogue.prices': changePrices,
  'catalogue.change': ofSubject(applyScheduledChange),
  'trip.step': ofSubject(takeTripStep),
}

/** Applies an event that is due, at the instant of the transaction. */
export const applyEvent = (tx: Tx, event: DueEvent): void => HANDLERS[event.kind](tx, event)

/** Whether an event changes so much that it is applied in several transactions. */
export const isLongEvent = (tx: Tx, event: DueEvent): boolean =>
  event.kind === 'order.complete' && isCompletedInPieces(tx, subjectOf(event))

/** As applyEvent, for a long one. */
export const applyLongEvent = (tx: Tx, event: DueEvent): WriteInPieces<void> => completeOrder(tx, subjectOf(event))
