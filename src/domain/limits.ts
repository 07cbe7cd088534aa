/** The limits of calls: how much one may ask for, and the largest numbers that it may contain. */

/** Seeds are 32 bits. */
export const LARGEST_SEED = 4_294_967_295

/** Emulated seconds in a real one: some thirty years. */
export const FASTEST_RATE = 1_000_000_000

/** Calls a second: more than the emulator can answer. */
export const LARGEST_RATE_LIMIT = 1_000_000

export const isRate = (rate: number): boolean => rate > 0 && rate <= FASTEST_RATE

/** Organisations that new keys open, unless the option says otherwise. Each takes some 10 to 50 kB. */
export const MOST_ORGANISATIONS = 10_000

/**
 * Units of one order, apply or scenario. An eSIM with its bundle takes some 0.04 ms, and up to 0.1 ms in a file.
 * Assumption (orders-most-units): the vendor's limit is not known.
 */
export const MOST_UNITS = 10_000

/**
 * eSIMs in one ZIP of QR codes: drawing and packing one takes about 2 ms.
 * Assumption (install-most-codes): the vendor's limit is not known.
 */
export const MOST_QR_CODES = 1_000

/**
 * Characters of one answer. A JavaScript string has at most half a billion, and writing one needs several times its size.
 * Assumption (transport-answer-limit): the vendor's limit is not known.
 */
export const LONGEST_ANSWER = 128 * 1_048_576

/** eSIMs of an account that a scenario states. Writing one takes about 0.2 ms, once, before the emulator answers. */
export const MOST_ACCOUNT_ESIMS = 200_000

/** Orders of an account that a scenario states. */
export const MOST_ACCOUNT_ORDERS = 1_000_000

/** Faults in force: each vendor call is compared with all of them. */
export const MOST_FAULTS = 1_000

/** Entries of any other list in a control body, and fields of an object with free names. */
export const LONGEST_LIST = 1_000

/** Values in a control body, at any depth; a state document may have more. */
export const MOST_VALUES = 100_000

/** Changes of an organisation's catalogue, in force and to come: its list is put together from all of them. */
export const MOST_CATALOGUE_CHANGES = 20_000

/** Megabytes of a bundle: a petabyte, whose bytes are an exact integer. */
export const LARGEST_DATA_MEGABYTES = 1_000_000_000

/** Days of a bundle: ten years. */
export const LONGEST_BUNDLE_DAYS = 3_660

/** Retries of a callback. */
export const MOST_RETRIES = 20

/** Characters of a name, and of any other field of an organisation's profile. */
export const LONGEST_TEXT = 1_000

/** A century. An instant that is further away might not be writable as a date. */
export const LONGEST_DURATION_MS = 36_525 * 86_400_000

/** The largest value of a counter, such as `times` of a fault. */
export const LARGEST_COUNT = 1_000_000_000

/** Whole units of a currency. Their thousandths are exact integers, with room for a century of top-ups. */
export const LARGEST_AMOUNT = 999_999_999_999
