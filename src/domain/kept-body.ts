/** How many characters of a body the journal keeps. */
export const KEPT_CHARACTERS = 8_192

/** Whether a body in the journal may be the beginning of a longer one. */
export const isTruncated = (kept: string): boolean => kept.length >= KEPT_CHARACTERS
