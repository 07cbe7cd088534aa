import type { Command } from 'commander'
import type { DeliveredCallback } from '../client/calls.ts'
import type { ConnectedEmulator } from '../client/connect.ts'
import { formatDataAmount } from '../domain/data-amount.ts'
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

function describe(callback: DeliveredCallback): string {
  const { id, createdAt, alertType, iccid, status, attempts } = callback
  const tries = attempts.length > 1 ? ` after ${attempts.length} tries` : ''
  return [id, createdAt, alertType, iccid ?? '-', `${status}${tries}`, ...subjectOf(callback)].join('  ')
}

interface Body {
  readonly bundle?: {
    readonly name?: string
    readonly initialQuantity?: number
    readonly remainingQuantity?: number
    readonly oldAmount?: number
    readonly newAmount?: number
  }
  readonly balanceInfo?: { readonly balance: number }
}

/** Describes the subject of a callback: a bundle and how much of it is used, data that was added, or a balance. */
function subjectOf({ body }: DeliveredCallback): string[] {
  const { bundle, balanceInfo } = JSON.parse(body) as Body
  if (balanceInfo) return [`balance ${balanceInfo.balance}`]
  const { name, initialQuantity: initial, remainingQuantity: remaining, oldAmount, newAmount } = bundle ?? {}
  if (oldAmount !== undefined && newAmount !== undefined) {
    return [`${formatDataAmount(oldAmount)} -> ${formatDataAmount(newAmount)}`]
  }
  if (name === undefined) return []
  const used = initial && remaining !== undefined ? [`${Math.floor(((initial - remaining) * 100) / initial)} %`] : []
  return [name, ...used]
}
