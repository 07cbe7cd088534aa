import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { EmulatorOptions } from '../emulator.ts'
import { CommandFailure, EXIT } from './options.ts'
import { loadScenario, readScenarioFile } from './scenario-file.ts'

export interface StartFiles {
  readonly scenario?: string
  readonly from?: string
}

/**
 * Reads what an emulator starts in: a scenario, or the folder of an import, with its catalogue and networks. Throws CommandFailure and
 * ScenarioError.
 */
export async function readStart({
  scenario,
  from,
}: StartFiles): Promise<Pick<EmulatorOptions, 'scenario' | 'catalogue' | 'networks'>> {
  if (from === undefined) return scenario === undefined ? {} : { scenario: await loadScenario(scenario) }
  if (scenario !== undefined) {
    throw new CommandFailure('--from has a scenario of its own: leave --scenario out', EXIT.usage)
  }
  const file = join(from, 'scenario.yaml')
  if (!isThere(file)) {
    throw new CommandFailure(`${from} has no scenario.yaml, which \`esim-go-emulator import\` writes`)
  }
  const [catalogue, networks] = ['catalogue.json', 'networks.json'].map((name) => join(from, name))
  return {
    scenario: await readScenarioFile(file),
    ...(catalogue && isThere(catalogue) ? { catalogue } : {}),
    ...(networks && isThere(networks) ? { networks } : {}),
  }
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined
