import { expect, test } from 'vitest'
import { CONTROL_OPERATIONS } from '../../src/contract/control/operations.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { buyEsim } from '../support/trade.ts'

/** Calls that succeed, one after the other on one organisation; {iccid} is its eSIM, {id} its first callback. */
const CALLS: readonly (readonly [operationId: string, path: string, body?: unknown])[] = [
  ['getClock', '/clock'],
  ['setClock', '/clock', { mode: 'manual', rate: 2, now: '2026-01-01T01:00:00Z' }],
  ['setClock', '/clock', {}],
  ['getSettings', '/organisation'],
  ['changeSettings', '/organisation', { name: 'Nomads', balance: 93.067, currency: 'EUR', callbackRetries: 0 }],
  ['changeSettings', '/organisation', { usage: null, autoInstallAfter: null, usageThresholds: [80, 20, 80] }],
  ['changeSettings', '/organisation', {}],
  ['createEsims', '/esims', { count: 2, msisdn: '+447700900123', physical: true, profile: 2 }],
  ['createEsims', '/esims', {}],
  ['listEsims', '/esims'],
  ['getEsim', '/esims/{iccid}'],
  ['installEsim', '/esims/{iccid}/install', { device: 'a telephone' }],
  ['uninstallEsim', '/esims/{iccid}/uninstall'],
  ['attachEsim', '/esims/{iccid}/attach', { country: 'gb' }],
  ['attachEsim', '/esims/{iccid}/attach', { country: 'GB', network: 'GBRVF' }],
  ['useData', '/esims/{iccid}/usage', { bytes: 5_000 }],
  ['useData', '/esims/{iccid}/usage', { megabytes: 0.5, country: 'GB' }],
  ['setUsagePlan', '/esims/{iccid}/usage-plan', { megabytesPerDay: 50, startAfter: '1h', for: 'P1D', country: 'GB' }],
  ['setUsagePlan', '/esims/{iccid}/usage-plan', { profile: 'light' }],
  ['actOnEsims', '/esims/bulk', { match: {}, acts: [{ install: {} }, { use: { amount: '1MB' } }] }],
  ['advanceClock', '/clock/advance', { by: '12d' }],
  ['advanceClock', '/clock/advance', { toNextEvent: true, undoable: true }],
  ['getAdvanceReport', '/clock/advance'],
  ['dismissAdvanceReport', '/clock/advance'],
  ['getAdvanceReport', '/clock/advance'],
  ['advanceClock', '/clock/advance', { until: { callbacks: 1 }, atMost: 1_000 }],
  ['listEvents', '/events?limit=3'],
  ['stopUsagePlan', '/esims/{iccid}/usage-plan'],
  ['listCallbacks', '/callbacks?iccid={iccid}&alertType=FirstUse&status=delivered&limit=5&wait=1s&count=1'],
  ['redeliverCallbacks', '/callbacks/redeliver', { status: 'failed' }],
  ['redeliverCallbacks', '/callbacks/redeliver', { alertType: 'FirstUse', iccid: '{iccid}', bundle: 'none' }],
  ['redeliverCallback', '/callbacks/{id}/redeliver'],
  ['compareCallback', '/callbacks/{id}/compare', { signature: 'abc', body: '{}' }],
  ['testCallback', '/callbacks/test', { alertType: 'LowBalance' }],
  ['removeMsisdn', '/esims/{iccid}/msisdn'],
  ['giveMsisdn', '/esims/{iccid}/msisdn', { msisdn: '+447700900123' }],
  ['giveMsisdn', '/esims/{iccid}/msisdn', {}],
  ['createEsims', '/esims', { msisdn: null }],
  ['listSms', '/sms?iccid={iccid}'],
  ['clearCallbacks', '/callbacks'],
  ['listOrders', '/orders?limit=5'],
  ['getStatement', '/statement?limit=5'],
  ['getOrder', '/orders/{reference}?limit=5&offset=0'],
  ['getInventory', '/inventory?limit=5'],
  ['changeBundle', '/catalogue/esim_1GB_7D_FR_V2', { price: 1.75, at: '+3d', groups: ['Mine'], speed: null }],
  ['changeBundle', '/catalogue/esim_1GB_7D_GB_V2', { dataAmount: -1, roamingEnabled: ['FR'], description: 'x' }],
  ['withdrawBundle', '/catalogue/esim_1GB_7D_DE_V2?at=2d'],
  ['listCatalogueChanges', '/catalogue'],
  ['resetCatalogue', '/catalogue/reset', { bundle: 'esim_1GB_7D_DE_V2' }],
  ['listCallers', '/callers?problem=no_key&limit=5'],
  ['clearCallers', '/callers'],
  ['rotateApiKey', '/organisation/rotate-key', {}],
]

