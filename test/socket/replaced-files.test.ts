import { cpSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { CLI, createFolder, startCli } from '../support/cli.ts'
import { orderBody } from '../support/trade.ts'

/** Starts a copy of the built command. */
async function startCopy() {
  const folder = createFolder()
  const dist = join(folder, 'dist')
  cpSync(dirname(CLI), dist, { recursive: true })
  const root = dirname(dirname(CLI))
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { url } = await startCli([], {}, ['start'], join(dist, 'cli.js'))
  return { url, dist }
}

test('where the files of the package were replaced, calls say so, and what is loaded goes on', async () => {
  const { url, dist } = await startCopy()
  const headers = { 'X-API-Key': 'test-key', 'Content-Type': 'application/json' }
  const order = () =>
    fetch(`${url}/v2.4/orders`, { method: 'POST', headers, body: JSON.stringify(orderBody({ assign: true })) })
  const { orderReference } = await (await order()).json()
  for (const name of readdirSync(dist)) if (/\.c?js$/.test(name)) rmSync(join(dist, name))
  const control = await fetch(`${url}/_emulator/clock`, { headers })
  expect([control.status, await control.json()]).toEqual([
    503,
    { error: { code: 'files_replaced', message: 'the emulator’s files were replaced while it ran: start it again' } },
  ])
  const zip = await fetch(`${url}/v2.4/esims/assignments?reference=${orderReference}`, {
    headers: { ...headers, Accept: 'application/zip' },
  })
  expect([zip.status, zip.headers.get('emulator-reason')]).toEqual([503, 'files-replaced'])
  expect((await order()).status).toBe(200)
})
