import { Argument, type Command } from 'commander'
import type { ReceiverFinding } from '../callbacks/verify-receiver.ts'
import { machineWall } from '../clock/wall.ts'
import { DEFAULT_API_KEY } from '../handle.ts'
import { CommandFailure, callbackUrl, EXIT, option } from './options.ts'

interface Flags {
  readonly apiKey: string
  readonly version: 'V2' | 'V3'
}

export function addVerifyReceiver(program: Command): void {
  program
    .command('verify-receiver')
    .description('Send good, duplicated, reordered, late, forged and oversized callbacks to a receiver, and judge it.')
    .addArgument(new Argument('<url>', 'where the receiver answers').argParser(callbackUrl))
    .addOption(
      option('--api-key <key>', 'what the receiver checks signatures with', 'API_KEY').default(DEFAULT_API_KEY),
    )
    .addOption(option('--version <version>', 'V3 is signed', 'CALLBACK_VERSION').choices(['V2', 'V3']).default('V3'))
    .action(async (url: string, { apiKey, version }: Flags) => {
      const { verifyReceiver } = await import('../callbacks/verify-receiver.ts')
      const findings = await verifyReceiver({
        url,
        apiKey,
        version,
        start: machineWall.now(),
        fetch: globalThis.fetch,
        stopwatch: machineWall.now,
      })
      process.stdout.write(formatFindings(findings))
      const wrong = findings.filter(({ ok }) => !ok).length
      if (wrong > 0) {
        throw new CommandFailure(`${wrong} of ${findings.length} answers are not as they should be`, EXIT.difference)
      }
    })
}

/** A table to read. */
export function formatFindings(findings: readonly ReceiverFinding[]): string {
  const rows = [
    ['CASE', 'SENT', 'STATUS', 'MS', 'VERDICT'],
    ...findings.map(({ name, sent, status, durationMs, ok, verdict }) => [
      name,
      sent,
      status === null ? '-' : String(status),
      String(durationMs),
      ok ? 'ok' : `WRONG: ${verdict}`,
    ]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`).join('')
}
