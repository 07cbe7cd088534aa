import { Command } from 'commander'
import { type ConnectedEmulator, connectEmulator } from '../client/connect.ts'
import { explainNetworkError } from '../domain/network-error.ts'
import { EmulatorError } from '../http/control-answer.ts'
import { apiKey, CommandFailure, emulatorUrl, option } from './options.ts'

/** The URL of an emulator with the default port. */
export const DEFAULT_URL = 'http://127.0.0.1:4024'

export interface RemoteFlags {
  readonly url: string
  readonly apiKey?: string
  readonly controlToken?: string
  readonly json?: boolean
}

/** The result of a command: as the library returns it for programs, and as lines for people. */
export interface Report {
  readonly json: unknown
  readonly lines: readonly string[]
}

export const writeLine = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Writes a report: its lines, or with --json one line of JSON. */
export function print({ json, lines }: Report, asJson: boolean | undefined): void {
  if (asJson) writeLine(JSON.stringify(json))
  else for (const line of lines) writeLine(line)
}

/** Makes a command that drives a running emulator, with the options that all of these share. */
export function remoteCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(option('--url <url>', 'the URL of the emulator', 'URL').argParser(emulatorUrl).default(DEFAULT_URL))
    .addOption(
      option('--api-key <key>', 'the organisation, by its API key (default: the first)', 'API_KEY').argParser(apiKey),
    )
    .addOption(option('--control-token <token>', 'the --control-token of the emulator', 'CONTROL_TOKEN'))
    .option('--json', 'print the result as one line of JSON')
}

/**
 * Wraps an action: connects it to the emulator of the flags, prints its report, and turns a refused call into one line. A
 * read with an unknown key opens no organisation.
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
 * Sends a request that the handle has no call for, or whose body or answer is a stream, as the organisation of the flags.
 * Rejects with CommandFailure when it is refused.
 */
export async function requestEmulator(
  emulator: ConnectedEmulator,
  path: string,
  { apiKey }: RemoteFlags,
  init: object = {},
): Promise<Response> {
  const headers = {
    ...(apiKey === undefined ? {} : { 'X-API-Key': apiKey }),
    ...('body' in init ? { 'Content-Type': 'application/json' } : {}),
  }
  let response: Response
  try {
    response = await emulator.fetch(path, { ...init, headers })
  } catch (error) {
    throw new CommandFailure(`no emulator answers at ${emulator.url}: ${explainNetworkError(error)}`)
  }
  if (response.ok && /\b(?:json|event-stream)\b/.test(response.headers.get('content-type') ?? '')) return response
  if (response.ok) throw new CommandFailure(`what answers at ${emulator.url} is no emulator`)
  const { error } = (await response.json().catch(() => ({}))) as { error?: { message?: string } }
  throw new CommandFailure(error?.message ?? `the emulator answered ${response.status}`)
}

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
