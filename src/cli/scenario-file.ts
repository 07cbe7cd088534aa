import { readFileSync, statSync } from 'node:fs'
import { listAnd } from '../domain/list-words.ts'
import { BUILT_IN, findBuiltIn, type Scenario } from '../fixtures/scenarios.ts'
import { CommandFailure } from './options.ts'

/** Reads a scenario file. Throws CommandFailure when there is none, and ScenarioError with its mistakes. */
export async function readScenarioFile(path: string): Promise<Scenario> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandFailure(`the scenario file cannot be read: ${(error as Error).message}`)
  }
  const { parseScenario } = await import('../fixtures/parse-scenario.ts')
  return parseScenario(text, path)
}

/** Reads a scenario file; undefined where there is no file of that name. */
export const findScenario = async (fileOrName: string): Promise<Scenario | undefined> =>
  isReadable(fileOrName) ? readScenarioFile(fileOrName) : undefined

/** Loads a scenario from a file, or a built-in one by its name. Throws CommandFailure and ScenarioError. */
export async function loadScenario(fileOrName: string): Promise<Scenario> {
  const read = await findScenario(fileOrName)
  if (read) return read
  const builtIn = findBuiltIn(fileOrName)
  if (builtIn) return builtIn
  const names = listAnd(BUILT_IN.map(({ name }) => name))
  throw new CommandFailure(`there is no file ${fileOrName}, and no scenario of that name: there is ${names}`)
}

/** Tells whether a path is a file or a pipe: a folder may have the name of a scenario. */
const isReadable = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === false
