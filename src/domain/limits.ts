/** The most that numbers may be which whoever starts or drives the emulator gives it. */

/** Seeds are 32 bits. */
export const LARGEST_SEED = 4_294_967_295

/** Emulated seconds in a real one: thirty years of them. */
export const FASTEST_RATE = 1_000_000_000

/** Calls a second: more than the emulator can answer. */
export const LARGEST_RATE_LIMIT = 1_000_000

export const isRate = (rate: number): boolean => rate > 0 && rate <= FASTEST_RATE
