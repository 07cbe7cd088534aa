/** The machine's own time, as far as the emulator needs it; whoever makes an emulator provides it. */
export interface SystemClock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds since some moment, which grow evenly even when the machine's time is set: for how long work takes. */
  uptime(): number
  /**
   * Calls `wake` once, after a while that may be longer than any timer can hold; returns what calls it off. Keeps the process
   * alive only when a caller waits for it (`isAwaited`).
   */
  after(milliseconds: number, wake: () => void, options?: { readonly isAwaited?: boolean }): () => void
  /** Lets everything else that waits go first: timers, and sockets that have something to read. */
  yield(): Promise<void>
}
