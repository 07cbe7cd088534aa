import { systemClock } from '../clock/system-clock.ts'
import { BASE_PREFIX, DOCUMENTED_ROOT } from '../domain/api-version.ts'
import { parsePublicUrl } from '../domain/public-url.ts'
import { VERSION } from '../version.ts'
import type { StartFlags } from './start-options.ts'

/** The logger's level for information: the first line, which does not wait for the logger, has it too. */
const INFO = 30

/** Writes the URLs of the emulator to standard output, with the address it listens at where that differs. Returns the line. */
export function announce(flags: Pick<StartFlags, 'publicUrl' | 'log'>, listens: string): string {
  const url = flags.publicUrl === undefined ? listens : parsePublicUrl(flags.publicUrl).href
  const [api, dashboard] = [`${url}${BASE_PREFIX}`, `${url}/_emulator/`]
  const documented = `${url}${DOCUMENTED_ROOT}${BASE_PREFIX}`
  const isElsewhere = url !== listens
  const line =
    flags.log === 'json'
      ? JSON.stringify({
          level: INFO,
          time: systemClock.now(),
          msg: 'listening',
          url,
          api,
          documented,
          dashboard,
          ...(isElsewhere ? { listens } : {}),
          version: VERSION,
        })
      : `esim-go-emulator ${VERSION} answers at ${api}; dashboard: ${dashboard}; as documented: ${documented}${isElsewhere ? `; listens at ${listens}` : ''}`
  process.stdout.write(`${line}\n`)
  return line
}
