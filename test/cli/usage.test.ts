import { expect, test, vi } from 'vitest'
import { runCli, runCommand, startCli } from '../support/cli.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const VARIABLES = [
  'PORT',
  'HOST',
  'DB',
  'SEED',
  'API_KEYS',
  'CLOCK',
  'START',
  'RATE',
  'SCENARIO',
  'CALLBACK_URL',
  'CALLBACK_VERSION',
  'DIALECT',
  'ALLOW_CALLBACK_HOSTS',
  'CONTROL_TOKEN',
  'RATE_LIMIT',
  'MAX_ORGANISATIONS',
  'LOG',
]

test('a variable that is empty is as if it were not set', async () => {
  const empty = Object.fromEntries(VARIABLES.map((name) => [`ESIM_EMULATOR_${name}`, '']))
  const { line, url } = await startCli([], empty)
  expect(line).toMatch(/answers at http:\/\/127\.0\.0\.1:\d+\/v2\.4/)
  expect(await (await fetch(`${url}/_emulator/health`)).json()).toMatchObject({ mode: 'open', storage: 'memory' })
})

test.each([
  [['--host', '']],
  [['--host=']],
  [['--db', '']],
  [['--scenario', '']],
  [['--api-key', '']],
  [['--control-token', '']],
  [['status', '--api-key', '']],
  [['attach', '8943108167000000019', 'FR', '--url', '']],
  [['scenario', 'run', 'x.yaml', '--api-key', '']],
])('%j: a value that is empty is wrong usage', async (args) => {
  const { code, stdout, stderr } = await runCli(args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/^esim-go-emulator: option '--\S+ <.+>' argument "" is invalid\. It must not be empty\.\n$/)
})

test.each<[what: string, args: string[], env: Record<string, string>, line: string | RegExp]>([
  [
    'keys without a key',
    [],
    { ESIM_EMULATOR_API_KEYS: ',' },
    /--api-key.* A key has 1 to 128 visible ASCII characters/,
  ],
  ['a flag without a key', ['--api-key', ' , '], {}, /--api-key.* A key has 1 to 128 visible ASCII characters/],
  [
    'a port of the platform that is none',
    [],
    { PORT: 'abc' },
    'esim-go-emulator: PORT "abc" is invalid. It must be a whole number from 0 to 65535.',
  ],
  ['a rate beyond the fastest', ['--rate', '1e308'], {}, /It must be a number above 0, and at most 1000000000\.$/],
  ['a start after the end of time', ['--start', '9999-12-31T12:00:00Z'], {}, /before the end of the year 9999/],
  ['no command', ['nosuch'], {}, 'esim-go-emulator: there is no command nosuch (see --help)'],
  [
    'no command behind options',
    ['--port', '0', 'nosuch'],
    {},
    'esim-go-emulator: there is no command nosuch (see --help)',
  ],
  ['an empty command', ['exec', '--', ''], {}, 'esim-go-emulator: exec needs a command that is not empty'],
])('%s is wrong usage', async (_, args, env, line) => {
  const { code, stdout, stderr } = await runCli(args, env)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr.split('\n')).toEqual([typeof line === 'string' ? line : expect.stringMatching(line), ''])
})

test.each<[args: string[], env: Record<string, string>, line: string]>([
  [
    ['--port', 'x'.repeat(99)],
    {},
    `option '--port <number>' argument "${'x'.repeat(75)}..." (99 characters) is invalid. It must be a whole number from 0 to 65535.`,
  ],
  [
    ['--seed', "1' is invalid.\nno"],
    {},
    `option '--seed <number>' argument "1' is invalid.\\nno" is invalid. It must be a whole number from 0 to 4294967295.`,
  ],
  [
    ['--dialect', 'formal'],
    {},
    `option '--dialect <dialect>' argument "formal" is invalid. Allowed choices are observed, documented.`,
  ],
  [
    [],
    { ESIM_EMULATOR_SEED: 'seven' },
    `option '--seed <number>' value "seven" from env 'ESIM_EMULATOR_SEED' is invalid. It must be a whole number from 0 to 4294967295.`,
  ],
  [
    ['--cors', 'http://me:secret@a.example'],
    {},
    `option '--cors <origin>' argument "http://...@a.example" is invalid. It must be an origin such as https://app.example.com, without a path, or *.`,
  ],
  [
    ['--api-key', 'a secret'],
    {},
    `option '--api-key <key>' argument the 8 characters that came is invalid. A key has 1 to 128 visible ASCII characters.`,
  ],
  [
    [],
    { ESIM_EMULATOR_API_KEYS: 'a secret' },
    `option '--api-key <key>' value the 8 characters that came from env 'ESIM_EMULATOR_API_KEYS' is invalid. A key has 1 to 128 visible ASCII characters.`,
  ],
  ...['status', 'verify-receiver', 'scenario run x.yaml', 'import', 'diff'].map(
    (command): [string[], Record<string, string>, string] => [
      [...command.split(' '), '--api-key', 'a secret'],
      {},
      `option '--api-key <key>' argument the 8 characters that came is invalid. A key has 1 to 128 visible ASCII characters.`,
    ],
  ),
  [
    ['rotate-key', '--new-key', 'a secret'],
    {},
    `option '--new-key <key>' argument the 8 characters that came is invalid. A key has 1 to 128 visible ASCII characters.`,
  ],
  [
    ['status', '--url', 'me:secret@a.example'],
    {},
    `option '--url <url>' argument "...@a.example" is invalid. It must be a URL of http or https.`,
  ],
  ...['status', 'wait', 'stop', 'scenario run x.yaml'].map((command): [string[], Record<string, string>, string] => [
    [...command.split(' '), '--url', 'http://me:secret@127.0.0.1:9'],
    {},
    `option '--url <url>' argument "http://...@127.0.0.1:9" is invalid. It must be a URL of http or https without a user and a password.`,
  ]),
  [
    ['--public-url', 'https://me:secret@a.example'],
    {},
    `option '--public-url <url>' argument "https://...@a.example" is invalid. It must be an absolute URL of http or https such as https://sandbox.example.com/esim, without a user and a password.`,
  ],
  [
    ['--callback-url', 'http://me:secret@127.0.0.1/'],
    {},
    `option '--callback-url <url>' argument "http://...@127.0.0.1/" is invalid. It must be a URL without a user and a password: receivers verify callbacks by their signature.`,
  ],
  [
    ['verify-receiver', 'http://me:secret@127.0.0.1/'],
    {},
    `command-argument value "http://...@127.0.0.1/" is invalid for argument 'url'. It must be a URL without a user and a password: receivers verify callbacks by their signature.`,
  ],
  [
    ['faults', 'remove', 'seven'],
    {},
    `command-argument value "seven" is invalid for argument 'id'. It must be the number of a fault, as the list shows it, or all.`,
  ],
  [['--api-kye=secret'], {}, `unknown option '--api-kye' (did you mean --api-key?)`],
  [['status', '--api-kye=secret'], {}, `unknown option '--api-kye' (did you mean --api-key?)`],
])('%j with %j is refused in one line with what came, and without what is secret in it', async (args, env, line) => {
  const { code, stdout, stderr } = await runCommand(args, env)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toBe(`esim-go-emulator: ${line}\n`)
})
