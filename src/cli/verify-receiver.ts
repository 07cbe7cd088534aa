import { Argument, type Command } from 'commander'
import type { ReceiverCheck, ReceiverFinding } from '../callbacks/verify-receiver.ts'
import { DEFAULT_API_KEY } from '../client/handle.ts'
import { systemClock } from '../clock/system-clock.ts'
import { examples } from './help.ts'
import { apiKey, CommandFailure, callbackUrl, EXIT, option } from './options.ts'
import { formatTable } from './table.ts'

interface Flags {
  readonly apiKey: string
  readonly version: 'V2' | 'V3'
  readonly json?: boolean
}

export function addVerifyReceiver(program: Command): void {
  program
    .command('verify-receiver')
    .description('Send good, duplicated, reordered, late, forged and oversized callbacks to a receiver, and judge it.')
    .addArgument(new Argument('<url>', 'the URL of the receiver').argParser(callbackUrl))
    .addOption(
      option('--api-key <key>', 'the key that the receiver checks signatures with', 'API_KEY')
        .argParser(apiKey)
        .default(DEFAULT_API_KEY),
    )
    .addOption(option('--version <version>', 'V3 is signed', 'CALLBACK_VERSION').choices(['V2', 'V3']).default('V3'))
    .option('--json', 'print the findings as one line of JSON')
    .addHelpText('after', examples('@ verify-receiver http://127.0.0.1:4030/ --api-key test-key'))
    .action(async (url: string, { apiKey, version, json }: Flags) => {
      const findings = await findAbout({ url, apiKey, version })
      const wrong = findings.filter(({ ok }) => !ok).length
      if (json) process.stdout.write(`${JSON.stringify({ url, findings })}\n`)
      else process.stdout.write(formatFindings(findings))
      if (wrong > 0) {
        throw new CommandFailure(`${wrong} of ${findings.length} answers are not as they should be`, EXIT.difference)
      }
    })
}

/** Makes the calls and judges each answer. Throws CommandFailure when the first one reaches no receiver. */
async function findAbout(receiver: Pick<ReceiverCheck, 'url' | 'apiKey' | 'version'>): Promise<ReceiverFinding[]> {
  const { callReceiver } = await import('../callbacks/verify-receiver.ts')
  const { now } = systemClock
  const findings: ReceiverFinding[] = []
  for await (const finding of callReceiver({ ...receiver, start: now(), fetch: globalThis.fetch, stopwatch: now })) {
    if (findings.length === 0 && finding.unreachable !== undefined) {
      throw new CommandFailure(`no receiver answers at ${receiver.url}: ${finding.unreachable}`)
    }
    findings.push(finding)
  }
  return findings
}

/** Formats one line for each call that was made to the receiver. */
export const formatFindings = (findings: readonly ReceiverFinding[]): string =>
  formatTable(
    ['CASE', 'SENT', 'STATUS', 'MS', 'VERDICT'],
    findings.map(({ name, sent, status, durationMs, ok, verdict }) => [
      name,
      sent,
      status === null ? '-' : String(status),
      String(durationMs),
      ok ? 'ok' : `WRONG: ${verdict}`,
    ]),
  )
