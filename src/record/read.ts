import { readFileSync, statSync } from 'node:fs'
import { Exchange } from './exchange.ts'
import { LINE_START, RecordingError } from './file.ts'
import { isArchive, readArchive } from './har.ts'

/** The content of a recording. */
export interface Recording {
  readonly exchanges: readonly Exchange[]
  /** Notes on what was left out, a sentence each. */
  readonly notes: readonly string[]
}

const LONGEST_FILE = 400 * 1_048_576

/** Reads a recording, or an HTTP Archive. A last line that broke off is left out. Throws RecordingError. */
export function readRecording(path: string): Recording {
  const text = readText(path)
  const archive = parseJson(text)
  if (isArchive(archive)) {
    const { exchanges, others } = readArchive(archive, text)
    if (exchanges.length === 0) throw new RecordingError(`${path} has no calls of the API`)
    const notes = others === 0 ? [] : [`${others} of ${exchanges.length + others} entries are no calls of the API`]
    return { exchanges, notes }
  }
  return readLines(path, text)
}

function readText(path: string): string {
  try {
    if (statSync(path).size > LONGEST_FILE) {
      throw new RecordingError(`${path} is larger than ${LONGEST_FILE / 1_048_576} MiB: split it by its lines`)
    }
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (error instanceof RecordingError) throw error
    throw new RecordingError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

function readLines(path: string, text: string): Recording {
  const lines = text.split('\n')
  // A line without a newline at its end was not finished.
  const rest = lines.pop() ?? ''
  const exchanges = lines.flatMap((line, index) => (line.trim() === '' ? [] : [readLine(path, line, index + 1)]))
  const last = rest.trim() === '' ? undefined : Exchange.safeParse(parseJson(rest))
  if (last?.success) exchanges.push(last.data)
  if (exchanges.length === 0) {
    throw new RecordingError(
      rest.startsWith(LINE_START)
        ? `${path} has no complete exchange: its only line breaks off`
        : `${path} is neither a recording (lines of JSON) nor an HTTP Archive (HAR)`,
    )
  }
  return { exchanges, notes: last && !last.success ? [`line ${lines.length + 1} breaks off, and was left out`] : [] }
}

function readLine(path: string, line: string, number: number): Exchange {
  const value = parseJson(line)
  const result = Exchange.safeParse(value)
  if (result.success) return result.data
  if (value === undefined) {
    throw new RecordingError(
      number === 1
        ? `${path} is neither a recording (lines of JSON) nor an HTTP Archive (HAR)`
        : `${path}:${number} is no JSON`,
    )
  }
  const [issue] = result.error.issues
  throw new RecordingError(`${path}:${number} is no exchange: ${issue?.path.join('.') || 'line'}: ${issue?.message}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
