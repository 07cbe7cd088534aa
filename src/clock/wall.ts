/** The machine's own clock, in milliseconds since the epoch: the only place that reads it. */
export const wallClock = (): number => Date.now()
