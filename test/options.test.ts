import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../src/index.ts'
import { createEmulator } from '../src/index.ts'
import { createTestEmulator } from './support/emulator.ts'

test.each<[keyof EmulatorOptions, unknown]>([
  ['seed', 1.5],
  ['seed', -1],
  ['seed', '7'],
  ['db', ''],
  ['apiKeys', ['bad key']],
  ['apiKeys', 'key'],
  ['clock', 'sideways'],
  ['start', 'yesterday'],
  ['start', '9999-12-31T12:00:00Z'],
  ['rate', -1],
  ['rate', 1e308],
  ['rate', Number.NaN],
  ['callbackUrl', 'file:///x'],
  ['callbackUrl', 'http://me:secret@127.0.0.1/'],
  ['callbackVersion', 'V1'],
  ['dialect', 'loud'],
  ['allowCallbackHosts', ['http://host/']],
  ['publicUrl', 'sandbox.example.com'],
  ['publicUrl', 'http://me:secret@sandbox.example.com'],
  ['publicUrl', 'https://sandbox.example.com/v2.4'],
  ['allowHosts', 'dev.test'],
  ['allowHosts', ['http://dev.test']],
  ['allowHosts', ['*']],
  ['allowHosts', ['dev.test/x']],
  ['cors', 'https://app.example.com'],
  ['cors', ['app.example.com']],
  ['cors', ['https://app.example.com/page']],
  ['cors', ['https://me:secret@app.example.com']],
  ['controlToken', ''],
  ['rateLimit', -3],
  ['rateLimit', 0],
])('an emulator with %s %j is not made, and its maker is told why', async (name, value) => {
  const making = createEmulator({ [name]: value } as EmulatorOptions)
  await expect(making).rejects.toThrow(TypeError)
  await expect(making).rejects.toThrow(new RegExp(`^${name} must be (?!.*secret)`))
})

test('an empty host is not taken for every address of the machine', async () => {
  const { emulator } = await createTestEmulator()
  await expect(emulator.listen({ host: '' })).rejects.toThrow('host must be an address to listen on')
})
