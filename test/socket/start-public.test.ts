import { expect, test, vi } from 'vitest'
import { ask } from '../support/ask.ts'
import { runCli, startCli } from '../support/cli.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const PUBLIC = 'https://sandbox.example.com/esim'
const KEY = { 'X-API-Key': 'some-key' }

test.each([
  ['a flag', ['--public-url', `${PUBLIC}/`], {}],
  ['a variable', [], { ESIM_EMULATOR_PUBLIC_URL: PUBLIC }],
])('the public URL of %s is what it says, beside where it listens', async (_, args, env) => {
  const { line, url } = await startCli(args, env)
  expect(line.replace(/^esim-go-emulator \S+ /, '')).toBe(
    [
      `answers at ${PUBLIC}/v2.4`,
      `dashboard: ${PUBLIC}/_emulator/`,
      `as documented: ${PUBLIC}/documented/v2.4`,
      `listens at ${url}`,
    ].join('; '),
  )
  expect((await fetch(`${url}/esim/v2.4/organisation`, { headers: KEY })).status).toBe(200)
})

test('with --log json the start line has both', async () => {
  const { line } = await startCli(['--log', 'json', '--public-url', PUBLIC])
  expect(JSON.parse(line)).toMatchObject({
    url: PUBLIC,
    api: `${PUBLIC}/v2.4`,
    documented: `${PUBLIC}/documented/v2.4`,
    dashboard: `${PUBLIC}/_emulator/`,
    listens: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  })
})

test('names and origins are allowed by flags and by the environment, several of each', async () => {
  const flags = [
    '--allow-host',
    'dev.test',
    '--allow-host',
    'b.test',
    '--cors',
    'http://app.test',
    '--cors',
    'http://b.test',
  ]
  const variables = {
    ESIM_EMULATOR_ALLOW_HOSTS: 'dev.test, b.test',
    ESIM_EMULATOR_CORS: 'http://app.test,http://b.test',
  }
  for (const { url } of [await startCli(flags), await startCli([], variables)]) {
    const port = Number(new URL(url).port)
    const call = (headers: Record<string, string>) =>
      ask(port, { path: '/v2.4/organisation', headers: { ...KEY, ...headers } })
    for (const host of ['dev.test', 'b.test:80']) expect((await call({ Host: host })).status).toBe(200)
    expect((await call({ Host: 'c.test' })).status).toBe(403)
    for (const origin of ['http://app.test', 'http://b.test']) {
      expect((await call({ Origin: origin })).headers['access-control-allow-origin']).toBe(origin)
    }
    expect((await call({ Origin: 'http://c.test' })).headers['access-control-allow-origin']).toBeUndefined()
  }
})

test.each([
  [
    ['--public-url', 'sandbox.example.com'],
    'It must be an absolute URL of http or https such as https://sandbox.example.com/esim.',
  ],
  [['--public-url', 'https://me:secret@sandbox.example.com'], 'It must be an absolute URL of http or https'],
  [['--public-url', 'https://sandbox.example.com/v2.4'], 'the URL of the emulator itself, to which calls add /v2.4'],
  [['--public-url', ''], 'It must not be empty.'],
  [['--allow-host', 'http://dev.test'], 'It must be a host name, with or without a port, such as dev.test.'],
  [['--allow-host', '*'], 'It must be a host name, with or without a port, such as dev.test.'],
  [['--cors', 'app.example.com'], 'It must be an origin such as https://app.example.com, without a path, or *.'],
  [
    ['--cors', 'https://app.example.com/page'],
    'It must be an origin such as https://app.example.com, without a path, or *.',
  ],
])('%j is wrong usage, and told what would be right', async (args, told) => {
  const { code, stdout, stderr } = await runCli(args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(told)
  expect(stderr).not.toContain('secret')
})
