import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { type Command, InvalidArgumentError } from 'commander'
import { examples } from './help.ts'
import { CommandFailure, EXIT } from './options.ts'
import { type RemoteFlags, remoteCommand, requestEmulator, run } from './remote.ts'

const FILE = 'snapshot.json'
const STANDARD_STREAM = '-'

/** The beginning of every file that `snapshot save` writes. */
const BEGINNING = /^\s*\{\s*"version"\s*:\s*1\b/

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
          const document = await (await requestEmulator(emulator, '/_emulator/state', flags)).text()
          if (!BEGINNING.test(document)) throw new CommandFailure(`what answers at ${emulator.url} is no emulator`)
          if (file === STANDARD_STREAM) {
            process.stdout.write(document)
            return undefined
          }
          writeSnapshot(file, document)
          return { json: { file, bytes: Buffer.byteLength(document) }, lines: [`wrote ${file}`] }
        }),
      ),
  )
  snapshot.addCommand(
    remoteCommand('load', 'Replace the whole state by that of a file.')
      .argument('[file]', `which; - is standard input`, FILE)
      .action(
        run(async (emulator, file: string) => {
          const { now } = await emulator.state.import(await readSnapshot(file))
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

/** Writes a snapshot whole or not at all, and overwrites nothing but another snapshot. Throws CommandFailure. */
function writeSnapshot(file: string, document: string): void {
  try {
    const stat = statSync(file, { throwIfNoEntry: false })
    // A device or a pipe takes what is written, and keeps nothing that could be lost.
    if (stat && !stat.isFile()) {
      writeFileSync(file, document)
      return
    }
    if (stat && !BEGINNING.test(readFileSync(file, 'utf8'))) {
      throw new CommandFailure(`${file} is there already, and is no snapshot: name another file`)
    }
    const aside = `${file}.${process.pid}.tmp`
    try {
      writeFileSync(aside, document, { flag: 'wx' })
      renameSync(aside, file)
    } catch (error) {
      rmSync(aside, { force: true })
      throw error
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    throw new CommandFailure(`the snapshot cannot be written: ${(error as Error).message}`)
  }
}

/** Reads a snapshot. Throws CommandFailure when the file is none. */
async function readSnapshot(file: string): Promise<{ version: 1 }> {
  let document: string
  try {
    document = file === STANDARD_STREAM ? await text(process.stdin) : readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandFailure(`the snapshot cannot be read: ${(error as Error).message}`)
  }
  try {
    if (BEGINNING.test(document)) return JSON.parse(document) as { version: 1 }
  } catch {
    // Refused below, as text that is no JSON.
  }
  throw new CommandFailure(`${file} is no snapshot: snapshot save writes one`, EXIT.failed)
}
