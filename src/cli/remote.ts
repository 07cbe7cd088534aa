import type { Command } from 'commander'
import { type ConnectedEmulator, connectEmulator } from '../connect.ts'
import { type DeliveredCallback, EmulatorError } from '../handle.ts'
import { readEvents, type ServerEvent } from './event-stream.ts'
import { CommandFailure, dataAmount, duration, httpUrl, option, seed } from './options.ts'

interface RemoteFlags {
  readonly url: string
  readonly apiKey?: string
  readonly controlToken?: string
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Commands that drive a running emulator. */
export function addRemote(program: Command): void {
  remote(program, 'advance <duration>', 'Move the clock forward: 8d, 1d12h, P7D.')
    .argument('<duration>', 'how far', duration)
    .action(
      run(async (emulator, by: string) => {
        const { now, eventCount, events, callbacks } = await emulator.clock.advance(by)
        for (const { at, kind, iccid, before, after } of events) {
          say(`${at}  ${kind}${iccid ? `  ${iccid}` : ''}${after ? `  ${before ?? 'new'} -> ${after}` : ''}`)
        }
        for (const { alertType, iccid, status } of callbacks) say(`callback ${alertType} ${iccid ?? ''} ${status}`)
        say(`now ${now}: ${count(eventCount, 'event')}, ${count(callbacks.length, 'callback')}`)
      }),
    )
  remote(program, 'usage <iccid> <amount>', 'Use data on an eSIM: 500MB, 1.5GB.')
    .argument('<iccid>')
    .argument('<amount>', 'how much', dataAmount)
    .option('--country <iso>', 'where; by default where the eSIM is')
    .action(
      run(async (emulator, iccid: string, bytes: number, { country }: { country?: string }) => {
        const used = await emulator.esims.use(iccid, { bytes, ...(country === undefined ? {} : { country }) })
        for (const part of used.assignments) {
          say(
            `${part.bundle}: used ${megabytes(part.bytes)}, ${megabytes(part.remainingQuantity)} left, ${part.bundleState}`,
          )
        }
        if (used.unserved > 0) say(`${megabytes(used.unserved)} were not covered by any bundle`)
        for (const { alertType, status } of used.callbacks) say(`callback ${alertType} ${status}`)
      }),
    )
  remote(program, 'install <iccid>', 'Install an eSIM on a device.')
    .argument('<iccid>')
    .action(
      run(async (emulator, iccid: string) => {
        const { profileStatus } = await emulator.esims.install(iccid)
        say(`${iccid} ${profileStatus}`)
      }),
    )
  remote(program, 'attach <iccid> <country>', 'Register an eSIM on a network of a country.')
    .argument('<iccid>')
    .argument('<country>', 'an ISO code or a name, such as FR')
    .action(
      run(async (emulator, iccid: string, country: string) => {
        const { location, covered } = await emulator.esims.attach(iccid, country)
        say(`${iccid} on ${location.network} (${location.country})${covered ? '' : ': no bundle covers this country'}`)
      }),
    )
  remote(program, 'reset', 'Make the organisation as new.')
    .option('--scenario <name>', 'start from another built-in scenario')
    .option('--seed <number>', 'what all ids and names follow from', seed)
    .action(
      run(async (emulator, { scenario, seed }: { scenario?: string; seed?: number }) => {
        const world = { ...(scenario === undefined ? {} : { scenario }), ...(seed === undefined ? {} : { seed }) }
        const reset = await emulator.reset(world)
        say(`as new: scenario ${reset.scenario}, clock ${reset.now}`)
      }),
    )
  remote(program, 'callbacks', 'List callbacks, oldest first.')
    .option('--follow', 'go on with those that come')
    .action(run(listCallbacks))
  remote(program, 'status', 'Say how the organisation stands.').action(run(showStatus))
}

async function showStatus(emulator: ConnectedEmulator): Promise<void> {
  const [clock, settings] = await Promise.all([emulator.clock.get(), emulator.settings.get()])
  const { nextEvent: next } = clock
  say(`${settings.name}: ${settings.balance} ${settings.currency}`)
  say(`clock ${clock.now}, ${clock.mode}${clock.mode === 'auto' ? ` at rate ${clock.rate}` : ''}`)
  say(next ? `next ${next.kind}${next.iccid ? ` of ${next.iccid}` : ''} at ${next.at}` : 'nothing is due')
  say(settings.callbackUrl === '' ? 'callbacks are not sent: no URL is set' : `callbacks go to ${settings.callbackUrl}`)
}

async function listCallbacks(
  emulator: ConnectedEmulator,
  { follow = false, apiKey }: RemoteFlags & { readonly follow?: boolean },
): Promise<void> {
  const [last] = follow ? await emulator.callbacks.list({ limit: 1 }) : []
  // Listened to before it is listed, so that none is missed between the two; those that are told twice are shown once.
  const events = follow ? await listen(emulator, apiKey) : undefined
  const listed = await emulator.callbacks.list({ limit: 10_000 })
  for (const callback of listed.toReversed()) say(describe(callback))
  if (!events) return
  const shown = new Set(listed.filter((each) => isSettled(each) && each.id > (last?.id ?? 0)).map(({ id }) => id))
  for await (const { event, data } of events) {
    if (event !== 'callback') continue
    const callback = JSON.parse(data) as DeliveredCallback
    if (isSettled(callback) && !shown.delete(callback.id)) say(describe(callback))
  }
  throw new CommandFailure(
    `nothing more comes from ${emulator.url}: the emulator has stopped, or the organisation is gone`,
  )
}

/** What happens in an organisation from here on. It ends when the emulator does. */
async function listen(emulator: ConnectedEmulator, apiKey: string | undefined): Promise<AsyncIterable<ServerEvent>> {
  const headers = apiKey === undefined ? {} : { 'X-API-Key': apiKey }
  const { ok, status, body } = await emulator.fetch('/_emulator/stream', { headers })
  if (!ok || !body) throw new CommandFailure(`the emulator does not tell what happens: it answered ${status}`)
  return readEvents(body)
}

const isSettled = ({ status }: DeliveredCallback): boolean => status !== 'pending'

const describe = ({ id, createdAt, alertType, iccid, status, attempts }: DeliveredCallback): string =>
  `${id}  ${createdAt}  ${alertType}  ${iccid ?? '-'}  ${status}${attempts.length > 1 ? ` after ${attempts.length} tries` : ''}`

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
const megabytes = (bytes: number): string => `${bytes / 1e6} MB`

function remote(program: Command, usage: string, description: string): Command {
  const [name = ''] = usage.split(' ')
  return program
    .command(name)
    .description(description)
    .addOption(
      option('--url <url>', 'where the emulator answers', 'URL').argParser(httpUrl).default('http://127.0.0.1:4024'),
    )
    .addOption(option('--api-key <key>', 'which organisation (default: the first)', 'API_KEY'))
    .addOption(option('--control-token <token>', 'what the emulator was started with', 'CONTROL_TOKEN'))
}

/** Gives an action its emulator, and turns what it is refused into one line. */
const run =
  <Args extends unknown[]>(action: (emulator: ConnectedEmulator, ...args: Args) => Promise<void>) =>
  async (...given: unknown[]): Promise<void> => {
    // Commander hands over the arguments, the flags and the command.
    const flags = given.at(-2) as RemoteFlags
    const { url, apiKey, controlToken } = flags
    const emulator = connectEmulator(url, {
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(controlToken === undefined ? {} : { controlToken }),
    })
    try {
      await action(emulator, ...(given.slice(0, -1) as Args))
    } catch (error) {
      if (error instanceof EmulatorError) throw new CommandFailure(error.message)
      throw error
    }
  }
