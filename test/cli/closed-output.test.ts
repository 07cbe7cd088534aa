import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { spawnCli, startCli } from '../support/cli.ts'

vi.setConfig({ testTimeout: 30_000 })

test.each<[readonly string[], number]>([
  [['--help'], 0],
  [['--version'], 0],
  [['scenario', '--help'], 0],
  [['exec', '--help'], 0],
  [['start', '--port', '0'], 0],
  [['start', '--port', '0', '--log', 'json'], 0],
])('%j ends quietly when nobody reads what it says any more', async (args, expected) => {
  const child = spawnCli(args)
  child.stdout?.destroy()
  const [[code, signal], stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stderr as NonNullable<typeof child.stderr>),
  ])
  expect([code, signal, stderr]).toEqual([expected, null, ''])
})

test('nobody has to read its complaints either', async () => {
  const child = spawnCli(['start', '--port', 'none'])
  child.stderr?.destroy()
  expect(await once(child, 'close')).toEqual([2, null])
})

test.each(['json', 'pretty'])('an emulator ends quietly when nobody reads its %s log any more', async (log) => {
  const { child, url } = await startCli(['--log', log])
  child.stdout?.destroy()
  const stderr = text(child.stderr as NonNullable<typeof child.stderr>)
  const closed = once(child, 'close')
  let answers = true
  // The log begins a moment after the emulator answers.
  while (answers)
    answers = await fetch(`${url}/v2.4/nowhere`).then(
      () => true,
      () => false,
    )
  expect(await closed).toEqual([0, null])
  expect(await stderr).toBe('')
})
