import type { Command } from 'commander'
import { pause, systemClock } from '../clock/system-clock.ts'
import { parseInstant } from '../domain/instant.ts'
import type { Progress } from '../import/import.ts'
import { examples } from './help.ts'
import { apiKey, CommandFailure, httpUrl, instant, option, wholeNumber } from './options.ts'
import { requireKey, vendorBaseUrl } from './upstream.ts'

interface Flags {
  readonly from: string
  readonly apiKey?: string
  readonly out: string
  readonly dryRun?: boolean
  readonly rate: number
  readonly at?: string
  readonly keepIdentifiers?: boolean
}

export function addImport(program: Command): void {
  program
    .command('import')
    .description(
      'Read an account by calls that change nothing, and write it to a folder that `start --from` starts in.',
    )
    .addOption(
      option('--from <url>', 'the base URL of the service, with a version prefix or without (v2.4)', 'IMPORT_FROM')
        .argParser(httpUrl)
        .makeOptionMandatory(),
    )
    .addOption(
      option('--api-key <key>', 'the key of the account; safer in the variable', 'IMPORT_API_KEY').argParser(apiKey),
    )
    .addOption(option('--out <folder>', 'the folder to write', 'IMPORT_OUT').default('account'))
    .option('--dry-run', 'only list the calls that would be made')
    .addOption(
      option('--rate <number>', 'calls per second, at most', 'IMPORT_RATE').argParser(wholeNumber(1, 10)).default(5),
    )
    .addOption(
      option('--at <instant>', "the account's present (default: the date of the last answer)", 'IMPORT_AT').argParser(
        instant,
      ),
    )
    .option('--keep-identifiers', 'write the ICCIDs of the account, not others in their place')
    .addHelpText(
      'after',
      examples(
        '@ import --from https://api.example.com --dry-run',
        '@ import --from https://api.example.com --out account',
        '@ start --from account',
      ),
    )
    .action(runImport)
}

async function runImport({
  from,
  apiKey,
  out,
  dryRun = false,
  rate,
  at,
  keepIdentifiers = false,
}: Flags): Promise<void> {
  const baseUrl = vendorBaseUrl(from, '--from')
  process.stdout.write(await formatPlan(baseUrl, rate))
  if (dryRun) return
  const key = requireKey(apiKey, 'ESIM_EMULATOR_IMPORT_API_KEY')
  const [{ importAccount }, { ImportFailure }, { CALLS_PER_ESIM }] = await Promise.all([
    import('../import/import.ts'),
    import('../import/read.ts'),
    import('../import/plan.ts'),
  ])
  const progress = createProgress((esims) => Math.ceil((esims * CALLS_PER_ESIM) / rate))
  try {
    const { counts } = await importAccount({
      side: { baseUrl, apiKey: key, fetch: globalThis.fetch, now: systemClock.now, pause, callsPerSecond: rate },
      out,
      keepIdentifiers,
      ...(at === undefined ? {} : { at: parseInstant(at) as number }),
      onProgress: progress.show,
    })
    progress.end()
    process.stdout.write(
      `${counts.bundles} bundles, ${counts.orders} orders and ${counts.esims} eSIMs are in ${out}. REPORT.md says what cannot be known.\n`,
    )
    process.stdout.write(`Start it: esim-go-emulator start --from ${out}\n`)
  } catch (error) {
    progress.end()
    if (!(error instanceof ImportFailure) && !isFileError(error)) throw error
    throw new CommandFailure((error as Error).message)
  }
}

const isFileError = (error: unknown): boolean => typeof (error as NodeJS.ErrnoException).syscall === 'string'

async function formatPlan(baseUrl: string, rate: number): Promise<string> {
  const { describePlan } = await import('../import/plan.ts')
  return [
    `Calls to ${baseUrl}, at most ${rate} a second, none of which changes anything; the last four for each eSIM:`,
    ...describePlan().map((call) => `  ${call}`),
    '',
    '',
  ].join('\n')
}

const BAR_WIDTH = 30

/** Shows progress on standard error: a bar on a terminal, else a line at each tenth. */
function createProgress(secondsFor: (esims: number) => number) {
  const { stderr } = process
  let last = ''
  const line = ({ what, done, total }: Progress): string => {
    const left = what === 'eSIMs' && total !== undefined ? `, about ${inWords(secondsFor(total - done))} left` : ''
    return `${what}: ${done}${total === undefined ? '' : ` of ${total}`}${left}`
  }
  return {
    show: (progress: Progress): void => {
      const { what, done, total } = progress
      if (stderr.isTTY) {
        const filled = total ? Math.floor((Math.min(done, total) / total) * BAR_WIDTH) : 0
        stderr.write(`\r\u001b[K${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)} ${line(progress)}`)
        last = what
        return
      }
      const step = `${what} ${total ? Math.floor((done / total) * 10) : ''}`
      if (step === last) return
      last = step
      stderr.write(`${line(progress)}\n`)
    },
    end: (): void => {
      if (stderr.isTTY && last !== '') stderr.write('\n')
    },
  }
}

function inWords(seconds: number): string {
  if (seconds < 100) return `${seconds} s`
  return seconds < 6_000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`
}
