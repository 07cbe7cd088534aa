import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { msisdnAt, msisdnOf } from '../../src/domain/msisdn.ts'
import type { Emulator } from '../../src/emulator.ts'
import type { Api } from '../support/api.ts'
import { createFolder } from '../support/cli.ts'
import { commands, run } from '../support/commands.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { expectRefusal } from '../support/refusal.ts'
import { BUNDLES, buy, buyEsim } from '../support/trade.ts'

const text = (api: Api, iccid: string, prefix = '/v2.4') =>
  api.post(`/esims/${iccid}/sms`, { prefix, body: { message: 'Welcome!' } })

const expectNoNumber = (api: Api, iccid: string) =>
  expectRefusal(api, () => text(api, iccid), [400, 'esim has no msisdn'])

const numbersOf = async ({ esims }: Emulator) => (await esims.list({ limit: 1_000 })).map(({ msisdn }) => msisdn)

/** Every way in which an eSIM comes into an organisation. */
const WAYS: Readonly<Record<string, (test: { api: Api; emulator: Emulator }) => Promise<string | undefined>>> = {
  'bought with its bundle': ({ api }) => buyEsim(api),
  'applied from the inventory': async ({ api }) => {
    await buy(api)
    return (await api.post('/esims/apply', { body: { bundle: BUNDLES.uk } })).json.esims[0].iccid
  },
  'given in place of one that does not fit': async ({ api }) => {
    const iccids = [await buyEsim(api, BUNDLES.france)]
    return (await buy(api, { assign: true, iccids, allowReassign: true })).order[0]?.iccids?.[0]
  },
  'put into the account without a bundle': async ({ emulator }) => (await emulator.esims.create())[0]?.iccid,
  'a physical one': async ({ emulator }) => (await emulator.esims.create({ physical: true }))[0]?.iccid,
  'of a scenario': async ({ emulator }) => {
    await emulator.reset({ scenario: 'end-of-trip' })
    return (await emulator.esims.list())[0]?.iccid
  },
}

test.each(Object.keys(WAYS))('an eSIM %s can be texted', async (way) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = (await WAYS[way]?.({ api, emulator })) ?? ''
  expect((await emulator.esims.get(iccid)).msisdn).toMatch(/^447700900\d{6}$/)
  expect((await text(api, iccid)).status).toBe(200)
  expect(await emulator.sms.list()).toMatchObject([{ iccid, message: 'Welcome!' }])
})

test('the same world gives the same numbers, and no two eSIMs of it have the same', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(commands, fc.nat({ max: 5 }), async (trade, count) => {
      const play = async () => {
        const { api, emulator, close } = await openTestEmulator()
        if (count > 0) await emulator.esims.create({ count })
        for (const command of trade) await run(api, command)
        const numbers = await numbersOf(emulator)
        await close()
        return numbers
      }
      const numbers = await play()
      expect(new Set(numbers).size).toBe(numbers.length)
      expect(numbers).not.toContain(null)
      expect(await play()).toEqual(numbers)
    }),
    { numRuns: 20 },
  )
})

test('no two of the first hundred million numbers are alike, and each has the 15 digits of the longest', () => {
  const at = fc.nat({ max: 99_999_999 })
  fc.assert(
    fc.property(at, at, (one, other) => {
      expect(msisdnAt(one)).toMatch(/^447700[9]\d{8}$/)
      expect(msisdnAt(one) === msisdnAt(other)).toBe(one === other)
    }),
  )
})

test.each([
  ['all', undefined, '447700900000007'],
  ['none', undefined, null],
  ['all', null, null],
  ['none', null, null],
  ['all', '12345', '12345'],
  ['none', '12345', '12345'],
] as const)('with msisdns %s an eSIM that was given %s has %s', (setting, ownMsisdn, msisdn) => {
  expect(msisdnOf({ sequence: 7, ownMsisdn }, setting)).toBe(msisdn)
})

test.each<[string, Parameters<typeof createTestEmulator>[0], boolean]>([
  ['createEmulator', { msisdns: 'none' }, false],
  ['a scenario', { scenario: { organisation: { msisdns: 'none' } } as never }, false],
  ['PATCH /_emulator/organisation', {}, true],
])('msisdns none of %s means that eSIMs have no number', async (_, options, patch) => {
  const { api, emulator } = await createTestEmulator(options)
  if (patch) await emulator.settings.change({ msisdns: 'none' })
  expect((await emulator.settings.get()).msisdns).toBe('none')
  const iccid = await buyEsim(api)
  await expectNoNumber(api, iccid)
  expect((await emulator.esims.get(iccid)).msisdn).toBeNull()
})

test('the setting counts for the eSIMs that are there already, and they have their number back afterwards', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const { msisdn } = await emulator.esims.get(iccid)
  await emulator.settings.change({ msisdns: 'none' })
  await expectNoNumber(api, iccid)
  await emulator.settings.change({ msisdns: 'all' })
  expect((await emulator.esims.get(iccid)).msisdn).toBe(msisdn)
  expect((await text(api, iccid)).status).toBe(200)
})

