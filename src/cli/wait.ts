import type { Command } from 'commander'
import { pause, systemClock } from '../clock/system-clock.ts'
import { parseDuration } from '../domain/duration.ts'
import { explainNetworkError } from '../domain/network-error.ts'
import { examples } from './help.ts'
import { CommandFailure, duration, emulatorUrl, option } from './options.ts'
import { askReadyEmulator, readReadyFile, readyFileOption } from './ready-file.ts'
import { DEFAULT_URL, print } from './remote.ts'

interface WaitOptions {
  readonly url: string
  readonly timeoutMs: number
  readonly fetch: (url: string, init: { readonly signal: AbortSignal }) => Promise<Response>
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

interface WaitFlags {
  readonly url: string
  readonly readyFile?: string
  readonly timeout: string
  readonly json?: boolean
}

const BETWEEN_TRIES_MS = 100
const ONE_TRY_MS = 2_000

export function addWait(program: Command): void {
  program
    .command('wait')
    .description('Wait until a running emulator is ready.')
    .addOption(option('--url <url>', 'the URL of the emulator', 'URL').argParser(emulatorUrl).default(DEFAULT_URL))
    .addOption(
      option('--timeout <duration>', 'the longest wait; a number alone is seconds', 'TIMEOUT')
        .argParser(duration)
        .default('30s'),
    )
    .addOption(readyFileOption('the file that the emulator was started with, in the place of --url'))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples('@ wait --timeout 10'))
    .action(async (flags: WaitFlags, command: Command) => {
      const file = chosenFile(flags, command)
      const problem = await waitUntilReady({
        // The ready file is read anew for each try.
        url: file === undefined ? flags.url : '',
        timeoutMs: parseDuration(flags.timeout) as number,
        fetch: file === undefined ? globalThis.fetch : (path, { signal }) => askReadyEmulator(file, path, signal),
        now: systemClock.now,
        pause,
      })
      const url = file === undefined ? flags.url : (readReadyFile(file) ?? file)
      if (problem !== undefined)
        throw new CommandFailure(`no emulator was ready at ${url} within ${flags.timeout}: ${problem}`)
      print({ json: { url, ready: true }, lines: [`ready at ${url}`] }, flags.json)
    })
}

/** The ready file, unless --url says otherwise: a flag comes before a variable, and then the URL before the file. */
function chosenFile({ readyFile }: WaitFlags, command: Command): string | undefined {
  const [url = 0, file = 0] = ['url', 'readyFile'].map((name) =>
    SOURCES.indexOf(command.getOptionValueSource(name) ?? 'default'),
  )
  return url < file ? readyFile : undefined
}

/** The sources of an option's value, weakest first. */
const SOURCES = ['default', 'env', 'cli']

/** Polls the health check until it succeeds. Returns undefined then, or the last problem when time is up. */
export async function waitUntilReady({ url, timeoutMs, fetch, now, pause }: WaitOptions): Promise<string | undefined> {
  const address = `${url.replace(/\/+$/, '')}/_emulator/health`
  const end = now() + timeoutMs
  for (;;) {
    // Without any time it is asked once, and answers in its own.
    const left = timeoutMs === 0 ? ONE_TRY_MS : end - now()
    const problem = await findProblem(() =>
      fetch(address, { signal: AbortSignal.timeout(Math.max(1, Math.min(left, ONE_TRY_MS))) }),
    )
    if (problem === undefined) return undefined
    const rest = end - now()
    if (rest <= 0) return problem
    await pause(Math.min(rest, BETWEEN_TRIES_MS))
  }
}

async function findProblem(ask: () => Promise<Response>): Promise<string | undefined> {
  try {
    const response = await ask()
    const text = await response.text()
    if (response.status === 200 && isHealthy(text)) return undefined
    return response.status === 200 ? 'something else answers there' : `it answered ${response.status}`
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'it did not answer' : explainNetworkError(error)
  }
}

function isHealthy(text: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown } | null)?.status === 'ok'
  } catch {
    return false
  }
}
