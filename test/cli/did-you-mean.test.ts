import { expect, test } from 'vitest'
import { runCommand } from '../support/cli.ts'

test.each<[args: string[], meant: string]>([
  [['statsu'], 'status'],
  [['advnace'], 'advance'],
  [['esim'], 'esims'],
  [['callback', '--follow'], 'callbacks'],
  [['--port', '0', 'stat'], 'start'],
  [['advnace', '8d', '--url', 'http://127.0.0.1:9'], 'advance'],
  [['faults', 'lsit', '--json', '--url', 'http://127.0.0.1:9'], 'list'],
  [['--prot', '0'], '--port'],
  [['faults', '--jsno'], '--json'],
  [['resat'], 'reset'],
  [['sto'], 'stop'],
  [['STATUS'], 'status'],
  [['faults', 'ad'], 'add'],
  [['faults', 'remvoe', '1'], 'remove'],
  [['snapshot', 'laod'], 'load'],
  [['scenario', 'rum'], 'run'],
  [['faults', 'add', 'createOrdr', '503'], 'createOrder'],
  [['status', '--jsno'], '--json'],
])('%j: one is told what was probably meant', async (args, meant) => {
  const { code, stdout, stderr } = await runCommand(args)
  expect([code, stdout]).toEqual([2, ''])
  const hint = ` (did you mean ${meant.includes(',') ? 'one of ' : ''}${meant}?)\n`
  expect([stderr.startsWith('esim-go-emulator: '), stderr.endsWith(hint), stderr.split('\n').length]).toEqual([
    true,
    true,
    2,
  ])
})

test.each([['fly'], ['x'], ['nosuch'], ['8943108167000000019']])(
  '%s is like no command, and nothing is suggested',
  async (word) => {
    const { code, stderr } = await runCommand([word])
    expect([code, stderr]).toEqual([2, `esim-go-emulator: there is no command ${word} (see --help)\n`])
  },
)
