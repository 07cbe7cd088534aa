import type { Command } from 'commander'
import { pause, systemClock } from '../clock/system-clock.ts'
import { BASE_PREFIX, PREFIXES, unknownPrefix } from '../domain/api-version.ts'
import { listOr } from '../domain/list-words.ts'
import { isApiKey } from '../domain/organisation.ts'
import type { Finding } from '../drift/drift.ts'
import { createEmulator } from '../emulator.ts'
import { examples } from './help.ts'
import { CommandFailure, EXIT, httpUrl, option } from './options.ts'
import { loadScenario } from './scenario-file.ts'
import { formatTable } from './table.ts'

interface Flags {
  readonly against: string
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
      option('--against <url>', 'the base URL of the other service, with a version prefix or without (v2.4)', 'AGAINST')
        .argParser(httpUrl)
        .makeOptionMandatory(),
    )
    .addOption(option('--api-key <key>', 'your key for the other service; safer in the variable', 'AGAINST_API_KEY'))
    .addOption(option('--scenario <file|name>', 'the scenario of the emulator', 'SCENARIO').default('busy-reseller'))
    .option('--dry-run', 'only list the calls that would be made')
    .option('--json', 'write the differences as JSON')
    .addHelpText('after', examples('@ diff --against https://api.example.com --dry-run'))
    .action(diff)
}

async function diff({ against, apiKey, scenario, dryRun = false, json = false }: Flags): Promise<void> {
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

/** Formats the findings as tables: HERE is the emulator, THERE the other service. */
function formatFindings(findings: readonly Finding[]): string {
  const differing = findings.flatMap(({ call, differences }) =>
    differences.map(({ where, here, there }) => [call, where, here, there]),
  )
  const open = findings.flatMap(({ call, notCompared }) => notCompared.map(({ where, why }) => [call, where, why]))
  return [
    differing.length === 0 ? 'No differences.\n' : formatTable(['CALL', 'WHERE', 'HERE', 'THERE'], differing),
    open.length === 0 ? '' : `\nNot compared:\n\n${formatTable(['CALL', 'WHERE', 'WHY'], open)}`,
  ].join('')
}
