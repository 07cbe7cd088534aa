import type { Command } from 'commander'
import { pause, systemClock } from '../clock/system-clock.ts'
import type { Finding } from '../drift/drift.ts'
import { createEmulator } from '../emulator.ts'
import { formatFindings } from './findings.ts'
import { examples } from './help.ts'
import { readStart } from './import-folder.ts'
import { apiKey, CommandFailure, EXIT, httpUrl, option, wholeNumber } from './options.ts'
import { LAST_SEGMENT, requireKey, vendorBaseUrl } from './upstream.ts'

interface Flags {
  readonly against?: string
  readonly recording?: string
  readonly apiKey?: string
  readonly scenario?: string
  readonly from?: string
  readonly values?: boolean
  readonly esims: number
  readonly dryRun?: boolean
  readonly json?: boolean
}

export function addDiff(program: Command): void {
  program
    .command('diff')
    .description(
      'Compare the forms of answers with those of another service, such as the real one, by calls that change nothing.',
    )
    .addOption(
      option(
        '--against <url>',
        'the base URL of the other service, with a version prefix or without (v2.4)',
        'AGAINST',
      ).argParser(httpUrl),
    )
    .option('--recording <file>', 'compare with a recording instead (see record), or with an HTTP Archive (HAR)')
    .addOption(
      option('--api-key <key>', 'your key for the other service; safer in the variable', 'AGAINST_API_KEY').argParser(
        apiKey,
      ),
    )
    .addOption(option('--scenario <file|name>', 'the scenario of the emulator (default: busy-reseller)', 'SCENARIO'))
    .addOption(option('--from <folder>', 'the emulator starts in what import wrote to this folder', 'FROM'))
    .option('--values', 'also compare values, except those that import replaces')
    .addOption(
      option('--esims <number>', 'with --values: how many eSIMs, the first of the list', 'ESIMS')
        .argParser(wholeNumber(0, 1_000_000))
        .default(100),
    )
    .option('--dry-run', 'only list the calls that would be made')
    .option('--json', 'write the differences as JSON')
    .addHelpText(
      'after',
      examples(
        '@ diff --against https://api.example.com --dry-run',
        '@ diff --against https://api.example.com --from account --values',
        '@ diff --recording recording.jsonl',
      ),
    )
    .action(diff)
}

async function diff(flags: Flags): Promise<void> {
  const { against, recording, apiKey, values = false, dryRun = false, json = false } = flags
  if (recording !== undefined) {
    if (against !== undefined) throw new CommandFailure('--recording takes the place of --against', EXIT.usage)
    const { diffRecording } = await import('./diff-recording.ts')
    return diffRecording(recording, await readStart(startOf(flags)), flags)
  }
  if (against === undefined) {
    throw new CommandFailure('say what to compare with: --against <url> or --recording <file>', EXIT.usage)
  }
  const baseUrl = vendorBaseUrl(against, '--against')
  // With --json, standard output is for the report alone.
  const tell = json ? process.stderr : process.stdout
  tell.write(await formatPlan(baseUrl, values))
  if (dryRun) return
  const findings = await findAgainst(baseUrl, requireKey(apiKey, 'ESIM_EMULATOR_AGAINST_API_KEY'), flags)
  const count = findings.flatMap(({ differences }) => differences).length
  process.stdout.write(json ? `${JSON.stringify({ against: baseUrl, findings }, null, 2)}\n` : formatFindings(findings))
  if (count > 0) {
    throw new CommandFailure(
      `${count} ${count === 1 ? 'difference' : 'differences'} in form${values ? ' or value' : ''}`,
      EXIT.difference,
    )
  }
}

/** The start of the emulator: a folder of an import, or a scenario. */
const startOf = (flags: Flags): Flags | { readonly scenario: string } =>
  flags.from === undefined ? { scenario: flags.scenario ?? 'busy-reseller' } : flags

async function findAgainst(baseUrl: string, apiKey: string, flags: Flags): Promise<Finding[]> {
  const [{ CannotAsk }, { findDrift }] = await Promise.all([import('../drift/ask.ts'), import('../drift/drift.ts')])
  const emulator = await createEmulator(await readStart(startOf(flags)))
  const { pathname } = new URL(baseUrl)
  // Our own emulator has no limit, and never sees the key.
  const here = { apiKey: emulator.apiKey, fetch: emulator.fetch, now: () => 0, pause: async () => undefined }
  const version = LAST_SEGMENT.exec(pathname)?.[0] ?? ''
  try {
    const sides = [
      { ...here, baseUrl: `http://emulator${version}` },
      { baseUrl, apiKey, fetch: globalThis.fetch, now: systemClock.now, pause },
    ] as const
    const findings = await findDrift(...sides)
    if (!flags.values) return findings
    const [{ findValueDrift }, { isReplaced }] = await Promise.all([
      import('../drift/value-drift.ts'),
      import('../import/replace.ts'),
    ])
    return [...findings, ...(await findValueDrift(...sides, { isReplaced, esims: flags.esims }))]
  } catch (error) {
    if (error instanceof CannotAsk) throw new CommandFailure(error.message)
    throw error
  } finally {
    await emulator.close()
  }
}

async function formatPlan(baseUrl: string, values: boolean): Promise<string> {
  const { PLAN, describeCall } = await import('../drift/drift.ts')
  const { VALUE_PLAN } = await import('../drift/value-drift.ts')
  return [
    `${PLAN.length} calls to ${baseUrl}, at most 5 a second. None buys, changes or sends anything:`,
    ...PLAN.map((call) => `  ${describeCall(call)}`),
    ...(values
      ? ['And to compare values, for each page and each eSIM:', ...VALUE_PLAN.map((call) => `  ${call}`)]
      : []),
    '',
    '',
  ].join('\n')
}
