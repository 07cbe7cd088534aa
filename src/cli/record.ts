import { Command } from 'commander'
import { systemClock } from '../clock/system-clock.ts'
import { BASE_PREFIX } from '../domain/api-version.ts'
import { parseDuration } from '../domain/duration.ts'
import { explainStart } from './explain-start.ts'
import { examples } from './help.ts'
import { CommandFailure, duration, EXIT, httpUrl, option, port } from './options.ts'
import { LAST_SEGMENT, vendorBaseUrl } from './upstream.ts'

interface Flags {
  readonly upstream: string
  readonly out: string
  readonly port: number
  readonly timeout: string
  readonly allowWrites?: boolean
  readonly yesSpendMoney?: boolean
}

const DEFAULT_PORT = 4025

export function addRecord(program: Command): void {
  program.addCommand(
    new Command('record')
      .description('Stand between a client and the service, and write each call and its answer to a file, redacted.')
      .addOption(
        option('--upstream <url>', 'the URL of the service, such as https://api.esim-go.com', 'RECORD_UPSTREAM')
          .argParser(httpUrl)
          .makeOptionMandatory(),
      )
      .addOption(option('--out <file>', 'the recording to write, or to go on with', 'RECORD_OUT').makeOptionMandatory())
      .addOption(
        option('--port <number>', 'the port of 127.0.0.1 to listen on; 0 is any free one', 'RECORD_PORT')
          .argParser(port)
          .default(DEFAULT_PORT),
      )
      .addOption(
        option('--timeout <duration>', 'how long the service may be silent', 'RECORD_TIMEOUT')
          .argParser(duration)
          .default('60s'),
      )
      // Flags alone: a variable is easily left over from another day.
      .option('--allow-writes', 'pass on every call, also those that spend money: needs --yes-spend-money')
      .option('--yes-spend-money', 'confirms --allow-writes')
      .addHelpText('after', examples('@ record --upstream https://api.esim-go.com --out recording.jsonl'))
      .action(record),
  )
}

async function record(flags: Flags): Promise<void> {
  const upstream = upstreamOf(flags.upstream)
  const allowWrites = requireConfirmation(flags, upstream)
  const timeoutMs = parseDuration(flags.timeout) || 1
  const [{ RecordingFile, RecordingError }, { startRecorder }, { createSecret }] = await Promise.all([
    import('../record/file.ts'),
    import('../record/proxy.ts'),
    import('../record/secret.ts'),
  ])
  const tell = (line: string): void => void process.stderr.write(`esim-go-emulator: ${line}\n`)
  const counts = { kept: 0, refused: 0 }
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  let file: InstanceType<typeof RecordingFile> | undefined
  try {
    file = new RecordingFile(flags.out)
    const recording = file
    if (recording.repaired) tell(`the last line of ${flags.out} broke off, and was removed`)
    let onFailure: (error: unknown) => void = () => undefined
    const failed = new Promise<never>((_, reject) => {
      onFailure = reject
    })
    failed.catch(() => undefined)
    const server = await startRecorder({
      upstream,
      port: flags.port,
      allowWrites,
      timeoutMs,
      secret: createSecret(),
      systemClock,
      keep: (exchange) => {
        recording.append(exchange)
        counts.kept += 1
      },
      onRefusal: ({ message }) => {
        counts.refused += 1
        tell(message)
      },
      onFailure,
    })
    if (allowWrites) tell(`every call is passed on to ${upstream.host}: orders spend money there`)
    process.stdout.write(
      `esim-go-emulator record answers at ${server.url}${BASE_PREFIX}, asks ${upstream.href.replace(/\/$/, '')}, and writes to ${flags.out}\n`,
    )
    try {
      await Promise.race([stopped, failed])
    } finally {
      await server.close()
    }
    const refused = counts.refused === 0 ? '' : `, ${counts.refused} not passed on`
    process.stdout.write(`${counts.kept} ${counts.kept === 1 ? 'call' : 'calls'} recorded${refused}\n`)
  } catch (error) {
    if (error instanceof RecordingError) throw new CommandFailure(error.message)
    const { syscall, code } = error as NodeJS.ErrnoException
    if (syscall === 'write') throw new CommandFailure(`${flags.out} cannot be written: ${code}`)
    const line = explainStart(error, { host: 'localhost', port: flags.port })
    throw line === undefined ? error : new CommandFailure(line)
  } finally {
    file?.close()
  }
}

/** Writes are asked for twice. Throws CommandFailure. */
function requireConfirmation({ allowWrites = false, yesSpendMoney = false }: Flags, upstream: URL): boolean {
  if (allowWrites && !yesSpendMoney) {
    throw new CommandFailure(
      `--allow-writes passes on orders, which spend money at ${upstream.host}: say so with --yes-spend-money as well`,
      EXIT.usage,
    )
  }
  if (yesSpendMoney && !allowWrites) throw new CommandFailure('--yes-spend-money goes with --allow-writes', EXIT.usage)
  return allowWrites
}

/** The URL that paths are appended to. A client's path has the version: one at the end of the URL is left out. */
function upstreamOf(text: string): URL {
  return new URL(vendorBaseUrl(text, '--upstream').replace(LAST_SEGMENT, ''))
}
