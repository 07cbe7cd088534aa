import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from '../support/cli.ts'
import { listenOnFreePort } from '../support/http-server.ts'

/** A server that is no emulator. Closed when the test is over. */
async function listenAsStranger(status: number, type: string, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, { 'Content-Type': type }).end(body))
  return `http://127.0.0.1:${await listenOnFreePort(server)}`
}

const FILE = join(tmpdir(), `no-emulator-${process.pid}.json`)

const COMMANDS: readonly string[][] = [
  ['status'],
  ['esims'],
  ['orders'],
  ['callbacks'],
  ['faults'],
  ['advance', '1d'],
  ['reset'],
  ['install', '8943108167000000019'],
  ['usage', '8943108167000000019', '1MB'],
  ['snapshot', 'list'],
  ['snapshot', 'save', FILE],
]

test.each(
  COMMANDS.flatMap((command) =>
    [
      [200, 'text/plain', 'ok'],
      [200, 'text/html', '<html></html>'],
      [200, 'application/json', '[]'],
      [404, 'text/html', '<html></html>'],
      [404, 'application/json', '{"message":"Not Found"}'],
    ].map(([status, type, body]) => [command, status, type, body] as const),
  ),
)('%j says in one line that what answers %i %s %s is no emulator', async (command, status, type, body) => {
  const url = await listenAsStranger(Number(status), String(type), String(body))
  const { code, stdout, stderr } = await runCommand([...command, '--url', url])
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^esim-go-emulator: [^\n]+\n$/)
  expect(existsSync(FILE)).toBe(false)
})

test('the URL of the vendor API is told from that of the emulator', async () => {
  const url = await listenAsStranger(404, 'application/json', '{"message":"Not Found"}')
  const { stderr } = await runCommand(['status', '--url', url])
  expect(stderr).toContain('use the URL of the emulator, without /v2.4')
})

test('to check a file, there has to be one', async () => {
  const { code, stderr } = await runCommand(['start', '--check-file'])
  expect([code, stderr]).toEqual([2, 'esim-go-emulator: --check-file goes with --db\n'])
})
