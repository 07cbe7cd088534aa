import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { findElement, findElements, listAttribute, look, textOf } from '../support/page.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buy, buyEsim, orderBody } from '../support/trade.ts'

/** Callbacks of two bundles over some days; the receiver refuses every third. */
async function createCallbacks() {
  const receiver = createReceiver((_, tries) => (tries % 3 === 0 ? 500 : 200))
  const { emulator, api } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.settings.change({ callbackRetries: 1 })
  for (const item of [BUNDLES.france, BUNDLES.europe, BUNDLES.france]) {
    const iccid = await buyEsim(api, item)
    await emulator.esims.use(iccid, { megabytes: 600, country: 'FR' })
    await emulator.clock.advance('1d')
  }
  return { emulator, api }
}

const rowsOf = (html: string) =>
  findElements(html, '.calls tbody tr').map((row) =>
    [...row.querySelectorAll('td')].map((cell) => textOf(cell.outerHTML)),
  )

test.each([
  '',
  'status=failed',
  'status=delivered',
  `bundle=${BUNDLES.france}`,
  `bundle=${BUNDLES.europe}&alertType=FirstUse`,
])(
  'the callbacks of %s, their chart and the button that sends them again have the numbers of the API',
  async (filters) => {
    const { emulator } = await createCallbacks()
    const listed = await emulator.callbacks.list(Object.fromEntries(new URLSearchParams(filters)))
    const { html } = await look(emulator, `/_emulator/ui/callbacks?${filters}`)
    expect(
      rowsOf(html).map(([at, kind, , bundle, , result, attempts]) => [at, kind, bundle, result, attempts]),
    ).toEqual(
      listed.map(({ createdAt, alertType, status, attempts, body }) => [
        `${createdAt.slice(0, 10)} ${createdAt.slice(11, 19)}`,
        alertType,
        JSON.parse(body).bundle?.name ?? '',
        status,
        String(attempts.length),
      ]),
    )
    const charted = findElements(html, '.numbers tbody tr').flatMap((row) =>
      [...row.querySelectorAll('td')].slice(1).map((cell) => Number(cell.textContent)),
    )
    expect(charted.reduce((sum, count) => sum + count, 0)).toBe(listed.length)
    const again = findElement(html, '[data-live=again] form')
    const named = [...again.querySelectorAll('input')].map((field) => [
      field.getAttribute('name'),
      field.getAttribute('value'),
    ])
    const match = filters === '' ? { status: 'failed' } : Object.fromEntries(new URLSearchParams(filters))
    expect(Object.fromEntries(named)).toEqual(match)
    const matching = await emulator.callbacks.list(match)
    expect(again.textContent).toContain(`(${matching.length})`)
  },
)

test('a row says how a bundle stands, what was answered and when the next attempt is', async () => {
  const receiver = createReceiver(() => 503)
  const { emulator, api } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  const iccid = await buyEsim(api, BUNDLES.france)
  await emulator.esims.attach(iccid, 'FR')
  const { html } = await look(emulator, '/_emulator/ui/callbacks')
  expect(rowsOf(html)[0]?.slice(5, 8)).toEqual(['pending', '1', 'answered 503, again 2026-01-01 00:01:00'])
  const [{ id } = { id: 0 }] = await emulator.callbacks.list()
  const page = await look(emulator, `/_emulator/ui/callbacks/${id}`)
  expect(page.text).toContain('next attempt in 1 min 2026-01-01 00:01:00')
})

