import { expect, test, vi } from 'vitest'
import { runNode } from '../docs/programs.ts'
import { createProject } from '../docs/project.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Runs a program that has nothing to do but to await an emulator in its own process. */
const runProgram = (lines: string) =>
  runNode(createProject(), [
    '--input-type=module',
    '--eval',
    `import { createEmulator } from 'esim-go-emulator'
    const emulator = await createEmulator({ clock: 'auto' })
    const headers = { 'X-API-Key': emulator.apiKey }
    ${lines}`,
  ])

test.each([
  ['a callback', "console.log((await emulator.callbacks.list({ wait: '200ms', count: 1 })).length)", '0\n'],
  [
    'an answer that is late',
    `await emulator.faults.add({ match: { operationId: 'getOrganisation' }, fault: { type: 'delay', delay: '200ms' } })
    console.log((await emulator.fetch(new Request('http://emulator/v2.4/organisation', { headers }))).status)`,
    '200\n',
  ],
])('a program that awaits %s goes on until it comes', async (_, lines, stdout) => {
  expect(await runProgram(lines)).toEqual({ stdout, stderr: '', code: 0 })
})

test('a program that awaits nothing ends though its clock runs', async () => {
  const { code } = await runProgram("await emulator.clock.set({ mode: 'auto', rate: 2 })")
  expect(code).toBe(0)
})
