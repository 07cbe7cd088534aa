import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { type Alterations, alteredService, serve } from '../support/altered-service.ts'
import { createFolder, runCli, runCommand, startCli } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { listenOnFreePort } from '../support/http-server.ts'
import { LOCAL, tlsFile } from '../support/tls.ts'

vi.setConfig({ testTimeout: 60_000 })

const KEY = 'a-secret-of-mine'

const startRecorder = (args: readonly string[], env: Record<string, string> = {}) => startCli(args, env, ['record'])

/** A service with a price that the emulator does not have. */
const ALTERATIONS: Alterations = {
  'GET /catalogue/bundle/esim_1GB_7D_FR_V2': ({ json }) => ({ json: { ...json, price: 77.5 } }),
}

async function serveAnother(alterations: Alterations = {}) {
  const { emulator } = await createTestEmulator({ scenario: 'busy-reseller', seed: 7, apiKeys: [KEY] })
  const { fetch, requests } = alteredService(emulator, alterations)
  return { upstream: await serve(fetch), requests }
}

const get = async (base: string, path: string) =>
  (await fetch(`${base}/v2.4${path}`, { headers: { 'X-API-Key': KEY } })).json()

/** The calls of a day: what a client of the service would make. */
async function useService(base: string): Promise<void> {
  await get(base, '/catalogue?perPage=500')
  await get(base, '/catalogue/bundle/esim_1GB_7D_FR_V2')
  const { esims } = await get(base, '/esims?perPage=10')
  await get(base, `/esims/${esims[0].iccid}`)
  await get(base, '/organisation')
}

test('what a client asked is recorded, outlives a kill, and diff finds the one difference', async () => {
  const { upstream } = await serveAnother(ALTERATIONS)
  const out = join(createFolder(), 'recording.jsonl')
  const recorder = await startRecorder(['--upstream', `${upstream}/v2.4/`, '--out', out])
  expect(recorder.line).toBe(
    `esim-go-emulator record answers at ${recorder.url}/v2.4, asks ${upstream}, and writes to ${out}`,
  )
  await useService(recorder.url)
  await vi.waitFor(() => expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(6))
  await recorder.stop('SIGKILL')

  const recording = readFileSync(out, 'utf8')
  expect(statSync(out).mode & 0o777).toBe(0o600)
  for (const secret of [KEY, ...(await personalData(upstream))]) expect(recording).not.toContain(secret)

  const [table, json] = await Promise.all([
    runCli(['diff', '--recording', out]),
    runCli(['diff', '--recording', out, '--json']),
  ])
  expect(table.stdout).toMatch(
    /^5 calls of .*\n\nCALL +WHERE +HERE +THERE\nGET {2}\/v2\.4\/catalogue\/bundle\/esim_1GB_7D_FR_V2 +price +[\d.]+ +77\.5\n/,
  )
  expect([table.code, table.stderr]).toEqual([3, 'esim-go-emulator: 1 difference\n'])
  expect(JSON.parse(json.stdout).findings).toHaveLength(5)
  expect(json.code).toBe(3)
})

/** What a recording must not have of an account. */
async function personalData(upstream: string): Promise<string[]> {
  const { organisations } = await get(upstream, '/organisation')
  const [{ name, users }] = organisations
  const { esims } = await get(upstream, '/esims?perPage=10')
  const { matchingId } = await get(upstream, `/esims/${esims[0].iccid}`)
  return [name, users[0].emailAddress, matchingId, ...esims.map(({ iccid }: { iccid: string }) => iccid)]
}

test('a recording is gone on with, and the end is told', async () => {
  const { upstream } = await serveAnother()
  const out = join(createFolder(), 'recording.jsonl')
  for (const calls of [1, 2]) {
    const recorder = await startRecorder(['--upstream', upstream, '--out', out])
    if (!recorder.child.stdout) throw new Error('the command has no output')
    const output = [text(recorder.child.stdout), recorder.complaints]
    await get(recorder.url, '/organisation')
    await fetch(`${recorder.url}/v2.4/orders`, { method: 'POST', headers: { 'X-API-Key': KEY }, body: '{}' })
    expect(await recorder.stop('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(await Promise.all(output)).toEqual([
      expect.stringContaining('1 call recorded, 1 not passed on\n'),
      expect.stringMatching(/^esim-go-emulator: POST \/v2\.4\/orders may spend money/),
    ])
    expect(readFileSync(out, 'utf8').trim().split('\n')).toHaveLength(calls)
  }
  expect(await runCommand(['diff', '--recording', out])).toEqual({
    code: 0,
    stdout: `2 calls of ${out}\n\nNo differences.\n`,
    stderr: '',
  })
})

