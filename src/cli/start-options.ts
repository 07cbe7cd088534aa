import type { Command } from 'commander'
import { DIALECTS, type Dialect } from '../domain/dialect.ts'
import { LARGEST_COUNT, LARGEST_RATE_LIMIT, MOST_ORGANISATIONS } from '../domain/limits.ts'
import { MSISDN_SETTINGS, type MsisdnSetting } from '../domain/msisdn.ts'
import { REALISM_MODES, type RealismMode } from '../domain/realism.ts'
import { CATALOGUE_MODES } from '../fixtures/open-catalogue.ts'
import {
  allowedHosts,
  apiKeys,
  callbackUrl,
  hostNames,
  instant,
  option,
  origins,
  port,
  publicUrl,
  rate,
  seed,
  wholeNumber,
} from './options.ts'
import type { TlsFlags } from './tls.ts'

/** The values of the options that start and exec share. */
export interface StartFlags extends TlsFlags {
  readonly port?: number
  readonly host: string
  readonly db?: string
  readonly checkFile?: true
  readonly scenario?: string
  readonly from?: string
  readonly catalogue?: string
  readonly catalogueMode?: (typeof CATALOGUE_MODES)[number]
  readonly networks?: string
  readonly seed?: number
  readonly apiKey?: string[]
  readonly clock?: 'auto' | 'manual'
  readonly start?: string
  readonly rate?: number
  readonly callbackUrl?: string
  readonly callbackVersion?: 'V2' | 'V3'
  readonly dialect?: Dialect
  readonly msisdns?: MsisdnSetting
  readonly realism?: RealismMode
  readonly allowCallbackHost?: string[]
  readonly publicUrl?: string
  readonly allowHost?: string[]
  readonly cors?: string[]
  readonly controlToken?: string
  readonly rateLimit?: number | 'off'
  readonly maxOrganisations?: number
  readonly log: 'pretty' | 'json' | 'silent'
}

/** Adds the options of the emulator, which start and exec share. */
export const withStartOptions = (command: Command, defaults: { port: string; log: StartFlags['log'] }): Command =>
  command
    .addOption(
      option('--port <number>', `where to listen; 0 takes a free port (${defaults.port})`, 'PORT').argParser(port),
    )
    .addOption(
      option('--host <address>', 'the address to listen on; localhost is 127.0.0.1 and ::1', 'HOST').default(
        'localhost',
      ),
    )
    .addOption(option('--db <file>', 'keep the state in this file instead of in memory', 'DB'))
    .addOption(option('--check-file', 'check the whole --db file before the start, not while answering', 'CHECK_FILE'))
    .addOption(option('--scenario <file|name>', 'the scenario to start in (default: fresh)', 'SCENARIO'))
    .addOption(option('--from <folder>', 'start in the account that import wrote to this folder', 'FROM'))
    .addOption(option('--catalogue <file>', 'the bundles that can be ordered, in JSON or CSV', 'CATALOGUE'))
    .addOption(
      option(
        '--catalogue-mode <mode>',
        'replace the built-in catalogue by --catalogue, or extend it (default: replace)',
        'CATALOGUE_MODE',
      ).choices(CATALOGUE_MODES),
    )
    .addOption(option('--networks <file>', 'the networks of countries, in JSON or CSV', 'NETWORKS'))
    .addOption(option('--seed <number>', 'the seed of all ids and names (default: 1)', 'SEED').argParser(seed))
    .addOption(option('--api-key <key>', 'accept only this key (repeatable)', 'API_KEYS').argParser(apiKeys))
    .addOption(
      option('--clock <mode>', 'auto runs by itself, manual stands until it is moved (default: auto)', 'CLOCK').choices(
        ['auto', 'manual'],
      ),
    )
    .addOption(option('--start <instant>', 'where the clock starts (default: now)', 'START').argParser(instant))
    .addOption(option('--rate <number>', 'emulated seconds per real second (default: 1)', 'RATE').argParser(rate))
    .addOption(
      option('--callback-url <url>', 'the URL that callbacks are sent to; it may be private', 'CALLBACK_URL').argParser(
        callbackUrl,
      ),
    )
    .addOption(
      option('--callback-version <version>', 'V3 is signed (default: V3)', 'CALLBACK_VERSION').choices(['V2', 'V3']),
    )
    .addOption(
      option(
        '--dialect <dialect>',
        'answer as the service was observed, or as documented, as under /documented/v2.4 (default: observed)',
        'DIALECT',
      ).choices(DIALECTS),
    )
    .addOption(
      option(
        '--msisdns <which>',
        'which eSIMs have a telephone number without being given one (default: all)',
        'MSISDNS',
      ).choices(MSISDN_SETTINGS),
    )
    .addOption(
      option(
        '--realism <mode>',
        'production has the limits, delays and failures of the service (default: test)',
        'REALISM',
      ).choices(REALISM_MODES),
    )
    .addOption(
      option(
        '--allow-callback-host <host>',
        'send callbacks to this host even if it is private (repeatable)',
        'ALLOW_CALLBACK_HOSTS',
      ).argParser(hostNames),
    )
    .addOption(
      option('--public-url <url>', 'the URL at which others reach it, through a proxy', 'PUBLIC_URL').argParser(
        publicUrl,
      ),
    )
    .addOption(
      option('--allow-host <host>', 'answer requests for this host name too (repeatable)', 'ALLOW_HOSTS').argParser(
        allowedHosts,
      ),
    )
    .addOption(
      option(
        '--cors <origin>',
        'let pages of this origin call the vendor API; * for all (repeatable)',
        'CORS',
      ).argParser(origins),
    )
    .addOption(option('--control-token <token>', 'the token that server-scope calls must send', 'CONTROL_TOKEN'))
    .addOption(
      option('--rate-limit <number>', 'calls answered per second, or off (default: off)', 'RATE_LIMIT').argParser(
        (text: string) => (text === 'off' ? 'off' : wholeNumber(1, LARGEST_RATE_LIMIT)(text)),
      ),
    )
    .addOption(
      option(
        '--max-organisations <number>',
        `where any key opens an organisation: from how many on it opens none (default: ${MOST_ORGANISATIONS})`,
        'MAX_ORGANISATIONS',
      ).argParser(wholeNumber(1, LARGEST_COUNT)),
    )
    .addOption(option('--tls-cert <file>', 'answer over HTTPS with this certificate (PEM)', 'TLS_CERT'))
    .addOption(option('--tls-key <file>', 'the private key of the certificate (PEM)', 'TLS_KEY'))
    .addOption(
      option('--log <form>', 'the form of the log', 'LOG').choices(['pretty', 'json', 'silent']).default(defaults.log),
    )
