/** The most characters of a text message, and the only sender without a special arrangement (vendor docs, SMS). */
export const LONGEST_MESSAGE = 160
export const DEFAULT_SENDER = 'eSIM'

/** Whether a text is neither empty nor too long for a message, counted in characters (code points). */
export const hasMessageLength = (text: string): boolean => {
  const { length } = [...text]
  return length >= 1 && length <= LONGEST_MESSAGE
}
