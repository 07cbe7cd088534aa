import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { DeliveredCallback } from '../client/calls.ts'
import type { ConnectedEmulator } from '../client/connect.ts'
import { subjectOfCallback } from '../domain/callback.ts'
import { readEvents } from './event-stream.ts'
import { examples } from './help.ts'
import { CommandFailure, wholeNumber } from './options.ts'
import { print, type RemoteFlags, type Report, remoteCommand, requestEmulator, run } from './remote.ts'
import { refuseUnknownCommand } from './unknown-command.ts'

interface Flags extends RemoteFlags {
  readonly follow?: boolean
}

export function addCallbacks(program: Command): void {
  const callbacks = program
    .command('callbacks')
    .description('List callbacks, and compare their signatures with those that a receiver computed.')
    .addHelpText(
      'after',
      examples('@ callbacks', '@ callbacks --follow', '@ callbacks compare 12 3q2+7w== --body received.json'),
    )
  const list = remoteCommand('list', 'List callbacks, oldest first: with their bundle, and how much of it is used.')
    .option('--follow', 'print new callbacks as they come; with --json one line each')
    .action(run(listCallbacks))
  callbacks.addCommand(
    refuseUnknownCommand(list, async () => callbacks.commands),
    { isDefault: true },
  )
  callbacks.addCommand(
    remoteCommand(
      'compare',
      'Say whether a receiver computed the signature that was sent, and if not which mistake it made.',
    )
      .argument('<id>', 'the callback', wholeNumber(1, Number.MAX_SAFE_INTEGER))
      .argument('<signature>', 'the signature that the receiver computed, in hex or base64')
      .option('--body <file>', 'the body that it hashed')
      .action(run(compareSignature)),
  )
}

interface CompareFlags extends RemoteFlags {
  readonly body?: string
}

/** Compares a signature; ends with an error when it does not agree. */
async function compareSignature(
  emulator: ConnectedEmulator,
  id: number,
  signature: string,
  { body: file, json }: CompareFlags,
): Promise<undefined> {
  const body = file === undefined ? undefined : readBody(file)
  const compared = await emulator.callbacks.compare(id, { signature, ...(body === undefined ? {} : { body }) })
  print({ json: compared, lines: [compared.message] }, json)
  if (!compared.agrees) throw new CommandFailure(`the signature of callback ${id} does not agree: ${compared.reason}`)
}

function readBody(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandFailure(`cannot read ${file}: ${error instanceof Error ? error.message : error}`)
  }
}

async function listCallbacks(emulator: ConnectedEmulator, flags: Flags): Promise<Report | undefined> {
  if (flags.follow) return followCallbacks(emulator, flags)
  const callbacks = (await emulator.callbacks.list({ limit: 10_000 })).toReversed()
  return { json: callbacks, lines: callbacks.length === 0 ? ['no callbacks'] : callbacks.map(describe) }
}

async function followCallbacks(emulator: ConnectedEmulator, flags: Flags): Promise<never> {
  const show = (callback: DeliveredCallback) => print({ json: callback, lines: [describe(callback)] }, flags.json)
  const [last] = await emulator.callbacks.list({ limit: 1 })
  // Listened to before it is listed, so that none is missed between the two; those that are told twice are shown once.
  const { body } = await requestEmulator(emulator, '/_emulator/stream', flags)
  const listed = await emulator.callbacks.list({ limit: 10_000 })
  for (const callback of listed.toReversed()) show(callback)
  const shown = new Set(listed.filter((each) => isSettled(each) && each.id > (last?.id ?? 0)).map(({ id }) => id))
  for await (const { event, data } of readEvents(body as ReadableStream<Uint8Array>)) {
    if (event !== 'callback') continue
    const callback = JSON.parse(data) as DeliveredCallback
    if (isSettled(callback) && !shown.delete(callback.id)) show(callback)
  }
  throw new CommandFailure(
    `nothing more comes from ${emulator.url}: the emulator has stopped, or the organisation is gone`,
  )
}

const isSettled = ({ status }: DeliveredCallback): boolean => status !== 'pending'

function describe({ id, createdAt, alertType, iccid, status, attempts, body }: DeliveredCallback): string {
  const { bundle, amount } = subjectOfCallback(body)
  const tries = attempts.length > 1 ? ` after ${attempts.length} tries` : ''
  return [
    id,
    createdAt,
    alertType,
    iccid ?? '-',
    `${status}${tries}`,
    ...[bundle, amount].filter((word) => word !== undefined),
  ].join('  ')
}