test('writes are passed on when that is said twice, and a warning tells where money is spent', async () => {
  const { upstream, requests } = await serveAnother()
  const out = join(createFolder(), 'recording.jsonl')
  const recorder = await startRecorder(['--upstream', upstream, '--out', out, '--allow-writes', '--yes-spend-money'])
  const answer = await fetch(`${recorder.url}/v2.4/organisation/balance?amount=1000`, {
    method: 'POST',
    headers: { 'X-API-Key': KEY },
  })
  expect(answer.status).toBe(200)
  await recorder.stop('SIGINT')
  expect(await recorder.complaints).toBe(
    `esim-go-emulator: every call is passed on to ${new URL(upstream).host}: orders spend money there\n`,
  )
  expect(requests.map(({ line }) => line)).toEqual(['POST /organisation/balance?amount=1000'])
})

test('a service over HTTPS is asked when its certificate is trusted, and not otherwise', async () => {
  const { emulator } = await createTestEmulator({ apiKeys: [KEY] })
  const { url: upstream } = await emulator.listen({ tls: LOCAL })
  const args = ['--upstream', upstream, '--out', join(createFolder(), 'recording.jsonl')]
  const recorder = await startRecorder(args, { NODE_EXTRA_CA_CERTS: tlsFile('ca.pem') })
  expect(await get(recorder.url, '/organisation')).toHaveProperty('organisations')
  const doubting = await startRecorder(args)
  expect(await get(doubting.url, '/organisation')).toEqual({
    error: 'service_unreachable',
    message: expect.stringMatching(
      /^the service cannot be reached: UNABLE_TO_VERIFY_LEAF_SIGNATURE: its certificate is not trusted here; NODE_EXTRA/,
    ),
  })
})

const UPSTREAM = ['--upstream', 'http://127.0.0.1:1']

test.each<[what: string, args: string[], message: string]>([
  ['no service', ['--out', 'x.jsonl'], "required option '--upstream <url>' not specified"],
  ['no file', UPSTREAM, "required option '--out <file>' not specified"],
  [
    'writes that are said once',
    [...UPSTREAM, '--out', 'x.jsonl', '--allow-writes'],
    'say so with --yes-spend-money as well',
  ],
  ['a confirmation of nothing', [...UPSTREAM, '--out', 'x.jsonl', '--yes-spend-money'], 'goes with --allow-writes'],
  [
    'a key in the URL',
    ['--upstream', `http://127.0.0.1:1/?api_key=${KEY}`, '--out', 'x.jsonl'],
    '--upstream takes a base URL and nothing else: no user, no query',
  ],
  [
    'a version that there is not',
    ['--upstream', 'http://127.0.0.1:1/v2.9', '--out', 'x.jsonl'],
    'unknown API version /v2.9',
  ],
  ['a password in what is no URL', ['--upstream', `http://me:${KEY}@`, '--out', 'x.jsonl'], 'must be a URL of http'],
  [
    'a password in another URL',
    ['--upstream', `ftp://me:${KEY}@a.example`, '--out', 'x.jsonl'],
    'must be a URL of http',
  ],
])('%s is wrong usage', async (_, args, message) => {
  const { code, stdout, stderr } = await runCommand(['record', ...args])
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  expect(stdout + stderr).not.toContain(KEY)
})

test('a port that is taken and a file that is no recording are told, and the file is left as it is', async () => {
  const folder = createFolder()
  const port = await listenOnFreePort(createServer())
  const busy = await runCommand(['record', ...UPSTREAM, '--port', String(port), '--out', join(folder, 'a.jsonl')])
  expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining(`port ${port} is taken`)])

  const notes = join(folder, 'notes.txt')
  writeFileSync(notes, 'mine\n')
  const other = await runCommand(['record', ...UPSTREAM, '--port', '0', '--out', notes])
  expect([other.code, other.stderr]).toEqual([1, `esim-go-emulator: ${notes} is no recording: choose another file\n`])
  expect(readFileSync(notes, 'utf8')).toBe('mine\n')
})

test.skipIf(!existsSync('/dev/full'))('a recorder whose file cannot be written ends', async () => {
  const { upstream } = await serveAnother()
  const recorder = await startRecorder(['--upstream', upstream, '--out', '/dev/full'])
  await get(recorder.url, '/organisation')
  expect(await recorder.complaints).toBe('esim-go-emulator: /dev/full cannot be written: ENOSPC\n')
  await vi.waitFor(() => expect(recorder.child.exitCode).toBe(1))
})

test.each<[what: string, text: string | undefined, message: string]>([
  ['no file', undefined, 'cannot be read: ENOENT'],
  ['another file', 'mine\n', 'is neither a recording (lines of JSON) nor an HTTP Archive (HAR)'],
])('diff of %s is one line', async (_, content, message) => {
  const file = join(createFolder(), 'recording.jsonl')
  if (content !== undefined) writeFileSync(file, content)
  const { code, stdout, stderr } = await runCommand(['diff', '--recording', file])
  expect([code, stdout, stderr]).toEqual([1, '', `esim-go-emulator: ${file} ${message}\n`])
})
