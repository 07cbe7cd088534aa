import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { isServiceLink } from '../../src/cli/service-link.ts'
import { createFolder, runCli, startCli } from '../support/cli.ts'

vi.setConfig({ testTimeout: 30_000 })

/** What Kubernetes and Docker links set in every container beside a service that is called esim-emulator. */
const INJECTED = {
  ESIM_EMULATOR_SERVICE_HOST: '10.0.0.1',
  ESIM_EMULATOR_SERVICE_PORT: '4024',
  ESIM_EMULATOR_SERVICE_PORT_HTTP: '4024',
  ESIM_EMULATOR_PORT: 'tcp://10.0.0.1:4024',
  ESIM_EMULATOR_PORT_4024_TCP: 'tcp://10.0.0.1:4024',
  ESIM_EMULATOR_PORT_4024_TCP_PROTO: 'tcp',
  ESIM_EMULATOR_PORT_4024_TCP_PORT: '4024',
  ESIM_EMULATOR_PORT_4024_TCP_ADDR: '10.0.0.1',
  ESIM_EMULATOR_NAME: '/web/esim_emulator',
  ESIM_EMULATOR_ENV_NODE_VERSION: '24.0.0',
}

test.each<[name: string, value: string, isLink: boolean]>([
  ['ESIM_EMULATOR_PORT', 'tcp://10.0.0.1:4024', true],
  ['ESIM_EMULATOR_PORT', 'tcp://[fd00::1]:4024', true],
  ['ESIM_EMULATOR_PORT', 'udp://10.0.0.1:4024', true],
  ['ESIM_EMULATOR_PORT', 'sctp://10.0.0.1:4024', true],
  ['PORT', 'tcp://10.0.0.1:4024', true],
  ['ESIM_EMULATOR_PORT', '4024', false],
  ['ESIM_EMULATOR_PORT', 'http://10.0.0.1:4024', false],
  ['ESIM_EMULATOR_CALLBACK_URL', 'tcp://10.0.0.1:4024', false],
])('%s=%s is of a service: %s', (name, value, isLink) => {
  expect(isServiceLink(name, value)).toBe(isLink)
})

test('start, exec and wait take nothing from a service of their name', async () => {
  const { url } = await startCli([], INJECTED)
  expect(await runCli(['wait', '--url', url, '--timeout', '0'], INJECTED)).toMatchObject({ code: 0, stderr: '' })
  const beside = await runCli(['exec', '--', 'node', '-p', 'process.env.ESIM_EMULATOR_URL'], INJECTED)
  expect(beside).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\n$/) })
})

test('the usual variable counts beside them, and their port does not', async () => {
  const file = join(createFolder(), 'ready')
  // PORT=0 would be refused if the port of the service were taken for one, and 4024 be listened on if it were used.
  const { url } = await startCli(['--ready-file', file], { ...INJECTED, PORT: '0' })
  expect(new URL(url).port).not.toBe('4024')
  expect(await runCli(['wait', '--ready-file', file, '--timeout', '0'], INJECTED)).toMatchObject({ code: 0 })
})

test('any other port that is none is a wrong use', async () => {
  const { code, stderr } = await runCli([], { ...INJECTED, ESIM_EMULATOR_PORT: 'http://10.0.0.1:4024' })
  expect([code, stderr]).toEqual([2, expect.stringContaining('ESIM_EMULATOR_PORT')])
})