test.each(['all', 'none'] as const)('with msisdns %s a number is taken away, and given again', async (msisdns) => {
  const { api, emulator } = await createTestEmulator({ msisdns })
  const { esims, settings } = emulator
  const iccid = await buyEsim(api)
  await esims.removeMsisdn(iccid)
  await esims.removeMsisdn(iccid)
  await settings.change({ msisdns: 'all' })
  await expectNoNumber(api, iccid)
  expect(await esims.giveMsisdn(iccid)).toMatchObject({ iccid, msisdn: '447700900000001' })
  await settings.change({ msisdns: 'none' })
  expect((await text(api, iccid)).status).toBe(200)
  expect(await esims.giveMsisdn(iccid, '+447700900123')).toMatchObject({ msisdn: '+447700900123' })
  expect((await api.get(`/esims/${iccid}`, { prefix: '/v2.5' })).json.msisdn).toBe('+447700900123')
  expect((await text(api, iccid)).status).toBe(200)
})

test('an eSIM can be created with a number, with none, and as the setting has it', async () => {
  const { emulator } = await createTestEmulator()
  await emulator.esims.create({ msisdn: '447700900123' })
  await emulator.esims.create({ msisdn: null, count: 2 })
  await emulator.esims.create()
  expect(await numbersOf(emulator)).toEqual(['447700900123', null, null, '447700900000004'])
})

test('an eSIM of a scenario can have a number, none, or that of the setting', async () => {
  const bundles = [{ bundle: BUNDLES.uk }]
  const esims = [{ msisdn: '447700900123', bundles }, { msisdn: null, bundles }, { bundles }]
  const { emulator } = await createTestEmulator({ scenario: { esims } as never })
  expect(await numbersOf(emulator)).toEqual(['447700900123', null, '447700900000003'])
})

test.each([
  ['an eSIM that is not there', 'PUT', '8'.repeat(19), {}, 404, 'esim_not_accessible'],
  ['a text that is no ICCID', 'DELETE', '12', undefined, 400, 'malformed_iccid'],
  ['a number that is none', 'PUT', undefined, { msisdn: 'none' }, 422, 'invalid_request'],
  ['an empty number', 'PUT', undefined, { msisdn: '' }, 422, 'invalid_request'],
  ['a field that nobody knows', 'PUT', undefined, { number: '447700900123' }, 422, 'invalid_request'],
])('%s is refused, and nothing changes', async (_, method, named, body, status, code) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api)
  const before = await emulator.state.export()
  const answer = await callControl(emulator, { method, path: `/esims/${named ?? iccid}/msisdn`, body })
  expect([answer.status, answer.json.error.code]).toEqual([status, code])
  expect(await emulator.state.export()).toEqual(before)
})

test('numbers survive a snapshot, an export, and a file', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccids = [await buyEsim(api), await buyEsim(api), await buyEsim(api)] as const
  await emulator.esims.removeMsisdn(iccids[1])
  await emulator.esims.giveMsisdn(iccids[2], '12345')
  const expected = ['447700900000001', null, '12345']
  expect(await numbersOf(emulator)).toEqual(expected)
  await emulator.snapshots.take('before')
  const document = await emulator.state.export()
  await emulator.reset()
  await emulator.snapshots.restore('before')
  expect(await numbersOf(emulator)).toEqual(expected)
  await emulator.reset()
  await emulator.state.import(document)
  expect(await numbersOf(emulator)).toEqual(expected)
})

test.each(['a telephone', '1234', '1'.repeat(16)])(
  'a document whose eSIM has the number %s is refused',
  async (msisdn) => {
    const { api, emulator } = await createTestEmulator()
    await buyEsim(api)
    const document = (await emulator.state.export()) as unknown as { esims: object[] }
    const spoilt = { ...document, esims: document.esims.map((row) => ({ ...row, msisdn })) }
    await expect(emulator.state.import(spoilt as never)).rejects.toMatchObject({ status: 422, code: 'invalid_state' })
  },
)

test('the eSIMs of a file that knows nothing of the setting have numbers', async () => {
  const db = join(createFolder(), 'state.db')
  const first = await openTestEmulator({ db })
  const iccid = await buyEsim(first.api)
  await first.close()
  const file = new Sqlite(db)
  const { changes } = file.prepare("UPDATE organisations SET settings = json_remove(settings, '$.msisdns')").run()
  file.close()
  expect(changes).toBe(1)
  const { api, emulator } = await createTestEmulator({ db })
  expect((await emulator.settings.get()).msisdns).toBe('all')
  expect((await emulator.esims.get(iccid)).msisdn).toBe('447700900000001')
  expect((await text(api, iccid)).status).toBe(200)
})

test('a story gives a number and takes it away', async () => {
  const { emulator } = await createTestEmulator()
  const { runScenario } = await import('../../src/scenario/run.ts')
  const [esim] = await emulator.esims.create()
  const iccid = esim?.iccid ?? ''
  const call = (status: number) => ({
    call: { path: `/esims/${iccid}/sms`, body: { message: 'Hi' } },
    expect: { status },
  })
  const steps = [{ msisdn: { iccid, number: null } }, call(400), { msisdn: { iccid } }, call(200)]
  const report = await runScenario({ name: 'numbers', description: '', steps } as never, {
    handle: emulator,
    fetch: (path, init) => emulator.fetch(new Request(`http://emulator${path}`, init)),
  })
  expect(report.steps.map(({ name }) => name).filter((name) => !name.startsWith('POST'))).toEqual([
    `take the number of ${iccid} away`,
    `give ${iccid} a number`,
  ])
  expect(report.met).toBe(true)
})
