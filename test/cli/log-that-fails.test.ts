import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readReadyFile } from '../../src/cli/ready-file.ts'
import { CLI, createFolder } from '../support/cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const ORDER = JSON.stringify({
  type: 'transaction',
  assign: true,
  order: [{ type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }],
})

/** Starts an emulator whose standard output is what a shell makes of it, or a pipe that nobody reads. */
async function startWithOutput(log: string, redirection: string | undefined) {
  const ready = join(createFolder(), 'ready')
  const command = `exec "${process.execPath}" "${CLI}" --port 0 --log ${log} --ready-file "${ready}"`
  const child = spawn('sh', ['-c', redirection === undefined ? command : `${command} ${redirection}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const stderr = text(child.stderr)
  await vi.waitFor(() => expect(readReadyFile(ready)).toBeDefined(), { timeout: 20_000 })
  const url = readReadyFile(ready) as string
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${url}/v2.4${path}`, { ...init, headers: { 'X-API-Key': 'log' } })
  return {
    call,
    order: () => call('/orders', { method: 'POST', body: ORDER }),
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = await once(child, 'exit')
      return { code, stderr: await stderr }
    },
  }
}

test.skipIf(!existsSync('/dev/full')).each(['json', 'pretty'])(
  'a %s log on a full disk costs no answer, and is told once',
  async (log) => {
    const { call, order, stop } = await startWithOutput(log, '>/dev/full')
    for (let placed = 0; placed < 10; placed += 1) expect((await order()).status).toBe(200)
    const { organisations } = await (await call('/organisation')).json()
    expect(organisations[0].balance).toBeCloseTo(1000 - 10 * 1.17)
    const { code, stderr } = await stop()
    expect(code).toBe(0)
    const lines = stderr.trim().split('\n')
    expect(lines.filter((line) => line.includes('the log cannot be written (ENOSPC)'))).toHaveLength(1)
    expect(lines.length).toBeLessThanOrEqual(2)
  },
)

test('a log that nobody reads does not stop the emulator', async () => {
  const { call, stop } = await startWithOutput('json', undefined)
  // More than a pipe and the memory for what waits can hold.
  const path = `/catalogue/bundle/${'x'.repeat(4_000)}`
  for (let round = 0; round < 60; round += 1) await Promise.all(Array.from({ length: 10 }, () => call(path)))
  expect((await call('/organisation')).status).toBe(200)
  const { code, stderr } = await stop()
  expect(code).toBe(0)
  expect(stderr).toMatch(/^esim-go-emulator: the log cannot be written \(nobody reads it\).*\n$/)
})

test.skipIf(!existsSync('/dev/full'))('a command whose work is to write fails where it cannot', async () => {
  const child = spawn('sh', ['-c', `"${process.execPath}" "${CLI}" --help >/dev/full`])
  const [[code], stderr] = await Promise.all([once(child, 'close'), text(child.stderr)])
  expect([code, stderr]).toEqual([1, 'esim-go-emulator: standard output cannot be written: ENOSPC\n'])
})
