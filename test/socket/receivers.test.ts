import { execFile, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import type { Emulator } from '../../src/index.ts'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { isOnPath } from '../support/programs.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

const KEY = 'a-key-of-its-own'
const REFUSED = 'refused: not signed with this key'

const TIMEOUT = 30_000

/** A compiler may have to compile its standard library first. */
const COMPILE_TIMEOUT = 180_000

interface Example {
  readonly runtime: string
  readonly file: string
  readonly timeout: number
  /** What to run; what is made on the way is left in the folder. */
  readonly prepare: (file: string, folder: string) => Promise<readonly [string, ...string[]]>
}

const EXAMPLES: readonly Example[] = [
  {
    runtime: 'node',
    file: 'callback-receiver.mjs',
    timeout: TIMEOUT,
    prepare: async (file) => [process.execPath, file],
  },
  { runtime: 'python3', file: 'receiver.py', timeout: TIMEOUT, prepare: async (file) => ['python3', file] },
  {
    runtime: 'go',
    file: 'receiver.go',
    timeout: TIMEOUT + COMPILE_TIMEOUT,
    // Not `go run`: killed, it leaves behind what it started.
    prepare: async (file, folder) => {
      const program = join(folder, 'receiver')
      await promisify(execFile)('go', ['build', '-o', program, file], { timeout: COMPILE_TIMEOUT })
      return [program]
    },
  },
]

interface Receiver {
  readonly url: string
  /** The lines printed next, as many as asked for, once they are there. */
  readonly read: (count: number) => Promise<string[]>
  /** Ends it; the lines printed that nobody has read. */
  readonly stop: () => Promise<string[]>
}

/** Starts it on a free port, and returns when it has said where it listens. */
async function startReceiver({ file, prepare }: Example): Promise<Receiver> {
  const path = fileURLToPath(new URL(`../../examples/${file}`, import.meta.url))
  const [program, ...args] = await prepare(path, createFolder())
  const child = spawn(program, args, {
    env: { ...process.env, PORT: '0', ESIM_GO_API_KEY: KEY },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const complaints = text(child.stderr)
  const closed = once(child, 'close')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()

  const readLine = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${file} has ended: ${await complaints}`)
    return value
  }
  const url = /^listening on (http:\S+)$/.exec(await readLine())?.[1]
  if (url === undefined) throw new Error(`${file} did not say where it listens`)

  return {
    url,
    async read(count) {
      const read: string[] = []
      while (read.length < count) read.push(await readLine())
      return read
    },
    async stop() {
      child.kill()
      await closed
      const rest: string[] = []
      for (let line = await lines.next(); !line.done; line = await lines.next()) rest.push(line.value)
      return rest
    },
  }
}

const sign = (body: string, key = KEY): string => createHmac('sha256', key).update(body).digest('base64')

/** Sends a callback, and returns the status of the answer. */
async function send({ url }: Receiver, body: string, signature: string | null): Promise<number> {
  const headers = {
    'Content-Type': 'application/json',
    ...(signature === null ? {} : { 'X-Signature-SHA256': signature }),
  }
  const { status } = await fetch(url, { method: 'POST', headers, body })
  return status
}

/** A week in France, on 1 GB and 200 MB a day: until the bundle is used up, and past its end. */
async function travel(callbackUrl: string): Promise<{ emulator: Emulator; iccid: string }> {
  const { emulator, api } = await createTestEmulator({ apiKeys: [KEY], callbackUrl })
  const iccid = await buyEsim(api, BUNDLES.france)
  await emulator.esims.install(iccid)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 200 })
  await emulator.clock.advance('8d')
  return { emulator, iccid }
}

const linesOf = (iccid: string): string[] => [
  `FirstAttachment ${iccid}`,
  `FirstUse ${iccid} ${BUNDLES.france} 0%`,
  `Utilisation ${iccid} ${BUNDLES.france} 50%`,
  `Utilisation ${iccid} ${BUNDLES.france} 80%`,
  `Utilisation ${iccid} ${BUNDLES.france} 100%`,
]

/** A test of each receiver; of one whose runtime is not installed, a test that is skipped. */
function testEach(name: string, run: (receiver: Receiver) => Promise<void>): void {
  for (const example of EXAMPLES) {
    test(`${example.file}: ${name}`, { timeout: example.timeout }, async ({ skip }) => {
      skip(example.runtime !== 'node' && !isOnPath(example.runtime), `${example.runtime} is not on the PATH`)
      await run(await startReceiver(example))
    })
  }
}

testEach('a trip is told in order', async (receiver) => {
  const { emulator, iccid } = await travel(receiver.url)

  const deliveries = (await emulator.callbacks.list()).map(({ alertType, status, attempts }) => ({
    alertType,
    status,
    answers: attempts.map((attempt) => attempt.status),
  }))
  const delivered = (alertType: string) => ({ alertType, status: 'delivered', answers: [200] })
  expect(deliveries.reverse()).toEqual(
    ['FirstAttachment', 'FirstUse', 'Utilisation', 'Utilisation', 'Utilisation'].map(delivered),
  )
  const expected = linesOf(iccid)
  expect(await receiver.read(expected.length)).toEqual(expected)
  expect(await receiver.stop()).toEqual([])
})

testEach('what is sent again is not handled again', async (receiver) => {
  const { emulator, iccid } = await travel(receiver.url)
  const expected = linesOf(iccid)
  await receiver.read(expected.length)

  const callbacks = (await emulator.callbacks.list()).reverse()
  for (const [index, { id }] of callbacks.entries()) {
    const { status, attempts } = await emulator.callbacks.redeliver(id)
    expect([status, ...attempts.map((attempt) => attempt.status)]).toEqual(['delivered', 200, 200])
    expect(await receiver.read(1)).toEqual([`duplicate ${expected[index]}`])
  }
  expect(await receiver.stop()).toEqual([])
})

testEach('only what was signed with the key is believed', async (receiver) => {
  const body = '{ "date": "2026-01-01T00:00:00Z",\n  "event": "esim.deleted", "iccid": "8943108160000000001" }'
  const forgeries: [body: string, signature: string | null][] = [
    [body, null],
    [body, ''],
    [body, 'é'],
    [body, sign(body, 'test-key')],
    [body, sign(body).slice(0, -1)],
    [body.replace('0001', '0002'), sign(body)],
    [JSON.stringify(JSON.parse(body)), sign(body)],
    ['not JSON', sign(body)],
  ]
  for (const [forged, signature] of forgeries) {
    expect(await send(receiver, forged, signature), `${forged} signed ${signature}`).toBe(401)
    expect(await receiver.read(1)).toEqual([REFUSED])
  }

  expect(await send(receiver, body, sign(body))).toBe(200)
  expect(await receiver.read(1)).toEqual(['2026-01-01T00:00:00Z esim.deleted 8943108160000000001'])
  expect(await receiver.stop()).toEqual([])
})

testEach('a callback that cannot be handled is answered, and the next one is handled', async (receiver) => {
  for (const body of ['not JSON', '[]']) expect(await send(receiver, body, sign(body))).toBe(200)
  const next =
    '{"alertType":"LowBalance","balanceInfo":{"balance":95.5,"threshold":100,"thresholdPercentRemaining":95}}'
  expect(await send(receiver, next, sign(next))).toBe(200)
  for (;;) {
    const [line] = await receiver.read(1)
    if (line === 'LowBalance') return
  }
})
