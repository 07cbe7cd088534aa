import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { expect, test, vi } from 'vitest'
import type { EmulatorEvent } from '../../src/index.ts'
import { createTestEmulator } from '../support/emulator.ts'

const VENDOR = ['POST', '/v2.4/orders'] as const
const CONTROL = ['POST', '/_emulator/state'] as const
const PAGES = ['POST', '/_emulator/ui/session'] as const

const FORM = { 'X-API-Key': 'test-key', 'Content-Type': 'application/x-www-form-urlencoded' }

async function start() {
  const failures: unknown[] = []
  const events: EmulatorEvent[] = []
  const { emulator } = await createTestEmulator({
    onFailure: (error) => failures.push(error),
    onEvent: (event) => events.push(event),
  })
  const { url } = await emulator.listen()
  const begin = (method: string, path: string, headers: Record<string, string> = {}): ClientRequest =>
    request(`${url}${path}`, { method, headers: { ...FORM, ...headers } })
  return { emulator, begin, failures, events }
}

/** Sends parts until there is an answer; the upload itself never ends. */
async function upload(sent: ClientRequest): Promise<number | undefined> {
  let answered = false
  const response = once(sent, 'response').then(([answer]) => {
    answered = true
    return (answer as IncomingMessage).statusCode
  })
  sent.on('error', () => undefined)
  const part = Buffer.alloc(65_536, 0x20)
  for (let count = 0; count < 400 && !answered; count++) {
    await new Promise((resolve) => sent.write(part, resolve))
  }
  const status = await response
  sent.destroy()
  return status
}

test.each([VENDOR, CONTROL])('%s %s of a body without end is refused when it is too long', async (method, path) => {
  const { begin } = await start()
  expect(await upload(begin(method, path))).toBe(413)
})

test.each([VENDOR, CONTROL, PAGES])('%s %s that its caller breaks off is no failure of ours', async (method, path) => {
  for (const headers of [{}, { 'Content-Length': '1000' }] as Record<string, string>[]) {
    const { begin, failures, events } = await start()
    const sent = begin(method, path, headers)
    sent.on('error', () => undefined)
    await new Promise((resolve) => sent.write('{"type":', resolve))
    sent.destroy()
    await vi.waitFor(() => expect(events).toHaveLength(1))
    expect(failures).toEqual([])
  }
})
