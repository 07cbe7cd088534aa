import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ControlOperation } from '../../src/contract/control/operation.ts'
import { CONTROL_OPERATIONS } from '../../src/contract/control/operations.ts'
import { schemaOf } from '../../src/contract/json-schema.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'

/** The words of a schema library, which are no words for a caller. */
const LIBRARY =
  /Invalid (?:input|option|discriminator)|Too (?:small|big)|received|expected (?:int|string|object|number|array)|NaN/

type Properties = Readonly<Record<string, unknown>>
type Form = {
  readonly properties?: Properties
  readonly required?: readonly string[]
  readonly anyOf?: readonly Form[]
}

const formsOf = (operation: ControlOperation): readonly Form[] => {
  const schema = (operation.body ? schemaOf(operation.body) : {}) as Form
  return schema.anyOf ?? [schema]
}
const fieldsOf = (operation: ControlOperation) => [
  ...new Set(formsOf(operation).flatMap(({ properties = {} }) => Object.keys(properties))),
]

/** The path of an operation with texts in the place of its parameters. */
const pathOf = ({ path, example }: ControlOperation, values: Readonly<Record<string, string>> = {}): string =>
  path
    .replace('/_emulator', '')
    .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? String(example?.path?.[name] ?? 1)))

const WITH_BODY = CONTROL_OPERATIONS.filter(({ body }) => body)

test.each(WITH_BODY)('$operationId: a body that is no object is refused in plain words', async (operation) => {
  const { emulator } = await createTestEmulator()
  for (const body of ['[]', 'null', '7', '"text"', 'true']) {
    const { status, json } = await callControl(emulator, { method: operation.method, path: pathOf(operation), body })
    expect([status, json.error.message]).toEqual([422, expect.stringMatching(/^the body must be an object, not /)])
  }
})

test.each(WITH_BODY)('$operationId: without a body each field that is needed is named', async (operation) => {
  const { emulator } = await createTestEmulator()
  const [form, ...others] = formsOf(operation)
  if (others.length > 0 || !form?.required?.length) return
  const { status, json } = await callControl(emulator, { method: operation.method, path: pathOf(operation) })
  expect(status).toBe(422)
  for (const field of form.required) expect(json.error.message).toMatch(new RegExp(`\\b${field}: .*is missing`))
  expect(json.error.message).not.toMatch(LIBRARY)
})

/** Values of every type: of each field most are wrong. */
const VALUES: readonly unknown[] = [null, true, -1, 1.5, 1e300, '', 'nonsense', [], [[]], { nonsense: 1 }]

test.each(WITH_BODY)('$operationId: a field of a wrong type or value is named, in plain words', async (operation) => {
  const { emulator } = await createTestEmulator()
  const example = (operation.example?.body ?? {}) as object
  for (const field of fieldsOf(operation)) {
    for (const value of VALUES) {
      const body = { ...example, [field]: value }
      if (operation.body?.safeParse(body).success) continue
      const answer = await callControl(emulator, { method: operation.method, path: pathOf(operation), body })
      const { message } = answer.json.error
      expect([answer.status, answer.json.error.code]).toEqual([422, 'invalid_request'])
      expect(message).not.toMatch(LIBRARY)
      expect(message, JSON.stringify(body)).toContain(field)
      expect(message, 'what came').toMatch(/, not |is missing|what came is|unknown field/)
    }
  }
})

// The document of a whole state is checked row by row: its form comes before its fields.
const CLOSED = WITH_BODY.filter(({ operationId }) => operationId !== 'importState')

test.each(CLOSED)('$operationId: an unknown field is named', async (operation) => {
  const { emulator } = await createTestEmulator()
  const body = { ...(operation.example?.body as object | undefined), neverHeardOf: 1 }
  const { status, json } = await callControl(emulator, { method: operation.method, path: pathOf(operation), body })
  expect([status, json.error.message]).toEqual([422, expect.stringContaining('neverHeardOf')])
})

const WITH_NUMBER = CONTROL_OPERATIONS.filter(({ path }) => path.includes('{id}'))
const NO_ROW = ['-1', '0', '1e99', '007', '1.5', 'seven', ' 1', '0x1', '1e0', '+1', 'NaN', '9'.repeat(20), '٣']

test.each(WITH_NUMBER)('$operationId: an id that is no number of a row is refused', async (operation) => {
  const { emulator } = await createTestEmulator()
  for (const id of NO_ROW) {
    const path = pathOf(operation, { id })
    const { status, json } = await callControl(emulator, { method: operation.method, path })
    expect([id, status, json.error.message]).toEqual([id, 422, expect.stringMatching(/^id: must be a whole number/)])
  }
})

/** Texts that are in the place of a name, a key or an ICCID. */
const ODD_TEXTS = [...NO_ROW, '%', '%00', 'a/b', "' OR 1=1", 'é', 'x'.repeat(3_000)]
const WITH_PATH = CONTROL_OPERATIONS.filter(({ path }) => path.includes('{'))

test.each(WITH_PATH)('$operationId: odd text in the path is refused with an error that says why', async (operation) => {
  const { emulator } = await createTestEmulator()
  for (const text of ODD_TEXTS) {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, text])
    const path = pathOf(operation, Object.fromEntries(names))
    const body = operation.example?.body ?? {}
    const method = operation.method
    const answer = await callControl(emulator, { method, path, ...(method === 'GET' ? {} : { body }) })
    expect([400, 403, 404, 422]).toContain(answer.status)
    expect(answer.json.error.message).not.toBe('')
  }
})

/** Query fields that tell a page from the one before. */
const CURSORS = CONTROL_OPERATIONS.filter(({ path }) => !path.includes('{')).flatMap((operation) =>
  ['after', 'before', 'since', 'offset', 'limit'].flatMap((field) =>
    field in (schemaOf(operation.queryFields).properties as Properties) ? [{ operation, field }] : [],
  ),
)

test.each(CURSORS)(
  '$operation.operationId: a $field that no answer gave is refused by its name, or leads to a page',
  async ({ operation, field }) => {
    const { emulator } = await createTestEmulator()
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.constantFrom(...NO_ROW, '1.1.1', 'no-such-key')), async (text) => {
        const path = `${pathOf(operation)}?${new URLSearchParams({ [field]: text })}`
        const { status, json } = await callControl(emulator, { method: operation.method, path })
        if (status === 200) return
        expect([status, json.error.message]).toEqual([422, expect.stringMatching(new RegExp(`^${field}: `))])
        expect(json.error.message.replace(/".*"/, '')).not.toMatch(LIBRARY)
      }),
      { numRuns: 40 },
    )
  },
)
