/** The machine's clock and timers; a test passes its own to `createEmulator`. */
export interface SystemClock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds since some moment, which grow evenly even when the machine's time is set: for how long work takes. */
  uptime(): number
  /**
   * Calls `wake` once, after a time that may be longer than a platform timer allows. Returns a function that cancels it. Keeps
   * the process alive only when a caller waits for it (`isAwaited`).
   */
  after(milliseconds: number, wake: () => void, options?: { readonly isAwaited?: boolean }): () => void
  /** Lets other pending work of the process run first: timers, and sockets that have something to read. */
  yield(): Promise<void>
}
