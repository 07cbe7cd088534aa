import type { Command } from 'commander'
import { machineWall, pause } from '../clock/wall.ts'
import { parseDuration } from '../domain/duration.ts'
import { explainFetchFailure } from '../domain/fetch-failure.ts'
import { examples } from './help.ts'
import { CommandFailure, duration, httpUrl, option } from './options.ts'
import { DEFAULT_URL, print } from './remote.ts'

interface Waiting {
  readonly url: string
  readonly timeoutMs: number
  readonly fetch: typeof globalThis.fetch
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

const BETWEEN_TRIES_MS = 100
const ONE_TRY_MS = 2_000

export function addWait(program: Command): void {
  program
    .command('wait')
    .description('Wait until a running emulator is ready.')
    .addOption(option('--url <url>', 'where the emulator answers', 'URL').argParser(httpUrl).default(DEFAULT_URL))
    .addOption(
      option('--timeout <duration>', 'how long at most; a number alone is seconds', 'TIMEOUT')
        .argParser(duration)
        .default('30s'),
    )
    .option('--json', 'say it as JSON')
    .addHelpText('after', examples('@ wait --timeout 10'))
    .action(async ({ url, timeout, json }: { url: string; timeout: string; json?: boolean }) => {
      const timeoutMs = parseDuration(timeout) as number
      const problem = await waitUntilReady({ url, timeoutMs, fetch: globalThis.fetch, now: machineWall.now, pause })
      if (problem !== undefined)
        throw new CommandFailure(`no emulator was ready at ${url} within ${timeout}: ${problem}`)
      print({ json: { url, ready: true }, lines: [`ready at ${url}`] }, json)
    })
}

/** Asks until an emulator says that it is well: undefined then, or what was wrong last when time is up. */
export async function waitUntilReady({ url, timeoutMs, fetch, now, pause }: Waiting): Promise<string | undefined> {
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
    if (response.status === 200 && isWell(text)) return undefined
    return response.status === 200 ? 'something else answers there' : `it answered ${response.status}`
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'it did not answer' : explainFetchFailure(error)
  }
}

function isWell(text: string): boolean {
  try {
    return (JSON.parse(text) as { status?: unknown } | null)?.status === 'ok'
  } catch {
    return false
  }
}
