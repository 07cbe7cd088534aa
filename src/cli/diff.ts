import type { Command } from 'commander'
import { pause, systemClock } from '../clock/system-clock.ts'
import { BASE_PREFIX, PREFIXES, unknownPrefix } from '../domain/api-version.ts'
import { listOr } from '../domain/list-words.ts'
import { isApiKey } from '../domain/organisation.ts'
import type { Finding } from '../drift/drift.ts'
import { createEmulator } from '../emulator.ts'
import { formatFindings } from './findings.ts'
import { examples } from './help.ts'
import { CommandFailure, EXIT, httpUrl, option } from './options.ts'
import { loadScenario } from './scenario-file.ts'

interface Flags {
  readonly against?: string
  readonly recording?: string
  readonly apiKey?: string
  readonly scenario: string
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
    .addOption(option('--api-key <key>', 'your key for the other service; safer in the variable', 'AGAINST_API_KEY'))
    .addOption(option('--scenario <file|name>', 'the scenario of the emulator', 'SCENARIO').default('busy-reseller'))
    .option('--dry-run', 'only list the calls that would be made')
    .option('--json', 'write the differences as JSON')
    .addHelpText(
      'after',
      examples('@ diff --against https://api.example.com --dry-run', '@ diff --recording recording.jsonl'),
    )
    .action(diff)
}

async function diff(flags: Flags): Promise<void> {
  const { against, recording, apiKey, scenario, dryRun = false, json = false } = flags
  if (recording !== undefined) {
    if (against !== undefined) throw new CommandFailure('--recording takes the place of --against', EXIT.usage)
    const { diffRecording } = await import('./diff-recording.ts')
    return diffRecording(recording, { scenario: await loadScenario(scenario) }, flags)
  }
  if (against === undefined) {
    throw new CommandFailure('say what to compare with: --against <url> or --recording <file>', EXIT.usage)
  }
  const baseUrl = baseUrlOf(against)
  // With --json, standard output is for the report alone.
  const tell = json ? process.stderr : process.stdout
  tell.write(await formatPlan(baseUrl))
  if (dryRun) return
  // Not an option's parser: what that refuses is printed.
  if (apiKey === undefined || !isApiKey(apiKey)) {
    throw new CommandFailure(
      apiKey === undefined
        ? 'a key is needed: --api-key or ESIM_EMULATOR_AGAINST_API_KEY'
        : 'the key has 1 to 128 visible ASCII characters',
      EXIT.usage,
    )
  }
  const findings = await findAgainst(baseUrl, apiKey, scenario)
  const count = findings.flatMap(({ differences }) => differences).length
  process.stdout.write(json ? `${JSON.stringify({ against: baseUrl, findings }, null, 2)}\n` : formatFindings(findings))
  if (count > 0) {
    throw new CommandFailure(`${count} ${count === 1 ? 'difference' : 'differences'} in form`, EXIT.difference)
  }
}

async function findAgainst(baseUrl: string, apiKey: string, scenario: string): Promise<Finding[]> {
  const [{ CannotAsk }, { findDrift }] = await Promise.all([import('../drift/ask.ts'), import('../drift/drift.ts')])
  const emulator = await createEmulator({ scenario: await loadScenario(scenario) })
  const { pathname } = new URL(baseUrl)
  // Our own emulator has no limit, and never sees the key.
  const here = { apiKey: emulator.apiKey, fetch: emulator.fetch, now: () => 0, pause: async () => undefined }
  const version = LAST_SEGMENT.exec(pathname)?.[0] ?? ''
  try {
    return await findDrift(
      { ...here, baseUrl: `http://emulator${version}` },
      { baseUrl, apiKey, fetch: globalThis.fetch, now: systemClock.now, pause },
    )
  } catch (error) {
    if (error instanceof CannotAsk) throw new CommandFailure(error.message)
    throw error
  } finally {
    await emulator.close()
  }
}

const LAST_SEGMENT = /\/[^/]*$/

/** Normalises a base URL: with a version, without a slash at its end. Throws CommandFailure. */
function baseUrlOf(text: string): string {
  const { username, password, search, hash, origin, pathname } = new URL(text)
  if (username + password + search + hash !== '') {
    throw new CommandFailure('--against takes a base URL and nothing else: no user, no query', EXIT.usage)
  }
  const path = pathname.replace(/\/+$/, '')
  const last = LAST_SEGMENT.exec(path)?.[0] ?? ''
  const unknown = unknownPrefix(last)
  if (unknown) {
    throw new CommandFailure(`unknown API version ${unknown}: use ${listOr(PREFIXES)}`, EXIT.usage)
  }
  return `${origin}${PREFIXES.includes(last) ? path : `${path}${BASE_PREFIX}`}`
}

async function formatPlan(baseUrl: string): Promise<string> {
  const { PLAN, describeCall } = await import('../drift/drift.ts')
  return [
    `${PLAN.length} calls to ${baseUrl}, at most 5 a second. None buys, changes or sends anything:`,
    ...PLAN.map((call) => `  ${describeCall(call)}`),
    '',
    '',
  ].join('\n')
}
