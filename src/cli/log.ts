import type { EmulatorOptions } from '../emulator.ts'
import type { EmulatorEvent } from '../log/observe.ts'
import { LogOutput } from './log-output.ts'

/** Reads by the dashboard and health checks are not logged: they say nothing about the clients. */
const LOOKS = /^(?:\/_emulator\/(?:$|ui\/|assets\/|stream$|health$)|\/(?:health|livez|readyz)$)/

export interface Log extends Required<Pick<EmulatorOptions, 'onEvent' | 'onFailure'>> {
  /** Logs an event of the emulator itself, such as its stop. */
  readonly note: (message: string, facts?: object) => void
}

/**
 * Logs requests and callbacks on standard output, as JSON or as lines to read. No key is ever in it. `onEnd` is called when
 * the reader of the log is gone.
 */
export async function createLogger(
  form: 'pretty' | 'json',
  onEnd: (error: NodeJS.ErrnoException) => void,
): Promise<Log> {
  const { default: pino } = await import('pino')
  const render = form === 'json' ? (line: string) => line : await prettyRenderer()
  const output = new LogOutput({
    onFirstLoss: (why) =>
      process.stderr.write(
        `esim-go-emulator: the log cannot be written (${why}): its lines are lost until it can be\n`,
      ),
    onRecovered: (lost) =>
      logger.warn({ lost }, `${lost} ${lost === 1 ? 'line' : 'lines'} of this log were lost before`),
    onEnd,
  })
  const logger = pino({ base: null }, { write: (line: string) => output.write(render(line)) })
  return {
    onEvent(event) {
      if (event.kind === 'request') {
        const { method, path, status, durationMs, organisation, address } = event
        if ((method === 'GET' || method === 'HEAD') && LOOKS.test(path)) return
        const caller = `${organisation ?? 'no key'} from ${address}`
        logger.info(event, `${method} ${path} ${status}${whyOf(event)} ${durationMs.toFixed(1)} ms, ${caller}`)
      } else {
        const { organisation, alertType, iccid, url, status, error } = event
        const what = `callback ${alertType}${iccid ? ` of ${iccid}` : ''}`
        logger.info(event, `${what} to ${url}: ${status ?? error}, ${organisation}`)
      }
    },
    onFailure(error) {
      logger.error(error instanceof Error ? error : new Error(String(error)))
    },
    note: (message, facts = {}) => logger.info(facts, message),
  }
}

/** Loads the function that turns a line of JSON into one to read. */
async function prettyRenderer(): Promise<(line: string) => string> {
  const { default: pretty } = await import('pino-pretty')
  return pretty.prettyFactory({
    colorize: process.stdout.isTTY === true,
    ignore: 'pid,hostname,kind',
    hideObject: true,
    translateTime: 'SYS:HH:MM:ss.l',
  })
}

/** Formats why a call was refused or altered: ` (api-key: no X-API-Key header was sent)`. */
function whyOf({ reason, refusal }: Extract<EmulatorEvent, { kind: 'request' }>): string {
  const words = [reason, refusal].filter((part) => part !== undefined)
  return words.length === 0 ? '' : ` (${words.join(': ')})`
}
