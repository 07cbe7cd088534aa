/** Thrown to undo a transaction that succeeded. */
class Rehearsal<T> extends Error {
  result: T | undefined
}

/** Does work in a transaction that `write` runs and that is undone in the end. Returns its result, and throws its errors. */
export function rehearse<Tx, T>(write: (work: (tx: Tx) => never) => unknown, work: (tx: Tx) => T): T {
  const rehearsal = new Rehearsal<T>()
  try {
    write((tx) => {
      rehearsal.result = work(tx)
      throw rehearsal
    })
  } catch (error) {
    if (error !== rehearsal) throw error
  }
  return rehearsal.result as T
}
