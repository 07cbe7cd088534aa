import { expect, test, vi } from 'vitest'
import { runCommand } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'

vi.setConfig({ testTimeout: 60_000 })

const FR = 'esim_1GB_7D_FR_V2'
const ESIMS = [
  { customerRef: 'alice', bundles: [{ bundle: FR }] },
  { customerRef: 'bob', bundles: [{ bundle: FR }] },
  { customerRef: 'carol' },
]

/** An emulator at an address with three eSIMs, and the command line beside it. */
async function drive() {
  const { emulator } = await createTestEmulator({ scenario: { esims: ESIMS } })
  const { url } = await emulator.listen()
  const run = (...args: string[]) => runCommand(args, { ESIM_EMULATOR_URL: url })
  const esim = async (customerRef: string) => (await emulator.esims.list({ customerRef }))[0]
  return { emulator, run, esim }
}

test('a command acts on one eSIM, or on all that its options match', async () => {
  const { emulator, run, esim } = await drive()
  const iccid = (await esim('alice'))?.iccid as string
  const lines = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args)
    expect([args, code, stderr]).toEqual([args, 0, ''])
    return stdout.trimEnd().split('\n')
  }
  expect(await lines('install', '--all')).toEqual(['install: 3 eSIMs'])
  expect(await lines('uninstall', '--customer-ref', 'carol')).toEqual(['uninstall: 1 eSIM'])
  expect(await lines('uninstall', '--customer-ref', 'nobody')).toEqual(['no eSIM matches', 'uninstall: 0 eSIMs'])
  expect(await lines('attach', 'FR', '--bundle', FR)).toEqual(['attach: 2 eSIMs', '2 callbacks'])
  expect(await lines('usage', '1500MB', '--bundle-state', 'active', '--first', '1')).toEqual([
    'no eSIM matches',
    'use: 0 eSIMs',
  ])
  expect(await lines('usage', '1500MB', '--in', 'FR', '--first', '1')).toEqual([
    'use: 1 eSIM, 1000 MB used',
    '500 MB were not covered by any bundle',
    expect.stringMatching(/^\d callbacks$/),
  ])
  expect(await lines('plan', '200MB', '--installed', '--for', '7d')).toEqual(['plan: 2 eSIMs'])
  expect((await esim('bob'))?.usagePlan).toMatchObject({ bytesPerDay: 200_000_000 })
  expect(await lines('plan', '--stop', '--all')).toEqual([
    'plan: 2 eSIMs',
    `refused 1 time: eSIM ${(await esim('carol'))?.iccid} has no usage plan`,
  ])
  expect(await lines('plan', iccid, '--profile', 'heavy')).toEqual([`${iccid} uses 1000 MB a day`])
  expect(await lines('plan', iccid, '--stop')).toEqual([`${iccid} uses no more data`])
  expect(await lines('uninstall', iccid)).toEqual([`${iccid} Released`])
  const { stdout } = await run('install', '--no-installed', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ matched: 2, acts: [{ act: 'install', done: 2, refused: 0 }] })
  expect((await emulator.esims.list()).every(({ installed }) => installed)).toBe(true)
})

test.each<[args: string[], problem: string]>([
  [['install'], 'give an ICCID, or --all'],
  [['install', '8943108167000000019', '--all'], 'give either an ICCID, or --all'],
  [['install', 'alice', '--all'], 'install takes an ICCID, not alice'],
  [['attach', '8943108167000000019'], 'give a country'],
  [['attach', '--all'], 'give a country'],
  [['attach', '8943108167000000019', 'FR', '--all'], 'give either an ICCID'],
  [['usage', '--all'], 'the amount "" is invalid. It must be an amount with its unit'],
  [['usage', '500', '--all'], 'the amount "500" is invalid. It must be an amount with its unit'],
  [['plan', '--all'], 'plan takes one of'],
  [['plan', '200MB', '--stop', '--all'], 'plan takes one of'],
  [['plan', '--profile', 'fast', '--all'], 'Allowed choices are'],
  [['install', '--first', '0'], 'It must be a whole number'],
])('%j is wrong usage, and nothing changes', async (args, problem) => {
  const { emulator, run } = await drive()
  const { code, stdout, stderr } = await run(...args)
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(problem)])
  expect((await emulator.esims.list()).some(({ installed, usagePlan }) => installed || usagePlan)).toBe(false)
})
