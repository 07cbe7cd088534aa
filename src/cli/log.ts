import type { EmulatorOptions } from '../emulator.ts'

/** Looking at the dashboard, which keeps itself up to date, says nothing about the clients, nor does asking for its health. */
const LOOKS = /^(?:\/_emulator\/(?:$|ui\/|assets\/|stream$|health$)|\/(?:health|livez|readyz)$)/

type Log = Required<Pick<EmulatorOptions, 'onEvent' | 'onFailure'>>

/**
 * A log of requests and callbacks on standard output: lines of JSON, or lines to read. No key is ever in it. `onError` is
 * told when it cannot be written.
 */
export async function createLogger(form: 'pretty' | 'json', onError: (error: Error) => void): Promise<Log> {
  const { default: pino } = await import('pino')
  const output = pino.destination({ dest: 1, sync: true })
  output.on('error', onError)
  const destination =
    form === 'json'
      ? output
      : (await import('pino-pretty')).default({
          colorize: process.stdout.isTTY === true,
          ignore: 'pid,hostname,kind',
          hideObject: true,
          translateTime: 'SYS:HH:MM:ss.l',
          destination: output,
        })
  const logger = pino({ base: null }, destination)
  return {
    onEvent(event) {
      if (event.kind === 'request') {
        const { method, path, status, durationMs, reason } = event
        if ((method === 'GET' || method === 'HEAD') && LOOKS.test(path)) return
        const why = reason === undefined ? '' : ` (${reason})`
        logger.info(event, `${method} ${path} ${status}${why} ${durationMs.toFixed(1)} ms`)
      } else {
        const { alertType, iccid, url, status, error } = event
        logger.info(event, `callback ${alertType}${iccid ? ` of ${iccid}` : ''} to ${url}: ${status ?? error}`)
      }
    },
    onFailure(error) {
      logger.error(error instanceof Error ? error : new Error(String(error)))
    },
  }
}
