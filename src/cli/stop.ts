import { Command } from 'commander'
import { systemClock } from '../clock/system-clock.ts'
import { examples } from './help.ts'
import { CommandFailure, EXIT, emulatorUrl, option } from './options.ts'
import { print } from './remote.ts'
import { listRuns, type Run, stopRun } from './runs.ts'

interface Flags {
  readonly url?: string
  readonly all?: boolean
  readonly json?: boolean
}

/** A run has this long to end; it gives requests in flight a few seconds. */
const PATIENCE_MS = 30_000

export function addStop(program: Command): void {
  program.addCommand(
    new Command('stop')
      .description('Stop an emulator that `start --detach` started, and wait until it has ended.')
      .addOption(
        option('--url <url>', 'the emulator at this URL (default: the only one)', 'URL').argParser(emulatorUrl),
      )
      .option('--all', 'all of them')
      .option('--json', 'print the stopped emulators as one line of JSON')
      .addHelpText('after', examples('@ stop', '@ stop --url http://127.0.0.1:5000'))
      .action(async ({ url, all = false, json }: Flags) => {
        const runs = await listRuns()
        const chosen = all ? runs : [chooseRun(runs, url)]
        for (const run of chosen) await stop(run)
        const stopped = chosen.map(({ url, pid }) => ({ url, pid }))
        const lines = stopped.map(({ url, pid }) => `stopped the emulator at ${url} (pid ${pid})`)
        print({ json: { stopped }, lines: lines.length === 0 ? ['none was running'] : lines }, json)
      }),
  )
}

/** Finds the run to stop. Throws CommandFailure when there is none, or several and no --url. */
export function chooseRun(runs: readonly Run[], url: string | undefined): Run {
  const where = runs.map((run) => run.url).join(', ')
  if (url !== undefined) {
    const run = runs.find((each) => addressOf(each.url) === addressOf(url))
    if (run) return run
    const others = runs.length === 0 ? '' : `; there is one at ${where}`
    throw new CommandFailure(`no emulator at ${url} was started with start --detach${others}`)
  }
  const [only, ...others] = runs
  if (!only) throw new CommandFailure('no emulator was started with start --detach')
  if (others.length > 0) {
    throw new CommandFailure(
      `${runs.length} emulators run in the background: say which with --url: ${where}`,
      EXIT.usage,
    )
  }
  return only
}

/** Names of this machine that lead to the same emulator: no two can have the same port. */
const THIS_MACHINE = /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])$/

/** Host and port, by which two ways to write an address can be compared. */
function addressOf(url: string): string {
  const { protocol, hostname, port } = new URL(url)
  return `${protocol}//${THIS_MACHINE.test(hostname) ? 'this machine' : hostname}:${port}`
}

async function stop(run: Run): Promise<void> {
  let off: () => void = () => undefined
  const late = new Promise<never>((_, reject) => {
    off = systemClock.after(PATIENCE_MS, () =>
      reject(
        new CommandFailure(`the emulator at ${run.url} (pid ${run.pid}) was asked to stop, and has not ended yet`),
      ),
    )
  })
  await Promise.race([stopRun(run), late])
  off()
}
