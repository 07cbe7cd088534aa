import type { AlertType } from '../../domain/callback.ts'
import { DomainError } from '../../domain/errors.ts'
import {
  type CallbackFault,
  type CallFault,
  type Fault,
  type FaultPhase,
  type FaultRule,
  type MatchableCall,
  matchesCall,
  strikes,
} from '../../domain/fault.ts'
import type { Instant } from '../../domain/instant.ts'
import { MOST_FAULTS } from '../../domain/limits.ts'
import { randomAt } from '../../domain/random.ts'
import type { ReadTx, Tx } from '../engine/state.ts'

/** Lists the faults in the order they were added. */
export const listFaults = (tx: ReadTx): Fault[] =>
  tx
    .all<{ id: number; rule: string; seen: number; hits: number }>(
      'SELECT id, rule, seen, hits FROM faults WHERE organisation_id = ? ORDER BY id',
      tx.organisationId,
    )
    .map((row) => ({ ...row, rule: JSON.parse(row.rule) as FaultRule }))

export const hasFaults = (tx: ReadTx): boolean =>
  tx.cached(
    'faults',
    'any',
    () => tx.get('SELECT 1 FROM faults WHERE organisation_id = ? LIMIT 1', tx.organisationId) !== undefined,
  )

/** Adds a fault after the others. Throws too_many_faults. */
export function addFault(tx: Tx, rule: FaultRule): Fault {
  const inForce = tx.get<{ count: number }>(
    'SELECT count(*) AS count FROM faults WHERE organisation_id = ?',
    tx.organisationId,
  )
  if ((inForce?.count ?? 0) >= MOST_FAULTS) throw new DomainError('too_many_faults', { limit: MOST_FAULTS })
  const id = tx.next('sequence')
  tx.run('INSERT INTO faults (organisation_id, id, rule) VALUES (?, ?, ?)', tx.organisationId, id, JSON.stringify(rule))
  return { id, rule, seen: 0, hits: 0 }
}

/** Enables or disables a fault, which keeps its place and its counts. Throws fault_not_found. */
export function setFaultEnabled(tx: Tx, id: number, enabled: boolean): Fault {
  const fault = listFaults(tx).find((each) => each.id === id)
  if (!fault) throw new DomainError('fault_not_found', { id })
  const { disabled: _, ...rule } = fault.rule
  const changed = { ...fault, rule: (enabled ? rule : { ...rule, disabled: true }) as FaultRule }
  tx.run(
    'UPDATE faults SET rule = ? WHERE organisation_id = ? AND id = ?',
    JSON.stringify(changed.rule),
    tx.organisationId,
    id,
  )
  return changed
}

/** Removes one fault. Throws fault_not_found. */
export function removeFault(tx: Tx, id: number): void {
  const removed = tx.run('DELETE FROM faults WHERE organisation_id = ? AND id = ?', tx.organisationId, id)
  if (removed === 0) throw new DomainError('fault_not_found', { id })
}

export function clearFaults(tx: Tx): void {
  tx.run('DELETE FROM faults WHERE organisation_id = ?', tx.organisationId)
}

/** A fault that hits a call or callback. */
export interface MatchedFault<F> {
  /** Why: `fault:<id>` for a rule, whose hit was counted. */
  readonly reason: string
  readonly fault: F
}

/**
 * Finds the first fault for a call in a phase, and counts its hit. Every rule that matches counts the call as seen, unless it is
 * disabled or over.
 */
export function consumeCallFault(tx: Tx, call: MatchableCall, phase: FaultPhase): MatchedFault<CallFault> | undefined {
  let matched: MatchedFault<CallFault> | undefined
  for (const { id, rule, seen, hits } of listFaults(tx)) {
    if (isOff(rule, tx.now) || rule.target !== 'call' || rule.phase !== phase || !matchesCall(rule.match, call))
      continue
    const hit = matched === undefined && strikes(rule, { seen, hits }, chance(tx, id, seen))
    count(tx, id, hit)
    if (hit) matched = { reason: `fault:${id}`, fault: rule.fault }
  }
  return matched
}

/**
 * Finds the first fault for a callback, and counts as consumeCallFault does. Faults that are not allowed are passed over:
 * they neither hit the callback nor see it.
 */
export function consumeCallbackFault(
  tx: Tx,
  alertType: AlertType,
  isAllowed: (fault: CallbackFault) => boolean,
): MatchedFault<CallbackFault> | undefined {
  let matched: MatchedFault<CallbackFault> | undefined
  for (const { id, rule, seen, hits } of listFaults(tx)) {
    if (isOff(rule, tx.now) || rule.target !== 'callback' || (rule.match !== '*' && rule.match !== alertType)) continue
    if (!isAllowed(rule.fault)) continue
    const hit = matched === undefined && strikes(rule, { seen, hits }, chance(tx, id, seen))
    count(tx, id, hit)
    if (hit) matched = { reason: `fault:${id}`, fault: rule.fault }
  }
  return matched
}

const isOff = ({ disabled, until = Number.POSITIVE_INFINITY }: FaultRule, now: Instant): boolean =>
  disabled === true || now >= until

/** A random number from 0 up to 1. Each rule has its own sequence, so that faults do not change other random values. */
const chance = (tx: Tx, id: number, seen: number): number =>
  randomAt(tx.seed ^ Math.imul(id, 2_654_435_761), seen) / 2 ** 32

function count(tx: Tx, id: number, hit: boolean): void {
  tx.run(
    'UPDATE faults SET seen = seen + 1, hits = hits + ? WHERE organisation_id = ? AND id = ?',
    hit ? 1 : 0,
    tx.organisationId,
    id,
  )
}
