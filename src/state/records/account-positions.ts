import { CACHED_UNTIL_RELOAD, type ReadTx, type Tx } from '../engine/state.ts'
import { getTallies } from './tallies.ts'

/**
 * Lists the sequence numbers that no eSIM of the account has, in order: those of eSIMs in the returns process or returned, and
 * the few that no eSIM was given. All other numbers from 1 to the counter's are eSIMs of the account, so that the eSIM at a
 * position is found by arithmetic.
 */
const absentOf = (tx: ReadTx): number[] =>
  tx.cached(CACHED_UNTIL_RELOAD, 'sequence numbers without an eSIM in the account', () => {
    const returning = tx
      .all<{ sequence: number }>(
        `SELECT sequence FROM esims INDEXED BY esims_returning
         WHERE organisation_id = ? AND returning_since_ms IS NOT NULL ORDER BY sequence`,
        tx.organisationId,
      )
      .map(({ sequence }) => sequence)
    const { esims = 0 } = getTallies(tx)
    return esims + returning.length === lastSequence(tx) ? returning : findAbsent(tx)
  })

/** The sequence number of the newest eSIM; 0 where there is none. */
export const lastSequence = (tx: ReadTx): number =>
  tx.get<{ sequence: number }>(
    'SELECT sequence FROM esims WHERE organisation_id = ? ORDER BY sequence DESC LIMIT 1',
    tx.organisationId,
  )?.sequence ?? 0

/** Finds them by every eSIM of the account, where numbers were left out. */
function findAbsent(tx: ReadTx): number[] {
  const absent: number[] = []
  let next = 1
  for (const { sequence } of tx.all<{ sequence: number }>(
    `SELECT sequence FROM esims
     WHERE organisation_id = ? AND returning_since_ms IS NULL ORDER BY sequence`,
    tx.organisationId,
  )) {
    for (; next < sequence; next += 1) absent.push(next)
    next = sequence + 1
  }
  for (const last = lastSequence(tx); next <= last; next += 1) absent.push(next)
  return absent
}

/** The index of the first of these numbers that is at least so large. */
function firstAtLeast(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}

/** Takes the sequence number of an eSIM out of the account. */
export function leaveAccount(tx: Tx, sequence: number): void {
  const absent = absentOf(tx)
  const at = firstAtLeast(absent, sequence)
  if (absent[at] !== sequence) absent.splice(at, 0, sequence)
}

/** Puts the sequence number of an eSIM back into the account. */
export function joinAccount(tx: Tx, sequence: number): void {
  const absent = absentOf(tx)
  const at = firstAtLeast(absent, sequence)
  if (absent[at] === sequence) absent.splice(at, 1)
}

/** Whether every eSIM of the organisation is in the account. */
export const isWholeAccount = (tx: ReadTx): boolean => absentOf(tx).length === 0

/** Lists the sequence numbers up to one that no eSIM of the account has. */
export function listAbsentUpTo(tx: ReadTx, last: number): readonly number[] {
  const absent = absentOf(tx)
  return absent.slice(0, firstAtLeast(absent, last + 1))
}

/** The sequence number of the eSIM at a position in the account, counted from 0, the oldest first. */
export function sequenceAt(tx: ReadTx, position: number): number {
  const absent = absentOf(tx)
  let [low, high] = [0, absent.length]
  // The number of absent ones before it: absent[i] is behind absent[i] - 1 - i eSIMs.
  while (low < high) {
    const middle = (low + high) >> 1
    if ((absent[middle] as number) - 1 - middle <= position) low = middle + 1
    else high = middle
  }
  return position + 1 + low
}
