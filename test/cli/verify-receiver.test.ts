import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { verifySignature } from '../../src/callbacks/sign.ts'
import { runCli } from '../support/cli.ts'
import { listenOnFreePort } from '../support/http-server.ts'

vi.setConfig({ testTimeout: 30_000 })

/** A receiver that answers as it thinks of the signature; returns where it is. */
async function listen(answer: (genuine: boolean) => number): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const signature = String(request.headers['x-signature-sha256'] ?? '')
    response.writeHead(answer(verifySignature(body, signature, 'my-key'))).end()
  })
  return `http://127.0.0.1:${await listenOnFreePort(server)}/callbacks`
}

test('a careful receiver is told so, line by line', async () => {
  const url = await listen((genuine) => (genuine ? 200 : 401))
  const { code, stdout, stderr } = await runCli(['verify-receiver', url, '--api-key', 'my-key'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const lines = stdout.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^CASE +SENT +STATUS +MS +VERDICT$/)
  expect(lines.slice(1).filter((line) => !line.endsWith('  ok'))).toEqual([])
})

test('one that believes everyone ends with 3', async () => {
  const url = await listen(() => 200)
  const { code, stdout, stderr } = await runCli(['verify-receiver', url], { ESIM_EMULATOR_API_KEY: 'my-key' })
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: 'esim-go-emulator: 5 of 14 answers are not as they should be\n',
  })
  expect(stdout.match(/WRONG: believed/g)).toHaveLength(5)
})

test('what is not a URL is wrong usage', async () => {
  const { code, stderr } = await runCli(['verify-receiver', 'localhost:4030'])
  expect([code, stderr]).toEqual([2, expect.stringContaining('It must be a URL of http or https.')])
})

test.each(['--json', '--version=V2'])('where nothing listens, that is said once (%s)', async (option) => {
  const { code, stdout, stderr } = await runCli(['verify-receiver', 'http://127.0.0.1:9/hook', option])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(
    /^esim-go-emulator: no receiver answers at http:\/\/127\.0\.0\.1:9\/hook: (ECONNREFUSED|bad port)\n$/,
  )
})

test('what is found is one JSON object, too', async () => {
  const url = await listen(() => 200)
  const { code, stdout } = await runCli(['verify-receiver', url, '--json', '--api-key', 'my-key'])
  const { findings, ...rest } = JSON.parse(stdout)
  expect([code, rest, findings.length]).toEqual([3, { url }, 14])
  expect(findings.filter(({ ok }: { ok: boolean }) => !ok)).toHaveLength(5)
})
