import type { Command } from 'commander'
import type { DeliveredCallback } from '../client/calls.ts'
import type { ConnectedEmulator } from '../client/connect.ts'
import { subjectOfCallback } from '../domain/callback-subject.ts'
import { readEvents } from './event-stream.ts'
import { examples } from './help.ts'
import { CommandFailure } from './options.ts'
import { print, type RemoteFlags, type Report, remoteCommand, requestEmulator, run } from './remote.ts'

interface Flags extends RemoteFlags {
  readonly follow?: boolean
}

export function addCallbacks(program: Command): void {
  program.addCommand(
    remoteCommand('callbacks', 'List callbacks, oldest first: with their bundle, and how much of it is used.')
      .option('--follow', 'print new callbacks as they come; with --json one line each')
      .addHelpText('after', examples('@ callbacks', '@ callbacks --follow'))
      .action(run(listCallbacks)),
  )
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
