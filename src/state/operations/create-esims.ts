import { MOST_IN_ONE_PIECE, type WriteInPieces } from '../engine/in-pieces.ts'
import type { Tx } from '../engine/state.ts'
import { createEsim, type NewEsim } from '../records/esims.ts'

/** Creates eSIMs without bundles that differ in nothing that is given. Returns their ICCIDs. */
export function* createEsims(tx: Tx, count: number, esim: NewEsim): WriteInPieces<string[]> {
  const isLarge = count > MOST_IN_ONE_PIECE
  const iccids: string[] = []
  while (iccids.length < count) {
    if (isLarge) yield
    iccids.push(createEsim(tx, esim).iccid)
  }
  return iccids
}
