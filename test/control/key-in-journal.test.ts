import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { look } from '../support/page.ts'
import { watchDatabase } from '../support/tables.ts'

const KEY = 'a-key-that-shows'
const ESCAPED = `${encodeURIComponent(KEY).replaceAll('-', '%2D')}`
const IN_JSON = KEY.replace('k', '\\u006b')

interface Put {
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** Where a caller may put a key, beside the header, and what the journal keeps of that. */
const PLACES: Readonly<Record<string, readonly [Put, object]>> = {
  'the parameter of earlier versions': [{ path: `/v2.4/orders?api_key=${KEY}&a=1` }, { query: { a: '1' } }],
  'a parameter of another name': [{ path: `/v2.4/orders?apikey=${KEY}` }, { query: { apikey: '***' } }],
  'a parameter for something else': [{ path: `/v2.4/orders?filter=${KEY}` }, { query: { filter: '***' } }],
  'a parameter several times': [{ path: `/v2.4/orders?a=${KEY}&a=b` }, { query: { a: ['***', 'b'] } }],
  'the name of a parameter': [{ path: `/v2.4/orders?${KEY}=1` }, { query: { '***': '1' } }],
  'an escaped parameter': [{ path: `/v2.4/orders?a=${ESCAPED}` }, { query: { a: '***' } }],
  'another key in a parameter that is named for it': [
    { path: '/v2.4/orders?x-api-key=second-key&token=second-key&auth_token=second-key' },
    { query: { 'x-api-key': '***', token: '***', auth_token: '***' } },
  ],
  'a segment of the path': [{ path: `/v2.4/esims/${KEY}` }, { path: '/v2.4/esims/***' }],
  'an escaped segment': [{ path: `/v2.4/esims/${ESCAPED}` }, { path: '/v2.4/esims/***' }],
  'a part of a segment': [{ path: `/v2.4/key=${KEY};v=1/x` }, { path: '/v2.4/key=***;v=1/x' }],
  'a path that leads nowhere': [{ path: `/v2.4/${KEY}/orders` }, { path: '/v2.4/***/orders' }],
  'a field of the body': [
    { path: '/v2.4/orders', body: `{"type":"validate","apiKey":"${KEY}","order":[]}` },
    { requestBody: '{"type":"validate","apiKey":"***","order":[]}' },
  ],
  'a field with another key': [
    { path: '/v2.4/orders', body: '{"api_key": "second-key", "order": []}' },
    { requestBody: '{"api_key": "***", "order": []}' },
  ],
  'a text in the body': [
    { path: '/v2.4/orders', body: `{"note":"Bearer ${KEY}, once more"}` },
    { requestBody: '{"note":"Bearer ***, once more"}' },
  ],
  'a text as JSON may escape it': [{ path: '/v2.4/orders', body: `["${IN_JSON}"]` }, { requestBody: '["***"]' }],
  'a body that is a form': [
    { path: '/v2.4/orders', body: `api_key=${ESCAPED}&type=x` },
    { requestBody: 'api_key=***&type=x' },
  ],
  'a body that is nothing but the key': [{ path: '/v2.4/orders', body: KEY }, { requestBody: '***' }],
  'the end of what is kept of a body': [
    { path: '/v2.4/orders', body: `${'x'.repeat(8_180)}${KEY}` },
    { requestBody: `${'x'.repeat(8_180)}***` },
  ],
  'headers of other names': [
    { path: '/v2.4/orders', headers: { 'Api-Key': KEY, Authorization: `Bearer ${KEY}`, Referer: `http://a/${KEY}` } },
    { path: '/v2.4/orders' },
  ],
}

test.each(Object.entries(PLACES))('in %s a key is written down nowhere', async (_, [{ path, headers, body }, kept]) => {
  const { opened, database } = await watchDatabase(() => createTestEmulator({ apiKeys: [KEY] }))
  const { emulator } = opened
  const listening = await emulator.fetch(
    new Request('http://emulator/_emulator/stream', { headers: { 'X-API-Key': KEY } }),
  )
  const reader = listening.body?.pipeThrough(new TextDecoderStream()).getReader()
  await reader?.read()
  const init = { headers: { 'X-API-Key': KEY, ...headers }, ...(body === undefined ? {} : { method: 'POST', body }) }
  await emulator.fetch(new Request(`http://emulator${path}`, init))
  const [entry] = await emulator.requests.list()
  expect(entry).toMatchObject(kept)

  let told = ''
  while (!told.includes('event: request')) told += (await reader?.read())?.value ?? ''
  await reader?.cancel()
  const verified = await emulator.requests.verify({ match: { path: '/nowhere', method: 'GET' } })
  const page = (await look(emulator, '/_emulator/ui/journal')).html
    .replaceAll(`data-key="${KEY}"`, '')
    .replaceAll(`<code>${KEY}</code>`, '')
  await emulator.snapshots.take('all')
  const exported = JSON.stringify(await emulator.state.export())
  const tables = database.all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`)
  const rows = tables
    .map(({ name }) => JSON.stringify(database.acrossOrganisations.all(`SELECT * FROM ${name}`)))
    .join('\n')
  const written = {
    entry: JSON.stringify(entry),
    told,
    verified: JSON.stringify(verified),
    page,
    exported,
    rows: rows.replace(`"api_key":"${KEY}"`, ''),
  }
  for (const [where, text] of Object.entries(written)) {
    for (const form of [KEY, ESCAPED, IN_JSON, 'second-key', KEY.slice(0, -2)])
      expect([where, text.includes(form)]).toEqual([where, false])
  }
})

test.each(['orders', 'esims', 'v2.4', 'GB', '1'])(
  'a key that is the word %j leaves the paths and numbers that it is not',
  async (key) => {
    const { emulator, api } = await createTestEmulator({ apiKeys: [key] })
    const body = {
      type: 'transaction',
      assign: false,
      order: [{ type: 'bundle', item: 'esim_1GB_7D_GB_V2', quantity: 1 }],
    }
    await api.post('/orders', { body })
    await api.get('/esims?page=12&perPage=10')
    expect(await emulator.requests.list()).toMatchObject([
      { path: '/v2.4/esims', query: { page: '12', perPage: '10' }, contractIssues: [] },
      { path: '/v2.4/orders', contractIssues: [] },
    ])
    const placed = { match: { path: '/orders', body: { order: [{ quantity: 1, item: 'esim_1GB_7D_GB_V2' }] } } }
    expect(await emulator.requests.verify(placed)).toMatchObject({ ok: true, count: 1 })
  },
)