test('a callback leads to the call that caused it, and the call to the callback, the order and the eSIM', async () => {
  const { emulator, api } = await createTestEmulator({ callbackUrl: 'http://127.0.0.1:9/' })
  await emulator.settings.change({ balance: 20, lowBalanceThreshold: 19.5 })
  const { orderReference } = await buy(api, { item: BUNDLES.france, assign: true })
  const [{ id } = { id: 0 }] = await emulator.callbacks.list()
  const links = async (path: string) => listAttribute((await look(emulator, path)).html, 'href', 'main a')
  expect(await links(`/_emulator/ui/callbacks/${id}`)).toContain('/_emulator/ui/journal/1')
  expect(await links('/_emulator/ui/journal/1')).toEqual(
    expect.arrayContaining([
      `/_emulator/ui/callbacks/${id}`,
      `/_emulator/ui/orders/${orderReference}`,
      `/_emulator/ui/journal?order=${orderReference}`,
    ]),
  )
  const iccid = (await emulator.esims.list())[0]?.iccid
  await api.get(`/esims/${iccid}`)
  expect(await links('/_emulator/ui/journal/2')).toContain(`/_emulator/ui/esims/${iccid}`)
})

test('the journal says why in words, and the fault is a link', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.get('/esims/8943108167000000019')
  const { id } = await emulator.faults.add({ fault: { type: 'status', status: 503 } })
  await api.post('/orders', { body: orderBody({}) })
  const { html } = await look(emulator, '/_emulator/ui/journal')
  expect(rowsOf(html).map((cells) => cells[4])).toEqual([
    `Service Unavailable: fault ${id} gave this answer`,
    'access denied: the organisation has no such eSIM',
  ])
  expect(listAttribute(html, 'href', '.calls a')).toContain(`/_emulator/ui/faults#fault-${id}`)
})

test.each([
  ['status=4xx', [2]],
  ['status=refused', [2]],
  ['status=403', [2]],
  ['operationId=createOrder', [1]],
  ['search=fr_v2', [1]],
  ['iccid=8943108167000000019', [2]],
])('the journal filtered by %s shows %j', async (filters, ids) => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: orderBody({ item: BUNDLES.france }) })
  await api.get('/esims/8943108167000000019')
  await api.get('/networks?isos=GB')
  const { html, text } = await look(emulator, `/_emulator/ui/journal?${filters}`)
  expect(listAttribute(html, 'data-item', '.calls tr')).toEqual(ids.map((id) => `r${id}`))
  expect(text.includes('Searched: paths')).toBe(filters.startsWith('search'))
  const [name = '', value] = filters.split('=')
  const field = findElement(html, `.filter [name=${name}]`)
  expect(field.querySelector('[selected]')?.getAttribute('value') ?? field.getAttribute('value')).toBe(value)
})

test('an answer that was made again stands beside the old one, with what differs', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: orderBody({ item: BUNDLES.france, assign: true }) })
  const { again, differences } = await emulator.requests.resend(1)
  const { html } = await look(emulator, `/_emulator/ui/journal/${again.id}?beside=1`)
  expect(rowsOf(html).map(([place]) => place)).toEqual(differences.map(({ place }) => place))
  await api.get('/inventory')
  const same = await emulator.requests.resend(3)
  expect((await look(emulator, `/_emulator/ui/journal/${same.again.id}?beside=3`)).text).toContain(
    'The answer is the same.',
  )
  expect((await look(emulator, '/_emulator/ui/journal/1?beside=99')).status).toBe(404)
})

test('a call that the journal has not kept whole is not made again or copied, and says why', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.post('/orders', { body: { type: 'transaction', order: [], note: 'x'.repeat(9_000) } })
  const { html, text } = await look(emulator, '/_emulator/ui/journal/1')
  expect(findElement(html, 'form[data-call*=resend] [type=submit]').getAttribute('aria-disabled')).toBe('true')
  expect(text).toContain('It cannot be copied: the journal has only the beginning of its body.')
})

test('the largest answers keep the page of a call below 60 kB', async () => {
  const { emulator, api } = await createTestEmulator()
  await api.get('/catalogue?perPage=100')
  await api.post('/orders', { body: { type: 'transaction', order: [], note: '"quoted" '.repeat(600) } })
  const sizes = await Promise.all(
    ['1', '2', '2?as=python', '1?beside=2'].map(
      async (path) => (await look(emulator, `/_emulator/ui/journal/${path}`)).html.length,
    ),
  )
  expect(sizes.filter((size) => size > 60_000)).toEqual([])
})
