import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import type { Emulator } from '../../src/emulator.ts'
import type { Api } from '../support/api.ts'
import { callRaw } from '../support/call.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { findElement, look } from '../support/page.ts'
import { isOnPath } from '../support/programs.ts'
import { BUNDLES, buy, buyEsim, orderBody } from '../support/trade.ts'
import { runVitest } from './programs.ts'
import { createProject, writeText } from './project.ts'

vi.setConfig({ testTimeout: 60_000 })

type Make = (started: { readonly emulator: Emulator; readonly api: Api }) => Promise<unknown>

/** A text that is hard to quote in every language. */
const ODD = `it's "quoted" \\ \`\${x}\`\n— ünïcode 😀`

/** Calls of the journal, each made in an emulator of its own. */
const CALLS: Readonly<Record<string, Make>> = {
  'an order': ({ api }) => api.post('/orders', { body: orderBody({ item: BUNDLES.france, assign: true }) }),
  'a list with a query': ({ api }) => api.get('/catalogue?perPage=2&countries=FR'),
  'an eSIM': async ({ api }) => api.get(`/esims/${await buyEsim(api)}`),
  'a text to an eSIM': async ({ emulator, api }) => {
    const iccid = await buyEsim(api)
    await emulator.esims.giveMsisdn(iccid)
    await api.post(`/esims/${iccid}/sms`, { body: { from: 'eSIM', message: ODD } })
  },
  'a body that is odd': ({ emulator }) =>
    callRaw(emulator, 'POST', '/v2.4/orders', { body: JSON.stringify({ type: ODD, order: [null, true, 1.5, {}] }) }),
  'a body that is no JSON': ({ emulator }) => callRaw(emulator, 'POST', '/v2.4/orders', { body: ODD }),
  'the state of a bundle': async ({ api }) =>
    api.get(`/esims/${await buyEsim(api, BUNDLES.france)}/bundles/${BUNDLES.france}`),
  'an order that was placed': async ({ api }) =>
    api.get(`/orders/${(await buy(api, { assign: true })).orderReference}`),
  'the install details of an order': async ({ api }) =>
    api.get(`/esims/assignments?reference=${(await buy(api, { assign: true })).orderReference}`),
  'an apply from the inventory': async ({ emulator, api }) => {
    const [{ iccid } = { iccid: '' }] = await emulator.esims.create()
    await buy(api, { item: BUNDLES.france })
    await api.post('/esims/apply', { body: { iccid, name: BUNDLES.france } })
  },
  'an eSIM that is not there': ({ api }) => api.get('/esims/8943108167000000019'),
  'a path that is not there': ({ api }) => api.get('/nowhere'),
  'an order that the balance does not cover': async ({ emulator, api }) => {
    await emulator.settings.change({ balance: 1 })
    await api.post('/orders', { body: orderBody({ item: BUNDLES.france }) })
  },
  'an order that a fault hit': async ({ emulator, api }) => {
    await emulator.faults.add({
      match: { operationId: 'createOrder' },
      phase: 'after',
      fault: { type: 'status', status: 503 },
    })
    await api.post('/orders', { body: orderBody({}) })
  },
  'a call that a fault left without an answer': async ({ emulator, api }) => {
    await emulator.faults.add({ fault: { type: 'reset' } })
    await api.get('/inventory').catch(() => undefined)
  },
}

/** Makes a call, and copies it from the page of the journal in a form. */
async function copyCall(make: Make, form: string, listens = false) {
  const { emulator, api } = await createTestEmulator()
  const origin = listens ? (await emulator.listen()).url : 'http://127.0.0.1:4024'
  await make({ emulator, api })
  const [call] = await emulator.requests.list({ limit: 1 })
  const { html } = await look(emulator, `/_emulator/ui/journal/${call?.id}?as=${form}`)
  const snippet = findElement(html, '#test pre').textContent ?? ''
  return { emulator, call, text: snippet.replaceAll('http://127.0.0.1:4024', origin) }
}

test('calls that are copied as tests of vitest pass in an emulator of their own', async () => {
  const project = createProject()
  for (const [index, make] of Object.values(CALLS).entries()) {
    const { text } = await copyCall(make, 'vitest')
    writeText(project, `test/copied-${index}.test.ts`, text)
  }
  const { stdout, stderr, code } = await runVitest(project)
  expect(code, stdout + stderr).toBe(0)
  expect(stdout).toMatch(new RegExp(`Test Files +${Object.keys(CALLS).length} passed`))
})

/** Runs a program; a test of the emulator's address reaches it over a socket. */
async function runProgram(cwd: string, program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { cwd, env: { PATH: process.env.PATH, NO_COLOR: '1' } })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return stdout + stderr
}

const PROGRAMS = {
  fetch: {
    file: (index: number) => `copied-${index}.test.mjs`,
    run: (project: string, files: readonly string[]) => runProgram(project, process.execPath, ['--test', ...files]),
    failures: /fail (\d+)/,
  },
  python: {
    file: (index: number) => `test_copied_${index}.py`,
    run: (project: string, files: readonly string[]) =>
      runProgram(project, 'python3', ['-m', 'unittest', ...files.map((file) => file.replace('.py', ''))]),
    failures: /failures=(\d+)/,
  },
} as const

test.for(['fetch', 'python'] as const)(
  'calls that are copied as %s make the same calls again',
  async (form, { skip }) => {
    if (form === 'python' && !isOnPath('python3')) skip('python3 is not here')
    const project = createProject()
    const { file, run, failures } = PROGRAMS[form]
    const copied = await Promise.all(Object.values(CALLS).map((make) => copyCall(make, form, true)))
    for (const [index, { text }] of copied.entries()) writeText(project, file(index), text)
    const said = await run(
      project,
      copied.map((_, index) => file(index)),
    )
    let different = 0
    for (const { emulator, call } of copied) {
      const [again] = await emulator.requests.list({ limit: 1 })
      expect(again?.id, said).toBe((call?.id ?? 0) + 1)
      const same = ({ method, path, query, requestBody }: NonNullable<typeof call>) => [
        method,
        path,
        query,
        readValue(requestBody),
      ]
      if (call && again) expect(same(again)).toEqual(same(call))
      // An order that cannot be repeated, such as the last unit of the inventory, is refused: the test says so.
      if (again?.status !== call?.status) different += 1
    }
    expect(Number(failures.exec(said)?.[1] ?? 0), said).toBe(different)
    expect(different).toBeLessThan(3)
  },
)

/** The value of a JSON body, or its text. */
function readValue(body: string | null): unknown {
  try {
    return JSON.parse(body ?? 'null')
  } catch {
    return body
  }
}
