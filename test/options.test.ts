import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../src/index.ts'
import { connectEmulator, createEmulator } from '../src/index.ts'
import { createTestEmulator } from './support/emulator.ts'
import { TestSystemClock } from './support/wall.ts'

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
  ['msisdns', 'some'],
  ['realism', 'staging'],
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
  ['maxOrganisations', 0],
  ['maxOrganisations', 1.5],
  ['scenario', 7],
  ['exposed', 'yes'],
  ['onEvent', 'log'],
])('an emulator with %s %j is not made, and its maker is told why', async (name, value) => {
  const making = createEmulator({ [name]: value } as EmulatorOptions)
  await expect(making).rejects.toThrow(TypeError)
  await expect(making).rejects.toThrow(new RegExp(`^${name}(\\[0\\])? must be (?!.*secret).*, not .`))
})

test.each(['systemClock', 'wall'] as const)('the time of the machine comes from %s', async (name) => {
  const { emulator } = await createTestEmulator({ clock: 'auto', [name]: new TestSystemClock(Date.UTC(2031, 1, 2)) })
  expect(await emulator.clock.get()).toMatchObject({ now: '2031-02-02T00:00:00Z' })
})

test('an empty host is not taken for every address of the machine', async () => {
  const { emulator } = await createTestEmulator()
  await expect(emulator.listen({ host: '' })).rejects.toThrow('host must be an address to listen on')
})

test.each<[name: string, hint: string]>([
  ['scenaro', 'did you mean scenario?'],
  ['callbackURL', 'did you mean callbackUrl?'],
  ['ApiKeys', 'did you mean apiKeys?'],
  ['apiKey', 'did you mean apiKeys?'],
  ['clcok', 'did you mean clock?'],
  ['port', 'emulator.listen({ port }) takes it'],
  ['bogus', 'there is seed, db, '],
  ['__proto', 'there is seed, db, apiKeys, '],
  ['toString', 'there is seed, db, apiKeys, '],
])('an emulator is not made with an option that there is not: %s', async (name, hint) => {
  for (const value of ['low-balance', undefined]) {
    const making = createEmulator({ [name]: value } as EmulatorOptions)
    await expect(making).rejects.toThrow(TypeError)
    await expect(making).rejects.toThrow(`there is no option ${name}: ${hint}`)
  }
})

test('a list of the options has none that are for the emulator’s own programs and tests', async () => {
  const refusal = await createEmulator({ bogus: 1 } as EmulatorOptions).catch((error) => error.message)
  expect(refusal).toMatch(/^there is no option bogus: there is .*\bonDamage\b/)
  expect(refusal).not.toMatch(/usualClock|callbackResolve|systemClock|wall|ownProcess/)
})

test.each<[options: object, message: string]>([
  [{ seed: Number.NaN }, 'seed must be a whole number from 0 to 4294967295, not NaN'],
  [{ seed: 7n }, 'seed must be a whole number from 0 to 4294967295, not 7'],
  [
    { start: new Date(0) },
    'start must be an RFC 3339 date and time before the end of the year 9999, not an object of Date',
  ],
  [{ db: '' }, 'db must be the path of a file, not ""'],
  [{ onEvent: 'log' }, 'onEvent must be a function, not "log"'],
  [{ exposed: () => true }, 'exposed must be true or false, not a function'],
  [{ dialect: 'x'.repeat(99) }, `dialect must be observed or documented, not "${'x'.repeat(75)}..." (99 characters)`],
  [
    { cors: 'https://a.example' },
    'cors must be a list, each element an origin such as https://app.example.com, or *, not "https://a.example"',
  ],
  [{ allowHosts: ['a', 7] }, 'allowHosts[1] must be a host name, with or without a port, not 7'],
  [
    { publicUrl: 'ftp://me:secret@a.example/?key=1' },
    'publicUrl must be an absolute URL of http or https, with or without a sub-path, such as https://sandbox.example.com/esim, not "ftp://...@a.example/?..."',
  ],
  [
    { apiKeys: ['good', 'a secret'] },
    'apiKeys[1] must be a key of 1 to 128 visible ASCII characters, not the 8 characters that came',
  ],
  [
    { apiKeys: 'secret' },
    'apiKeys must be a list, each element a key of 1 to 128 visible ASCII characters, not the 6 characters that came',
  ],
  [{ controlToken: ['secret'] }, 'controlToken must be a text that is not empty, not ["..."]'],
  [
    { apiKeys: { first: 'secret' } },
    'apiKeys must be a list, each element a key of 1 to 128 visible ASCII characters, not {"first":"..."}',
  ],
  [{ controlToken: [4711] }, 'controlToken must be a text that is not empty, not ["..."]'],
  [{ controlToken: 4711 }, 'controlToken must be a text that is not empty, not a number'],
])('an option is refused with what came, without what is secret in it: %o', async (options, message) => {
  await expect(createEmulator(options as never)).rejects.toThrow(new TypeError(message))
})

test.each([null, 'fresh', 7, ['fresh']])('%j is no options', async (options) => {
  await expect(createEmulator(options as never)).rejects.toThrow('the options must be an object')
})

test.each<[options: object, message: string]>([
  [{ prot: 80 }, 'there is no option prot: did you mean port?'],
  [{ url: 'x' }, 'there is no option url: there is port, host, tls'],
  [{ port: '80' }, 'port must be a whole number from 0 to 65535, not "80"'],
  [{ port: 65_536 }, 'port must be a whole number from 0 to 65535, not 65536'],
  [{ host: '' }, 'host must be an address to listen on, not ""'],
  [{ ownProcess: 1 }, 'ownProcess must be true or false, not 1'],
  [{ tls: true }, 'tls must be an object of cert and key, each in PEM, not true'],
  [{ tls: { crt: '' } }, 'there is no option tls.crt: did you mean tls.cert?'],
  [{ tls: { cert: 'x' } }, 'tls.key is missing: it must be a private key in PEM'],
  [{ tls: { key: 'x' } }, 'tls.cert is missing: it must be a certificate in PEM'],
  [{ tls: { cert: 'x', key: 'x' } }, 'tls.cert must be a certificate in PEM'],
])('an emulator does not listen with %j', async (options, message) => {
  const { emulator } = await createTestEmulator()
  await expect(emulator.listen(options)).rejects.toThrow(new TypeError(message))
  expect((await emulator.listen()).port).toBeGreaterThan(0)
})

test.each<[options: object, message: string]>([
  [{ apikey: 'k' }, 'there is no option apikey: did you mean apiKey?'],
  [{ scenario: 'fresh' }, 'there is no option scenario: there is apiKey, controlToken, opens'],
  [{ apiKey: '' }, 'apiKey must be a text that is not empty, not ""'],
])('nothing is connected to with %j', (options, message) => {
  expect(() => connectEmulator('http://127.0.0.1:4024', options)).toThrow(new TypeError(message))
})