test('every call answers what its contract says, and no more', async () => {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  const iccid = await buyEsim(api)
  await emulator.esims.attach(iccid, 'GB')
  const [callback] = await emulator.callbacks.list()
  const [order] = await emulator.orders.list()
  for (const [operationId, template, body] of CALLS) {
    const operation = CONTROL_OPERATIONS.find((each) => each.operationId === operationId)
    if (!operation) throw new Error(`there is no operation ${operationId}`)
    const path = template
      .replaceAll('{iccid}', iccid)
      .replaceAll('{id}', String(callback?.id))
      .replaceAll('{reference}', order?.orderReference ?? '')
    const { status, text, json, headers } = await callControl(emulator, { method: operation.method, path, body })
    expect([operationId, status, text.slice(0, status === operation.status ? 0 : 200)]).toEqual([
      operationId,
      operation.status,
      '',
    ])
    // Reading by the contract drops every field that it does not name.
    expect(operation.answer.parse(json)).toEqual(json)
    if (status !== 204) expect(headers.get('content-type')).toBe('application/json')
  }
})

test('what is set is what is then said', async () => {
  const { emulator } = await createTestEmulator()
  const changes = {
    name: 'Nomads',
    balance: 93.067,
    currency: 'EUR',
    callbackUrl: 'https://shop.example/hook',
    callbackVersion: 'V2',
    callbackEncoding: 'hex',
    callbackRetries: 7,
    processingDelay: 'PT10M',
    usageThresholds: [20, 80],
    autoInstallAfter: 'PT2H',
    usage: { profile: 'heavy' },
    lowBalanceThreshold: 12.5,
    refundWindow: 'P30D',
    returnsDelay: 'PT36H',
  } as const
  const changed = await emulator.settings.change({ ...changes, usageThresholds: [80, 20, 80] })
  expect(changed).toMatchObject({ ...changes, returnsDelay: 'P1DT12H' })
  expect(await emulator.settings.get()).toEqual(changed)
  expect(await emulator.settings.change({ balance: 5 })).toEqual({ ...changed, balance: 5 })
})

test('an organisation may say of itself in the vendor API what was set', async () => {
  const { api, emulator } = await createTestEmulator()
  await emulator.settings.change({
    name: 'Nomads',
    balance: 5.25,
    currency: 'EUR',
    callbackUrl: 'https://shop.example/',
  })
  expect((await api.get('/organisation')).json.organisations[0]).toMatchObject({
    name: 'Nomads',
    balance: 5.25,
    currency: 'EUR',
    callbackUrl: 'https://shop.example/',
  })
})

test('eSIMs that are put into the account are the same in the vendor API', async () => {
  const { api, emulator } = await createTestEmulator()
  const esims = await emulator.esims.create({ count: 3, physical: true })
  const listed = (await api.get('/esims')).json.esims
  expect(listed.map(({ iccid }: { iccid: string }) => iccid).sort()).toEqual(esims.map(({ iccid }) => iccid).sort())
  expect(esims).toMatchObject(
    Array(3).fill({ installed: false, profileStatus: 'Released', profile: null, bundles: [] }),
  )
})

test('the text messages of an eSIM are listed newest first', async () => {
  const { api, emulator } = await createTestEmulator()
  const [esim] = await emulator.esims.create({ msisdn: '447700900123' })
  for (const message of ['first', 'second']) {
    await api.post(`/esims/${esim?.iccid}/sms`, { body: { message, from: 'eSIM' } })
  }
  expect((await emulator.sms.list()).map(({ message }) => message)).toEqual(['second', 'first'])
  expect(await emulator.sms.list({ iccid: '8'.repeat(19) })).toEqual([])
})

test('orders are those of the vendor API, and to list them is no call of it', async () => {
  const { api, emulator } = await createTestEmulator()
  await buyEsim(api)
  await api.post('/organisation/balance?amount=1000')
  const listed = (await api.get('/orders')).json.orders
  await emulator.requests.clear()
  expect(await emulator.orders.list()).toEqual(listed)
  expect(await emulator.orders.list({ limit: 1 })).toEqual(listed.slice(0, 1))
  expect(await emulator.requests.list()).toEqual([])
})
