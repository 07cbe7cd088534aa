import { join } from 'node:path'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Side } from '../../src/drift/ask.ts'
import { findDrift } from '../../src/drift/drift.ts'
import { findValueDrift } from '../../src/drift/value-drift.ts'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { busyReseller } from '../../src/fixtures/built-in/busy-reseller.ts'
import { isReplaced } from '../../src/import/replace.ts'
import type { Api } from '../support/api.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim, observe } from '../support/trade.ts'
import { importFrom, makeFolderOfFile, readImport, sideOf } from './support.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** A month of trade, of every kind of bundle and state. Usage from now on is visible to nobody, so there is none. */
const TRADE: EmulatorOptions['scenario'] = {
  ...busyReseller,
  seed: 7,
  esims: [
    ...(busyReseller.esims ?? []).slice(0, 18).map(({ usagePlan: _, ...esim }) => esim),
    { customerRef: 'a year', bundles: [{ bundle: BUNDLES.year, state: 'active', started: '20d ago' }] },
    { customerRef: 'no limit', bundles: [{ bundle: 'esim_UL_7D_FR_V2', state: 'active', started: '3d ago' }] },
    { customerRef: 'two of one', bundles: [{ bundle: BUNDLES.uk }, { bundle: BUNDLES.uk }] },
  ],
}

/** A catalogue of one's own: other prices for what is sold everywhere, and a bundle that nobody else has. */
const OWN: EmulatorOptions = {
  scenario: TRADE as never,
  catalogueMode: 'extend',
  catalogue: {
    bundles: [
      {
        name: 'esim_2GB_10D_FR_OURS',
        description: 'eSIM, 2GB, 10 Days, France, ours',
        countries: [{ name: 'France', region: 'Europe', iso: 'FR' }],
        dataAmount: 2000,
        duration: 10,
        speed: ['4G', '5G'],
        autostart: true,
        unlimited: false,
        roamingEnabled: [],
        imageUrl: '',
        price: 2.345,
        groups: ['Special Rates'],
        billingType: 'FixedCost',
        allowances: [],
      },
    ],
  },
}

let imported: EmulatorOptions
beforeAll(async () => {
  const { emulator, close } = await openTestEmulator(OWN)
  const { url } = await emulator.listen({ port: 0 })
  const { out } = await importFrom(sideOf(globalThis.fetch, { baseUrl: `${url}/v2.4` }), { out: makeFolderOfFile() })
  imported = {
    scenario: readImport(out),
    catalogue: join(out, 'catalogue.json'),
    networks: join(out, 'networks.json'),
  }
  await close()
})

/** The account, and an emulator that starts in what was imported of it over a socket. */
async function openBoth() {
  const { emulator: original, api } = await createTestEmulator(OWN)
  const { emulator: copy, api: copied } = await createTestEmulator(imported)
  return { original, api, copy, copied, here: sideOf(copy.fetch), there: sideOf(original.fetch) }
}

const findDifferences = async (here: Side, there: Side) => {
  const findings = [
    ...(await findDrift(here, there)),
    ...(await findValueDrift(here, there, { isReplaced, esims: 1_000 })),
  ]
  return findings.flatMap(({ call, differences }) => differences.map((difference) => ({ call, ...difference })))
}

/** All that can be seen, with what an import replaces taken out. */
async function observeKept(api: Api): Promise<unknown> {
  const scrub = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => scrub(each, `${path}[]`))
    if (typeof value !== 'object' || value === null) return isReplaced(path) ? 'replaced' : value
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, scrub(inner, path === '' ? name : `${path}.${name}`)]),
    )
  }
  return (await observe(api)).map((answer) => scrub(answer, ''))
}

test('an account that was imported over HTTP has the same values, and a change of one is found', async () => {
  const { original, api, here, there } = await openBoth()
  expect(await findDifferences(here, there)).toEqual([])

  await original.settings.change({ balance: 12 })
  const { esims } = (await api.get('/esims')).json
  await original.esims.install(esims[0].iccid)
  const changed = (await findDifferences(here, there)).map(({ call, where }) => `${call} ${where}`)
  expect(changed).toEqual([
    'GET  /organisation organisations[0].balance',
    'GET  /esims/{eSIM 1} profileStatus',
    'GET  /esims/{eSIM 1} firstInstalledDateTime',
  ])
})

test('an imported account lives on as its original does', async () => {
  const { original, api, copy, copied } = await openBoth()
  for (const days of [1, 9, 60, 400]) {
    await original.clock.advance(`${days}d`)
    await copy.clock.advance(`${days}d`)
    expect(await observeKept(copied)).toEqual(await observeKept(api))
  }
})

test('an imported account goes on trading: nothing is named twice', async () => {
  const { copied, copy } = await openBoth()
  const before = (await observe(copied)).length
  const iccids = await Promise.all(Array.from({ length: 5 }, () => buyEsim(copied)))
  expect(new Set(iccids).size).toBe(5)
  expect((await observe(copied)).length).toBe(before + 5 * 4)
  // A state document is checked for rows that no rule makes.
  await copy.state.import(await copy.state.export())
})

test('install details are found by the reference of an order, as before', async () => {
  const { api, copied } = await openBoth()
  const references = async (of: Api): Promise<string[]> =>
    (await of.get('/orders?limit=1000')).json.orders.map((order: { orderReference: string }) => order.orderReference)
  const found = async (of: Api, reference: string) => {
    const { status, json } = await of.get(`/esims/assignments?reference=${reference}`, {
      headers: { Accept: 'application/json' },
    })
    return [status, status === 200 ? json.map(({ bundle }: { bundle: string }) => bundle) : []]
  }
  for (const reference of await references(api))
    expect(await found(copied, reference)).toEqual(await found(api, reference))
})
