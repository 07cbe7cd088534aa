import { Command } from 'commander'
import { type ConnectedEmulator, connectEmulator } from '../client/connect.ts'
import { explainNetworkError } from '../domain/network-error.ts'
import { EmulatorError } from '../http/control-answer.ts'
import { CommandFailure, httpUrl, option } from './options.ts'

/** Where an emulator answers that was started without a port. */
export const DEFAULT_URL = 'http://127.0.0.1:4024'

export interface RemoteFlags {
  readonly url: string
  readonly apiKey?: string
  readonly controlToken?: string
  readonly json?: boolean
}

/** What a command found: for programs, as the library answers, and as lines for people. */
export interface Report {
  readonly json: unknown
  readonly lines: readonly string[]
}

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Writes what was found: with --json as JSON on one line. */
export function print({ json, lines }: Report, asJson: boolean | undefined): void {
  if (asJson) say(JSON.stringify(json))
  else for (const line of lines) say(line)
}

/** A command that drives a running emulator, with the options that all of them have. */
export function remoteCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(option('--url <url>', 'where the emulator answers', 'URL').argParser(httpUrl).default(DEFAULT_URL))
    .addOption(option('--api-key <key>', 'which organisation (default: the first)', 'API_KEY'))
    .addOption(option('--control-token <token>', 'what the emulator was started with', 'CONTROL_TOKEN'))
    .option('--json', 'write what is found as JSON, on one line')
}

/**
 * Gives an action its emulator, prints what it reports, and turns what it is refused into one line. A key that nobody has
 * used opens no organisation by a look.
 */
export const run =
  <Args extends unknown[]>(action: (emulator: ConnectedEmulator, ...args: Args) => Promise<Report | undefined>) =>
  async (...given: unknown[]): Promise<void> => {
    // Commander hands over the arguments, the flags and the command.
    const flags = given.at(-2) as RemoteFlags
    const { url, apiKey, controlToken, json } = flags
    const emulator = connectEmulator(url, {
      opens: false,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(controlToken === undefined ? {} : { controlToken }),
    })
    try {
      const report = await action(emulator, ...(given.slice(0, -1) as Args))
      if (report) print(report, json)
    } catch (error) {
      if (error instanceof EmulatorError) throw new CommandFailure(error.message)
      throw error
    }
  }

/**
 * Asks for something that the handle has no call for, as the organisation of the flags. Rejects with CommandFailure when it
 * is refused.
 */
export async function ask(emulator: ConnectedEmulator, path: string, { apiKey }: RemoteFlags): Promise<Response> {
  let response: Response
  try {
    response = await emulator.fetch(path, { headers: apiKey === undefined ? {} : { 'X-API-Key': apiKey } })
  } catch (error) {
    throw new CommandFailure(`no emulator answers at ${emulator.url}: ${explainNetworkError(error)}`)
  }
  if (response.ok && /\b(?:json|event-stream)\b/.test(response.headers.get('content-type') ?? '')) return response
  if (response.ok) throw new CommandFailure(`what answers at ${emulator.url} is no emulator`)
  const { error } = (await response.json().catch(() => ({}))) as { error?: { message?: string } }
  throw new CommandFailure(error?.message ?? `the emulator answered ${response.status}`)
}

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
