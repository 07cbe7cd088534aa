import { expect, test, vi } from 'vitest'

interface Field {
  readonly name: string
  readonly value: string
  readonly type?: string
  readonly checked?: boolean
  readonly disabled?: boolean
  readonly dataset?: Readonly<Record<string, string>>
}

interface Call {
  readonly method: string
  readonly path: string
  readonly body: string | undefined
}

interface Calls {
  callOf(form: object, submitter?: object): Call
  curlOf(call: Call, who: { readonly key: string; readonly server?: boolean }): string
  fill(template: string, answer: unknown): string | undefined
}

// The script is for browsers, and has no types of its own.
const { callOf, curlOf, fill }: Calls = await import(new URL('../../src/ui/assets/call.js', import.meta.url).href)

/** As much of a form as the script looks at. */
function form(call: string, fields: readonly Field[]) {
  const elements = fields.map(({ dataset = {}, type = 'text', disabled = false, ...field }) => ({
    ...field,
    type,
    dataset,
    matches: () => disabled,
  }))
  return { form: { dataset: { call }, elements }, elements }
}

const NUMBER = { type: 'number' }

test.each<[string, string, readonly Field[], string, unknown]>([
  ['texts', 'POST /x', [{ name: 'a', value: ' b ' }], '/x', { a: ' b ' }],
  ['numbers', 'POST /x', [{ name: 'a', value: '1.5', dataset: NUMBER }], '/x', { a: 1.5 }],
  ['lists of numbers', 'PATCH /x', [{ name: 'a', value: '50, 80', dataset: { type: 'list' } }], '/x', { a: [50, 80] }],
  [
    'what is not a number, for the API to refuse',
    'PATCH /x',
    [{ name: 'a', value: '1,x', dataset: { type: 'list' } }],
    '/x',
    { a: [1, null] },
  ],
  ['yes and no', 'POST /x', [{ name: 'a', value: 'false', dataset: { type: 'boolean' } }], '/x', { a: false }],
  ['no empty fields', 'POST /x', [{ name: 'a', value: '' }], '/x', {}],
  ['empty fields that mean something', 'POST /x', [{ name: 'a', value: '', dataset: { empty: '' } }], '/x', { a: '' }],
  ['empty fields that mean none', 'POST /x', [{ name: 'a', value: '', dataset: { empty: 'null' } }], '/x', { a: null }],
  ['no disabled fields', 'POST /x', [{ name: 'a', value: '1', disabled: true }], '/x', {}],
  ['no boxes without a tick', 'POST /x', [{ name: 'a', value: 'on', type: 'checkbox', checked: false }], '/x', {}],
  [
    'fields in objects and lists',
    'POST /x',
    [
      { name: 'o.0.item', value: 'b' },
      { name: 'o.0.iccids.0', value: '89' },
    ],
    '/x',
    { o: [{ item: 'b', iccids: ['89'] }] },
  ],
  ['fields of the path', 'POST /x/{a}/y', [{ name: 'a', value: 'b/c' }], '/x/b%2Fc/y', {}],
])('a form sends %s', (_, call, fields, path, body) => {
  const sent = callOf(form(call, fields).form)
  expect(sent.path).toBe(path)
  expect(JSON.parse(sent.body ?? '')).toEqual(body)
})

test('of several buttons the one that was pressed is sent', () => {
  const button = (value: string): Field => ({ name: 'by', value, type: 'submit' })
  const { form: several, elements } = form('POST /x', [button('1h'), button('1d')])
  expect(callOf(several, elements[1]).body).toBe('{"by":"1d"}')
})

test.each(['GET', 'DELETE'])('%s has no body', (method) => {
  expect(callOf(form(`${method} /x`, [{ name: 'a', value: 'b' }]).form).body).toBeUndefined()
})

test('a field of one button is sent with it alone', () => {
  const { form: several, elements } = form('POST /x', [
    { name: 'skip.0', value: 'a', dataset: { with: 'next' } },
    { name: 'next', value: 'true', type: 'submit' },
    { name: 'by', value: '1h', type: 'submit' },
  ])
  expect(callOf(several, elements[1]).body).toBe('{"skip":["a"],"next":"true"}')
  expect(callOf(several, elements[2]).body).toBe('{"by":"1h"}')
})

test('a call as curl is safe to paste whatever is in it', () => {
  vi.stubGlobal('location', { origin: 'http://127.0.0.1:4024' })
  const call = { method: 'POST', path: '/x', body: `{"a":"it's $(rm)"}` }
  expect(curlOf(call, { key: 'k' })).toBe(
    `curl -X POST 'http://127.0.0.1:4024/x' -H 'X-API-Key: k' -H 'Content-Type: application/json' -d '{"a":"it'\\''s $(rm)"}'`,
  )
  expect(curlOf({ method: 'DELETE', path: '/x', body: undefined }, { key: 'k', server: true })).toBe(
    `curl -X DELETE 'http://127.0.0.1:4024/x' -H 'Authorization: Bearer TOKEN'`,
  )
  vi.unstubAllGlobals()
})

test.each([
  ['{a} of {b.0.c}', { a: 1, b: [{ c: 'd' }] }, '1 of d'],
  ['{a:MB} MB', { a: 1_500_000 }, '1.5 MB'],
  ['{a}', {}, undefined],
  ['{a}', undefined, undefined],
  ['nothing', undefined, 'nothing'],
])('%s is filled from %o', (template, answer, text) => {
  expect(fill(template, answer)).toBe(text)
})
