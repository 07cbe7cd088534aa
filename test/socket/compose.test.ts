import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { startCli } from '../support/cli.ts'

const FILE = fileURLToPath(new URL('../../examples/compose/compose.yaml', import.meta.url))

interface Service {
  readonly image: string
  readonly build?: string
  readonly command?: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
}

const { services, volumes } = parse(readFileSync(FILE, 'utf8')) as {
  readonly services: Readonly<Record<'emulator' | 'receiver' | 'customer', Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

/** The files that a service has from this repository, by where it finds them. */
const filesOf = ({ volumes = [] }: Service): Map<string, string> =>
  new Map(
    volumes
      .map((each) => each.split(':'))
      .filter(([source = '']) => source.startsWith('.'))
      .map(([source = '', target = '']) => [target, resolve(dirname(FILE), source)]),
  )

/** Starts what a service starts, here. */
function run(service: Service, environment: Readonly<Record<string, string>>) {
  const files = filesOf(service)
  const [, ...args] = (service.command ?? []).map((word) => files.get(word) ?? word)
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...service.environment, ...environment },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

test('every file and volume that it names is there, and whoever waits for a service waits for its health', () => {
  for (const service of Object.values(services)) {
    for (const file of filesOf(service).values()) expect(existsSync(file), file).toBe(true)
    for (const [source = ''] of (service.volumes ?? []).map((each) => each.split(':'))) {
      expect(source.startsWith('.') || source in volumes, source).toBe(true)
    }
    for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(condition).toBe('service_healthy')
      const { build, healthcheck } = services[name as keyof typeof services]
      // The emulator's image brings its own.
      expect(build ?? healthcheck).toBeDefined()
    }
  }
})

test('its base is that of the image', () => {
  const dockerfile = readFileSync(resolve(dirname(FILE), services.emulator.build ?? '', 'Dockerfile'), 'utf8')
  const bases = new Set([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base))
  expect([...bases, services.receiver.image, services.customer.image]).toEqual(Array(3).fill('node:24-bookworm-slim'))
  expect(dockerfile).toContain('HEALTHCHECK')
})

test('what it starts leads to a first callback that the receiver has verified', async () => {
  const receiver = run(services.receiver, { PORT: '0' })
  const lines = createInterface({ input: receiver.stdout as Readable })[Symbol.asyncIterator]()
  const port = /:(\d+)\//.exec((await lines.next()).value)?.[1] ?? ''
  const { ESIM_EMULATOR_CALLBACK_URL = '' } = services.emulator.environment
  expect(new URL(ESIM_EMULATOR_CALLBACK_URL).port).toBe(services.receiver.environment.PORT)
  // As in the image, where everybody can reach it, and the receiver is on a private network.
  const emulator = await startCli(['--log', 'silent'], {
    ESIM_EMULATOR_HOST: '::',
    ESIM_EMULATOR_CALLBACK_URL: ESIM_EMULATOR_CALLBACK_URL.replace('receiver:4030', `127.0.0.1:${port}`),
  })
  const customer = run(services.customer, { ESIM_EMULATOR_URL: emulator.url })
  const [[code], said] = await Promise.all([once(customer, 'close'), text(customer.stdout as Readable)])
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(/^bought esim_1GB_7D_FR_V2 on (\d+)\ncallback \w+ to http:\S+: delivered\n/),
  })
  const [, iccid] = /on (\d+)/.exec(said) ?? []
  expect((await lines.next()).value).toContain(`FirstAttachment ${iccid}`)
}, 30_000)
