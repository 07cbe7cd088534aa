import type { ReadableStream } from 'node:stream/web'
import { type Command, InvalidArgumentError } from 'commander'
import { examples } from './help.ts'
import { CommandFailure, EXIT } from './options.ts'
import { type RemoteFlags, remoteCommand, requestEmulator, run } from './remote.ts'
import { readSnapshot, STANDARD_STREAM, writeSnapshot } from './snapshot-file.ts'

const FILE = 'snapshot.json'
const STATE = '/_emulator/state'

/** Commands that keep the whole state of an organisation, and go back to it. */
export function addSnapshots(program: Command): void {
  const snapshot = program
    .command('snapshot')
    .description('Save the whole state of an organisation to a file or under a name, and restore it.')
    .addHelpText(
      'after',
      examples(
        '@ snapshot save before.json',
        '@ snapshot load before.json',
        '@ snapshot take before',
        '@ snapshot restore before',
      ),
    )
  snapshot.addCommand(
    remoteCommand('save', 'Save the whole state to a file.')
      .argument('[file]', `where; - is standard output`, FILE)
      .action(
        run(async (emulator, file: string, flags: RemoteFlags) => {
          const { body } = await requestEmulator(emulator, STATE, flags)
          const refuse = () => new CommandFailure(`what answers at ${emulator.url} is no emulator`)
          const bytes = await writeSnapshot(file, body as ReadableStream<Uint8Array>, refuse)
          if (file === STANDARD_STREAM) return undefined
          return { json: { file, bytes }, lines: [`wrote ${file}`] }
        }),
      ),
  )
  snapshot.addCommand(
    remoteCommand('load', 'Replace the whole state by that of a file.')
      .argument('[file]', `which; - is standard input`, FILE)
      .action(
        run(async (emulator, file: string, flags: RemoteFlags) => {
          const refuse = () => new CommandFailure(`${file} is no snapshot: snapshot save writes one`, EXIT.failed)
          const body = await readSnapshot(file, refuse)
          const answer = await requestEmulator(emulator, STATE, flags, { method: 'POST', body, duplex: 'half' })
          const { now } = (await answer.json()) as { now: string }
          return { json: { file, now }, lines: [`loaded ${file}, clock ${now}`] }
        }),
      ),
  )
  snapshot.addCommand(
    remoteCommand('take', 'Save the whole state in the emulator, under a name.')
      .argument('<name>', 'letters, digits, dots, dashes or underscores', snapshotName)
      .action(
        run(async (emulator, name: string) => {
          const taken = await emulator.snapshots.take(name)
          return { json: taken, lines: [`took ${name} at ${taken.takenAt}`] }
        }),
      ),
  )
  snapshot.addCommand(
    remoteCommand('restore', 'Restore the state that was saved under a name.')
      .argument('<name>', 'as it was taken', snapshotName)
      .action(
        run(async (emulator, name: string) => {
          const { now } = await emulator.snapshots.restore(name)
          return { json: { name, now }, lines: [`restored ${name}, clock ${now}`] }
        }),
      ),
  )
  snapshot.addCommand(
    remoteCommand('list', 'List the snapshots in the emulator.').action(
      run(async (emulator) => {
        const snapshots = await emulator.snapshots.list()
        const lines = snapshots.map(({ name, takenAt }) => `${name}  ${takenAt}`)
        return { json: snapshots, lines: lines.length === 0 ? ['no snapshots'] : lines }
      }),
    ),
  )
  snapshot.addCommand(
    remoteCommand('remove', 'Remove a snapshot from the emulator.')
      .argument('<name>', 'as it was taken', snapshotName)
      .action(
        run(async (emulator, name: string) => {
          await emulator.snapshots.remove(name)
          return { json: { name }, lines: [`removed ${name}`] }
        }),
      ),
  )
}

/** The name of a snapshot in the emulator. */
function snapshotName(text: string): string {
  if (/^[\w.-]{1,100}$/.test(text) && text !== '.' && text !== '..') return text
  throw new InvalidArgumentError(
    'It must be 1 to 100 letters, digits, dots, dashes or underscores; snapshot save and load take a file.',
  )
}
