import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { FILES } from '../../src/import/write.ts'
import { alteredService, serve } from '../support/altered-service.ts'
import { runCli } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'

vi.setConfig({ testTimeout: 60_000 })

const KEY = 'a-secret-of-mine'
const AT = '2026-01-01T00:00:00Z'

/** The head of every import: what is sent, before anything is. */
const plan = (baseUrl: string, rate = 5): string => `\
Calls to ${baseUrl}, at most ${rate} a second, none of which changes anything; the last four for each eSIM:
  GET /organisation
  GET /organisation/groups
  GET /catalogue?perPage=500&page={page}
  GET /networks?returnAll=true
  GET /inventory?perPage=500&page={page}
  GET /orders?includeIccids=true&limit=500&page={page}
  GET /esims?perPage=100&page={page}
  GET /esims/{iccid}
  GET /esims/{iccid}/bundles?includeUsed=true&limit=200
  GET /esims/{iccid}/location
  GET /esims/{iccid}/history?perPage=500&page={page}

`

/** An account with one eSIM, and with a catalogue that is short: each call takes a tenth of a second. */
async function serveAccount() {
  const { emulator } = await createTestEmulator({
    scenario: { organisation: { balance: 77 }, esims: [{ bundles: [{ bundle: 'esim_1GB_7D_FR_V2' }] }] },
    apiKeys: [KEY],
  })
  const { fetch, requests } = alteredService(emulator, {
    'GET /catalogue': ({ json }) => ({ json: { ...json, pageCount: 1, rows: json.bundles.length } }),
  })
  return { url: await serve(fetch), requests }
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-import-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('an account is imported with the key in a variable, and an emulator starts in it', async () => {
  const { url, requests } = await serveAccount()
  const out = join(makeFolder(), 'account')
  const flags = ['import', '--from', url, '--out', out, '--rate', '10', '--at', AT]
  const { code, stdout, stderr } = await runCli(flags, { ESIM_EMULATOR_IMPORT_API_KEY: KEY })
  expect(code, stderr).toBe(0)
  expect(stdout).toContain(plan(`${url}/v2.4`, 10))
  expect(stdout).toContain(`1 orders and 1 eSIMs are in ${out}.`)
  expect(stderr).toMatch(/^catalogue: \d+ of \d+\n.*eSIMs: 1 of 1, about 0 s left\n$/s)
  expect(readdirSync(out).sort()).toEqual([...FILES].sort())
  expect(new Set(requests.map(({ key }) => key))).toEqual(new Set([KEY]))
  for (const text of [stdout, stderr, ...FILES.map((file) => readFileSync(join(out, file), 'utf8'))]) {
    expect(text).not.toContain(KEY)
  }

  const variables = { ESIM_EMULATOR_AGAINST_API_KEY: KEY }
  const compared = await runCli(['diff', '--against', url, '--from', out, '--values', '--dry-run'], variables)
  expect([compared.code, compared.stdout]).toEqual([0, expect.stringContaining('And to compare values')])

  const read =
    'const { organisations: [{ balance }] } = await (await fetch(process.env.ESIM_EMULATOR_API_URL + "/organisation", { headers: { "X-API-Key": process.env.ESIM_EMULATOR_API_KEY } })).json(); console.log(balance)'
  const again = await runCli(['exec', '--from', out, '--', process.execPath, '--input-type=module', '-e', read])
  expect([again.code, again.stdout.trim()], again.stderr).toEqual([0, '77'])
})

test('nothing is sent by a dry run, which needs no key', async () => {
  const { url, requests } = await serveAccount()
  const out = join(makeFolder(), 'account')
  const { code, stdout, stderr } = await runCli(['import', '--from', `${url}/v2.5/`, '--out', out, '--dry-run'])
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: plan(`${url}/v2.5`), stderr: '' })
  expect([requests, existsSync(out)]).toEqual([[], false])
})

test('an account that cannot be read is told in one line, and the code is 1', async () => {
  const { url } = await serveAccount()
  const out = join(makeFolder(), 'account')
  const { code, stderr } = await runCli(['import', '--from', url, '--out', out, '--api-key', 'another-secret'])
  expect([code, stderr]).toEqual([
    1,
    `esim-go-emulator: ${url}/v2.4 refused the key: GET /organisation was answered with 403\n`,
  ])
  expect(existsSync(out)).toBe(false)
})

test.each([
  ['no URL', ['import'], "required option '--from <url>' not specified"],
  ['no key', ['import', '--from', 'http://127.0.0.1:9'], 'a key is needed: --api-key or ESIM_EMULATOR_IMPORT_API_KEY'],
  ['a version that is none', ['import', '--from', 'http://127.0.0.1:9/v9'], 'unknown API version /v9'],
  ['a user in the URL', ['import', '--from', 'http://me:pw@127.0.0.1:9'], '--from takes a base URL and nothing else'],
  [
    'too high a rate',
    ['import', '--from', 'http://127.0.0.1:9', '--rate', '11'],
    'It must be a whole number from 1 to 10.',
  ],
  ['two scenarios', ['start', '--from', '.', '--scenario', 'fresh'], '--from has a scenario of its own'],
])('%s is wrong usage', async (_, args, message) => {
  const { code, stderr } = await runCli(args)
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
})

test('a folder that is none ends with 1', async () => {
  const { code, stderr } = await runCli(['start', '--from', 'no-such-folder'])
  expect([code, stderr]).toEqual([1, expect.stringContaining('no-such-folder has no scenario.yaml')])
})

test('a scenario of a folder that is wrong is told with its line', async () => {
  const out = makeFolder()
  writeFileSync(join(out, 'scenario.yaml'), '{\n"account": {"orders": 7}\n}\n')
  const { code, stderr } = await runCli(['start', '--from', out])
  expect([code, stderr]).toEqual([2, expect.stringContaining('line 2: account.orders: found 7, expected a list')])
})
