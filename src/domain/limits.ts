/** The most that one call may ask for, and the largest numbers that it may give. */

/** Seeds are 32 bits. */
export const LARGEST_SEED = 4_294_967_295

/** Emulated seconds in a real one: thirty years of them. */
export const FASTEST_RATE = 1_000_000_000

/** Calls a second: more than the emulator can answer. */
export const LARGEST_RATE_LIMIT = 1_000_000

export const isRate = (rate: number): boolean => rate > 0 && rate <= FASTEST_RATE

/**
 * Units of one order, apply or scenario. An eSIM with its bundle takes a tenth of a millisecond or so, and nobody else is
 * answered meanwhile: with this many, for about a second.
 * Assumption (orders-most-units): the vendor's limit is not known.
 */
export const MOST_UNITS = 10_000

/**
 * eSIMs in one ZIP of QR codes: drawing one takes some ten milliseconds.
 * Assumption (install-most-codes): the vendor's limit is not known.
 */
export const MOST_QR_CODES = 1_000

/**
 * Characters of one answer. An engine's text has no more than half a billion, and what writes one needs several times its size.
 * Assumption (transport-answer-limit): the vendor's limit is not known.
 */
export const LONGEST_ANSWER = 128 * 1_048_576

/** Characters of a state document, which is kept and written as one text: some two hundred thousand eSIMs with a bundle each. */
export const LONGEST_DOCUMENT = 256 * 1_048_576

/** Faults in force: each vendor call is compared with all of them. */
export const MOST_FAULTS = 1_000

/** Entries of any other list, or named values of any object that may have any, in a control body. */
export const LONGEST_LIST = 1_000

/** Values in a control body, all in all, but for a state: each is looked at several times before it is refused. */
export const MOST_VALUES = 100_000

/** Further tries of a callback. */
export const MOST_RETRIES = 20

/** Characters of a name, or of anything else that an organisation says of itself. */
export const LONGEST_TEXT = 1_000

/** A century, in milliseconds: what is further away could not be written as a date. */
export const LONGEST_DURATION_MS = 36_525 * 86_400_000

/** Anything that is only counted up to, such as the strikes of a fault. */
export const LARGEST_COUNT = 1_000_000_000

/** Whole units of a currency: thousandths of them are counted exactly, with room for a century of top-ups. */
export const LARGEST_AMOUNT = 999_999_999_999
