import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { startCli } from '../support/cli.ts'

vi.setConfig({ testTimeout: 30_000 })

/** What a server writes that is called once with a key, once without, and stopped by a signal. */
async function logOf(form: string, signal: NodeJS.Signals): Promise<string[]> {
  const { line, url, child, stop } = await startCli(['--log', form])
  const rest = text(child.stdout as NodeJS.ReadableStream)
  await fetch(`${url}/v2.4/organisation`, { headers: { 'X-API-Key': 'a-key-that-shows' } })
  await fetch(`${url}/v2.4/orders`)
  await stop(signal)
  return [line, ...(await rest).trimEnd().split('\n')]
}

test.each(['SIGTERM', 'SIGINT'] as const)('every line of JSON has a level and a time; %s logs one', async (signal) => {
  const lines = (await logOf('json', signal)).map((line) => JSON.parse(line))
  for (const line of lines) expect(line).toMatchObject({ level: 30, time: expect.any(Number), msg: expect.any(String) })
  expect(lines.map(({ msg }) => msg)).toEqual([
    'listening',
    expect.stringMatching(/^GET \/v2\.4\/organisation 200 \d+\.\d ms, .+ UAT from 127\.0\.0\.1$/),
    expect.stringMatching(
      /^GET \/v2\.4\/orders 403 \(api-key: no X-API-Key header was sent\) .+ no key from 127\.0\.0\.1$/,
    ),
    `${signal}: stopping`,
  ])
  expect(JSON.stringify(lines)).not.toContain('a-key-that-shows')
})

test('the lines to read say the same', async () => {
  const lines = await logOf('pretty', 'SIGTERM')
  expect(lines.slice(1)).toEqual([
    expect.stringMatching(/ INFO: GET \/v2\.4\/organisation 200 .* UAT from 127\.0\.0\.1$/),
    expect.stringMatching(/ INFO: GET \/v2\.4\/orders 403 \(api-key: no X-API-Key header was sent\) /),
    expect.stringMatching(/ INFO: SIGTERM: stopping$/),
  ])
})
