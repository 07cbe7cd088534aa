import { createServer } from 'node:http'
import { expect, test, vi } from 'vitest'
import { waitUntilReady } from '../../src/cli/wait.ts'
import { runCli, startCli } from '../support/cli.ts'
import { listenOnFreePort } from '../support/http-server.ts'

vi.setConfig({ testTimeout: 30_000 })

const HEALTHY = () => Response.json({ status: 'ok', version: '0.1.0', mode: 'open', storage: 'memory' })
const REFUSED = () => {
  throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })
}
const SILENT = () => {
  throw new DOMException('The operation timed out', 'TimeoutError')
}

/** Waits for something that answers so, one answer after the other and then always the last. */
async function wait(answers: readonly (() => Response)[], timeoutMs = 1_000) {
  let now = 0
  const asked: string[] = []
  const problem = await waitUntilReady({
    url: 'http://emulator:4024/',
    timeoutMs,
    fetch: async (url) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)]
      asked.push(String(url))
      return (answer ?? REFUSED)()
    },
    now: () => now,
    pause: async (milliseconds) => {
      now += milliseconds
    },
  })
  return { problem, asked, waited: now }
}

test('one that is ready is not waited for', async () => {
  const address = 'http://emulator:4024/_emulator/health'
  expect(await wait([HEALTHY])).toEqual({ problem: undefined, asked: [address], waited: 0 })
})

test('one that comes up is waited for, whatever it says before', async () => {
  const starting = [REFUSED, SILENT, () => new Response('', { status: 503 }), HEALTHY]
  expect(await wait(starting)).toMatchObject({ problem: undefined, asked: { length: 4 }, waited: 300 })
})

test.each<[what: string, answer: () => Response, problem: string]>([
  ['nobody', REFUSED, 'ECONNREFUSED'],
  ['one that does not answer', SILENT, 'it did not answer'],
  ['one that is not well', () => new Response('', { status: 503 }), 'it answered 503'],
  ['something else', () => new Response('<html>'), 'something else answers there'],
])('%s is waited for until time is up, and what was wrong is said', async (_, answer, problem) => {
  expect(await wait([answer])).toMatchObject({ problem, waited: 1_000 })
})

test('wait ends well beside an emulator that runs', async () => {
  const { url } = await startCli([])
  expect(await runCli(['wait', '--url', url])).toMatchObject({ code: 0, stdout: `ready at ${url}\n`, stderr: '' })
})

test('without any time it is asked once', async () => {
  const { url } = await startCli([])
  expect(await runCli(['wait', '--url', url, '--timeout', '0'])).toMatchObject({ code: 0, stderr: '' })
  expect(await wait([REFUSED, HEALTHY], 0)).toMatchObject({ problem: 'ECONNREFUSED', asked: { length: 1 }, waited: 0 })
})

test('wait ends with 1 and one line where there is none', async () => {
  const server = createServer((_, response) => response.writeHead(404).end())
  const url = `http://127.0.0.1:${await listenOnFreePort(server)}`
  const { code, stdout, stderr } = await runCli(['wait', '--timeout', '1ms'], { ESIM_EMULATOR_URL: url })
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(
    /^esim-go-emulator: no emulator was ready at http:\S+ within 1ms: (it answered 404|it did not answer)\n$/,
  )
})

test('reset makes an organisation as new, and no other', async () => {
  const { url } = await startCli([])
  const topUp = (key: string) =>
    fetch(`${url}/v2.4/organisation/balance?amount=1000`, { method: 'POST', headers: { 'X-API-Key': key } })
  const balance = async (key: string) =>
    (await runCli(['status', '--url', url, '--api-key', key])).stdout.split('\n')[0]
  await Promise.all([topUp('one'), topUp('two')])
  const [one, two] = [await balance('one'), await balance('two')]

  const { code, stdout } = await runCli(['reset', '--url', url, '--api-key', 'one'])
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^reset to scenario fresh, clock \d{4}-/)])
  expect(await balance('one')).not.toBe(one)
  expect(await balance('two')).toBe(two)

  const refused = await runCli(['reset', '--url', url, '--scenario', 'no-such-world'])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('there is no scenario no-such-world')])
})
