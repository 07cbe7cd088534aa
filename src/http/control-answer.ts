/** A control call that was refused: its code is for programs, its message says what to do. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The refusal of every call after close(). */
export const closedError = (): EmulatorError =>
  new EmulatorError(0, 'closed', 'this emulator has been closed: make another with createEmulator()')

/** The answer of a control call: a JSON object. Throws EmulatorError for one that no emulator gives. */
export function answerOf(status: number, text: string): object {
  const answer = parseObject(text)
  if (!answer) throw unexpectedAnswer(status, text)
  return answer
}

/** Reads the error of a refused control call, and explains the answer of a vendor URL. */
export function errorOf(status: number, text: string): EmulatorError {
  const { error, message } = parseObject<{ error: { code: string; message: string }; message: string }>(text) ?? {}
  if (error?.code !== undefined) return new EmulatorError(status, error.code, error.message)
  const hint = 'this is the vendor API: use the URL of the emulator, without /v2.4'
  return message === undefined
    ? unexpectedAnswer(status, text)
    : new EmulatorError(status, 'unexpected_answer', `answered ${status} (${message}); ${hint}`)
}

const unexpectedAnswer = (status: number, text: string): EmulatorError =>
  new EmulatorError(status, 'unexpected_answer', `what answers there is no emulator: ${status} ${text.slice(0, 200)}`)

function parseObject<T extends object = object>(text: string): Partial<T> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Partial<T>) : undefined
  } catch {
    return undefined
  }
}
