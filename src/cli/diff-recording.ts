import { createEmulator, type EmulatorOptions } from '../emulator.ts'
import { formatFindings } from './findings.ts'
import { CommandFailure, EXIT } from './options.ts'

/** The only key of the emulator that a recording is played to. */
const KEY = 'key-of-the-recording'

interface Flags {
  readonly dryRun?: boolean
  readonly json?: boolean
}

/** Plays a recording to an emulator of its own, and tells how its answers differ. Throws CommandFailure. */
export async function diffRecording(file: string, start: EmulatorOptions, { dryRun, json }: Flags): Promise<void> {
  const [{ readRecording }, { RecordingError }, { describeExchange, replay }] = await Promise.all([
    import('../record/read.ts'),
    import('../record/file.ts'),
    import('../record/replay.ts'),
  ])
  const recording = explain(() => readRecording(file), RecordingError)
  const { exchanges, notes } = recording
  // With --json, standard output is for the report alone.
  const tell = (line: string): void => void (json ? process.stderr : process.stdout).write(`${line}\n`)
  tell(`${exchanges.length} ${exchanges.length === 1 ? 'call' : 'calls'} of ${file}`)
  for (const note of notes) tell(note)
  tell('')
  if (dryRun) {
    for (const exchange of exchanges) tell(`  ${describeExchange(exchange)}`)
    return
  }
  const emulator = await createEmulator({ ...start, apiKeys: [KEY] })
  try {
    const findings = await replay(exchanges, { apiKey: emulator.apiKey, fetch: emulator.fetch })
    const count = findings.flatMap(({ differences }) => differences).length
    process.stdout.write(
      json ? `${JSON.stringify({ recording: file, findings }, null, 2)}\n` : formatFindings(findings),
    )
    if (count > 0) throw new CommandFailure(`${count} ${count === 1 ? 'difference' : 'differences'}`, EXIT.difference)
  } finally {
    await emulator.close()
  }
}

function explain<T>(read: () => T, known: new (message: string) => Error): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof known ? new CommandFailure(error.message) : error
  }
}
