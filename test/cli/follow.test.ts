import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { spawnCli } from '../support/cli.ts'
import { openTestEmulator } from '../support/emulator.ts'
import { buyEsim } from '../support/trade.ts'
import { settle } from '../support/wall.ts'

vi.setConfig({ testTimeout: 30_000 })

/** An emulator at an address, what is asked of it, and `callbacks --follow` beside it. */
async function follow(apiKey: string) {
  const asked: string[] = []
  const { api, emulator, close } = await openTestEmulator({
    onEvent: (event) => event.kind === 'request' && asked.push(event.path),
  })
  const { url } = await emulator.listen()
  const child = spawnCli(['callbacks', '--follow', '--url', url, '--api-key', apiKey])
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]()
  const complaints = text(child.stderr as Readable)
  const ended = once(child, 'close').then(async ([code]) => ({ code, stderr: await complaints }))
  const next = async () => (await lines.next()).value as string | undefined
  return { api, emulator, close, url, asked, next, ended }
}

test('callbacks are shown as they come, those after a reset too, and nothing is asked meanwhile', async () => {
  const { api, emulator, close, url, asked, next, ended } = await follow('a-key')
  const organisation = emulator.organisation('a-key')
  const attach = async () => {
    const iccid = await buyEsim(api.as('a-key'))
    await organisation.esims.attach(iccid, 'FR')
    return iccid
  }
  const first = await attach()
  expect(await next()).toMatch(new RegExp(`^\\d+  2026-01-01T\\S+  FirstAttachment  ${first}  unsent$`))
  const second = await attach()
  expect(await next()).toContain(second)

  await organisation.reset()
  await settle()
  expect(await attach()).toBe(first)
  expect(await next()).toContain(first)
  const calls = asked.filter((path) => path === '/_emulator/callbacks')
  expect(calls.length).toBeLessThanOrEqual(2)

  await close()
  expect(await next()).toBeUndefined()
  expect(await ended).toEqual({
    code: 1,
    stderr: `esim-go-emulator: nothing more comes from ${url}: the emulator has stopped, or the organisation is gone\n`,
  })
})
