/** The machine's clock and timers; a test passes its own to `createEmulator`. */
export interface SystemClock {
  /** Milliseconds since the epoch. */
  now(): number
  /**
   * Calls `wake` once, after a time that may be longer than a platform timer allows. Returns a function that cancels it. Keeps
   * the process alive only when a caller waits for it (`isAwaited`).
   */
  after(milliseconds: number, wake: () => void, options?: { readonly isAwaited?: boolean }): () => void
  /** Lets other pending work of the process run first. */
  yield(): Promise<void>
}
