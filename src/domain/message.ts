/** The most characters a text message can have, and the only sender without a special arrangement (vendor docs, SMS). */
export const LONGEST_MESSAGE = 160
export const DEFAULT_SENDER = 'eSIM'
