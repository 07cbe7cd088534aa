import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { connectEmulator } from '../client/connect.ts'
import { createEmulator } from '../emulator.ts'
import type { Scenario } from '../fixtures/scenarios.ts'
import { EmulatorError } from '../http/control-answer.ts'
import type { StoryReport } from '../scenario/report.ts'
import type { Stage } from '../scenario/run.ts'
import { examples } from './help.ts'
import { apiKey, CommandFailure, EXIT, emulatorUrl, option } from './options.ts'
import { readScenarioFile } from './scenario-file.ts'

interface RunFlags {
  readonly url?: string
  readonly apiKey?: string
  readonly controlToken?: string
  readonly json?: boolean
}

/** Commands about scenario files. */
export function addScenario(program: Command): void {
  const scenario = program.command('scenario').description('Play scenario files.')
  scenario
    .command('run')
    .description(
      'Play the steps of a scenario, and check what it expects. Ends with 3 when something is not as expected.',
    )
    .argument('<file>', 'YAML or JSON')
    .addOption(
      option('--url <url>', 'play it in the emulator at this URL, after a reset of the organisation', 'URL').argParser(
        emulatorUrl,
      ),
    )
    .addOption(
      option(
        '--api-key <key>',
        'with --url: the organisation, by its API key (default: the first)',
        'API_KEY',
      ).argParser(apiKey),
    )
    .addOption(option('--control-token <token>', 'with --url: the --control-token of the emulator', 'CONTROL_TOKEN'))
    .option('--json', 'report as one JSON object')
    .addHelpText('after', examples('@ scenario run scenario.yaml'))
    .action(run)
  program
    .command('init')
    .description('Write a commented scenario file to begin with.')
    .argument('[file]', 'where', 'scenario.yaml')
    .addHelpText('after', examples('@ init', '@ init trip.yaml'))
    .action(init)
}

async function run(file: string, flags: RunFlags): Promise<void> {
  const scenario = await readScenarioFile(file)
  const report = flags.url === undefined ? await runHere(scenario) : await runAt(flags.url, scenario, flags)
  const { renderReport } = await import('../scenario/report.ts')
  process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : renderReport(report))
  if (!report.met) throw new CommandFailure(`${file} did not go as expected`, EXIT.difference)
}

/** Plays a scenario in an emulator of its own. */
async function runHere(scenario: Scenario): Promise<StoryReport> {
  const emulator = await createEmulator({ scenario })
  try {
    return await play(scenario, {
      handle: emulator,
      fetch: (path, init) => emulator.fetch(new Request(`http://emulator${path}`, init)),
    })
  } finally {
    await emulator.close()
  }
}

/** Plays a scenario in a running emulator, after a reset of the organisation. */
async function runAt(url: string, scenario: Scenario, { apiKey, controlToken }: RunFlags): Promise<StoryReport> {
  const emulator = connectEmulator(url, {
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(controlToken === undefined ? {} : { controlToken }),
  })
  try {
    await emulator.reset({ scenario: scenario as Partial<Scenario> })
    return await play(scenario, { handle: emulator, fetch: (path, init) => emulator.fetch(path, init) })
  } catch (error) {
    if (error instanceof EmulatorError) throw new CommandFailure(error.message)
    throw error
  }
}

async function play(scenario: Scenario, stage: Stage): Promise<StoryReport> {
  const { runScenario } = await import('../scenario/run.ts')
  return runScenario(scenario, stage)
}

async function init(file: string): Promise<void> {
  const { SCENARIO_TEMPLATE } = await import('./scenario-template.ts')
  try {
    writeFileSync(file, SCENARIO_TEMPLATE, { flag: 'wx' })
  } catch (error) {
    const taken = (error as { code?: string }).code === 'EEXIST'
    throw new CommandFailure(taken ? `${file} is there already: name another file` : (error as Error).message)
  }
  process.stdout.write(`wrote ${file}: play it with \`esim-go-emulator scenario run ${file}\`\n`)
}
