/** The most characters a text message can have, and the only sender without a special arrangement (vendor docs, SMS). */
export const LONGEST_MESSAGE = 160
export const DEFAULT_SENDER = 'eSIM'

/** Whether a text has a length that a message can have, counted in characters, not in units of its encoding. */
export const hasMessageLength = (text: string): boolean => {
  const { length } = [...text]
  return length >= 1 && length <= LONGEST_MESSAGE
}
