import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { CLI, startCli } from '../support/cli.ts'

// Processes take their time on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

/** What a process of Node has loaded of itself says at its end whether the platform's fetch is among it. */
const TELL = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => process.stderr.write(String(process.moduleLoadList.some((name) => name.endsWith('deps/undici/undici')))))`,
)}`

async function loadsFetch(visit: (url: string) => Promise<unknown>): Promise<string> {
  const { url, child, stop } = await startCli(['--log', 'silent'], { NODE_OPTIONS: `--import=${TELL}` })
  let told = ''
  child.stderr?.on('data', (part) => {
    told += String(part)
  })
  await visit(url)
  await stop('SIGTERM')
  return told
}

const headers = { 'X-API-Key': 'some-key', 'Content-Type': 'application/json' }

test("a start, reads and orders load nothing of the platform's fetch, which takes a sixth of a start", async () => {
  const told = await loadsFetch(async (url) => {
    const read = await fetch(`${url}/v2.4/organisation`, { headers })
    expect(read.status).toBe(200)
    const order = [{ type: 'bundle', item: 'esim_1GB_7D_FR_V2', quantity: 1 }]
    const body = JSON.stringify({ type: 'transaction', assign: true, order })
    const bought = await fetch(`${url}/v2.4/orders`, { method: 'POST', headers, body })
    expect(bought.status).toBe(200)
  })
  expect(told).toBe('false')
})

test('what needs it loads it: a body of no declared length', async () => {
  const told = await loadsFetch(async (url) => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"order":[]}'))
        controller.close()
      },
    })
    const answer = await fetch(`${url}/v2.4/orders`, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    expect(answer.status).toBe(400)
  })
  expect(told).toBe('true')
})

/** Says at the end which parts of Node were loaded when the first answer was sent. */
const TELL_AT_FIRST_ANSWER = `data:text/javascript,${encodeURIComponent(`
  const { Server } = process.getBuiltinModule('node:http')
  const { emit } = Server.prototype
  let told = []
  Server.prototype.emit = function (event, request, response) {
    if (event === 'request')
      response.once('finish', () => { told = process.moduleLoadList.map((name) => name.replace('NativeModule ', '')) })
    return emit.apply(this, arguments)
  }
  process.on('exit', () => process.stderr.write(JSON.stringify(told)))
`)}`

test('the first answer waits for no part of Node that it does not use', async () => {
  const { url, complaints, stop } = await startCli(['--log', 'silent'], {
    NODE_OPTIONS: `--import=${TELL_AT_FIRST_ANSWER}`,
  })
  expect((await fetch(`${url}/v2.4/organisation`, { headers })).status).toBe(200)
  await stop('SIGTERM')
  const loaded = JSON.parse(await complaints) as string[]
  expect(loaded).toContain('http')
  const unused = ['internal/deps/undici/undici', 'http2', 'https', 'tls', 'zlib', 'dns/promises', 'worker_threads']
  expect(unused.filter((name) => loaded.includes(name))).toEqual([])
})

/** The files that a file loads before it runs. Those that it loads later, if at all, stand in functions. */
const LOADED_FIRST = /^(?:var \w+ = |const \{[^}]*\} = )?require\("(\.\/[^"]+)"\);$/gm

/** The files of dist that are read before a file runs, itself among them. */
function filesBehind(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found
  found.add(name)
  const text = readFileSync(join(CLI, '..', name), 'utf8')
  for (const [, file] of text.matchAll(LOADED_FIRST)) filesBehind(file as string, found)
  return found
}

test('a start reads few files, and none of the schemas of the control API', () => {
  const [, run] = /require\("(\.\/run-[^"]+)"\)/.exec(readFileSync(CLI, 'utf8')) ?? []
  const files = [...filesBehind(run as string)]
  expect(files.length).toBeLessThanOrEqual(5)
  const texts = files.map((name) => readFileSync(join(CLI, '..', name), 'utf8'))
  expect(texts.some((text) => text.includes('// src/routes/pipeline.ts'))).toBe(true)
  for (const later of ['src/contract/control/esims.ts', 'src/cli/esims.ts', 'src/cli/program.ts', 'src/cli/log.ts'])
    expect(texts.filter((text) => text.includes(`// ${later}\n`))).toEqual([])
})
