import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { look, region, textOf } from '../support/page.ts'
import { BUNDLES, orderBody } from '../support/trade.ts'

const ORDER = (assign: boolean) => orderBody({ item: BUNDLES.france, quantity: 2, assign })

test('a request and its answer are side by side, with what departs from the contract, and as curl', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders?x=1', { body: { ...ORDER(false), Extra: "it's" } })
  const { html, text } = await look(emulator, '/_emulator/ui/journal/1?as=curl')
  expect(text).toContain('The request departs from the contract')
  expect(text).toContain('"quantity": 2')
  expect(text).toContain('"statusMessage"')
  expect(text).toContain(`curl -X POST 'http://127.0.0.1:4024/v2.4/orders?x=1' \\ -H 'X-API-Key: test-key'`)
  expect(text).toContain(`"Extra":"it'\\''s"`)
  expect(html).not.toContain('undefined')
})

test('a callback tells its bytes, its signature and its attempts', async () => {
  const answers = [500, 204]
  const { emulator } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(null, { status: answers.shift() ?? 200 }),
  })
  const { id, headers } = await emulator.callbacks.test({ alertType: 'LowBalance' })
  await emulator.callbacks.redeliver(id)
  const { html, text } = await look(emulator, `/_emulator/ui/callbacks/${id}`)
  expect(text).toContain(headers['X-Signature-SHA256'])
  expect(text).toContain('"alertType": "LowBalance"')
  expect(textOf(region(html, 'attempts'))).toMatch(/ 500 .* 204 /)
  expect(html).toContain(`data-call="POST /_emulator/callbacks/${id}/redeliver"`)
})

test('the check of signatures is in the encoding that is set', async () => {
  const { emulator } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/',
    callbackFetch: async () => new Response(),
  })
  await emulator.settings.change({ callbackEncoding: 'hex' })
  const { id } = await emulator.callbacks.test({ alertType: 'LowBalance' })
  expect((await look(emulator, `/_emulator/ui/callbacks/${id}`)).text).toContain(`.digest('hex')`)
})

test('the realism of an organisation is one switch, with its parts in a form of their own', async () => {
  const { emulator } = await createTestEmulator({ realism: 'production' })
  const { html } = await look(emulator, '/_emulator/ui/organisation')
  const forms = html.split('<form').filter((form) => form.includes('data-call="PATCH /_emulator/organisation"'))
  const namesOf = (form: string) => [...form.matchAll(/ name="(\w+)"/g)].map(([, name]) => name)
  const all = forms.map(namesOf)
  const parts = all.find((names) => names.includes('card'))
  expect(all).toContainEqual(['realism'])
  // Each setting is in one form, and none has so many that one cannot find it.
  expect(all.flat()).toHaveLength(new Set(all.flat()).size)
  expect(parts?.sort()).toEqual(
    [
      'addressRateLimit',
      'callbackDisorder',
      'card',
      'largeOrders',
      'longestProcessing',
      'priceChanges',
      'refunds',
      'unavailability',
    ].sort(),
  )
  // A form that sent both would undo the switch by the values that it shows.
  expect(parts).not.toContain('realism')
  for (const shown of ['production', 'later', 'unreliable', 'false'])
    expect(html).toContain(`<option value="${shown}" selected`)
})

test('faults tell what they do, how often they hit, and can be disabled and removed', async () => {
  const { emulator, api } = await createTestEmulator()
  const { id } = await emulator.faults.add({
    match: { operationId: 'createOrder' },
    phase: 'after',
    fault: { type: 'status', status: 503 },
    times: 1,
  })
  await api.post('/orders', { body: ORDER(false) })
  const faults = region((await look(emulator, '/_emulator/ui/faults')).html, 'faults')
  expect(textOf(faults)).toContain('used up Answers 503 to one order, after it was placed. 1 of 1 hits')
  expect(faults).toContain(`data-call="DELETE /_emulator/faults/${id}"`)
  expect(faults).toContain(`data-call="PATCH /_emulator/faults/${id}"`)
})

test('snapshots and scenarios are there to go to', async () => {
  const { emulator } = await createTestEmulator({ scenario: { name: 'mine' } })
  await emulator.snapshots.take('before')
  const { html, text } = await look(emulator, '/_emulator/ui/scenarios')
  expect(html).toContain('data-call="POST /_emulator/snapshots/before/restore"')
  expect(text).toContain('busy-reseller')
  expect(text).toContain('mine loaded at the start')
})

test('the ways to buy a bundle are the calls of the vendor API', async () => {
  const { emulator } = await createTestEmulator()
  const { html, text } = await look(emulator, '/_emulator/ui/catalogue/esim_1GB_7D_FR_V2?iccid=8943108160000000001')
  expect(html.split('data-call="POST /v2.4/orders"')).toHaveLength(4)
  expect(html).toContain('value="8943108160000000001"')
  expect(text).toContain('France (FR)')
})
