import { readFileSync, statSync } from 'node:fs'
import { listAnd } from '../domain/list-words.ts'
import { BUILT_IN, findBuiltIn, type Scenario } from '../fixtures/scenarios.ts'
import { CommandFailure, EXIT } from './options.ts'

/** Reads a scenario file. Throws CommandFailure when there is none, and ScenarioError with its mistakes. */
export async function readScenarioFile(path: string): Promise<Scenario> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandFailure(`the scenario file cannot be read: ${(error as Error).message}`, EXIT.usage)
  }
  const { parseScenario } = await import('../fixtures/parse-scenario.ts')
  return parseScenario(text, path)
}

/** The scenario of a file, where there is one of that name. */
export const findScenario = async (fileOrName: string): Promise<Scenario | undefined> =>
  isReadable(fileOrName) ? readScenarioFile(fileOrName) : undefined

/** The scenario of a file, or the built-in one of a name. */
export async function loadScenario(fileOrName: string): Promise<Scenario> {
  const read = await findScenario(fileOrName)
  if (read) return read
  const builtIn = findBuiltIn(fileOrName)
  if (builtIn) return builtIn
  const names = listAnd(BUILT_IN.map(({ name }) => name))
  throw new CommandFailure(
    `there is no file ${fileOrName}, and no scenario of that name: there is ${names}`,
    EXIT.usage,
  )
}

/** Whether there is something to read under a name: a file or a pipe, and not a folder that happens to be called so. */
const isReadable = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === false
