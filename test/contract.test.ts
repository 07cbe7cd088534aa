import { readdirSync, readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { type Call, collectOperations } from '../src/contract/call.ts'
import { CONTROL_OPERATIONS } from '../src/contract/control/operations.ts'
import { ALL_OPERATIONS, OPERATIONS } from '../src/contract/operations.ts'
import { renderSupport } from '../src/contract/support.ts'
import { isInSpan, PREFIXES } from '../src/domain/api-version.ts'
import { createTestEmulator } from './support/emulator.ts'

/** Every operation of the vendor's document, deprecated ones too. */
const VENDOR_OPERATIONS = `
GET /
POST /esims/apply
GET /esims/qr/{reference}
GET /esims/csv/{reference}
GET /esims/assignments
GET /esims/{iccid}/history
GET /esims/{iccid}/refresh
GET /esims/{iccid}/compatible/{bundle}
POST /esims/{iccid}/sms
DELETE /esims/{iccid}/bundles/{name}/applications/{assignmentId}
DELETE /esims/{iccid}/bundles/{name}/assignments/{assignmentId}
GET /esims/{iccid}/bundles/{name}
DELETE /esims/{iccid}/bundles/{name}
GET /esims/{iccid}/bundles
POST /esims/{iccid}/bundles
GET /esims/{iccid}/location
GET /esims/{iccid}
GET /esims
PUT /esims
POST /organisation/balance
GET /organisation/groups
GET /organisation
GET /orders/{orderReference}
GET /orders
POST /orders
POST /inventory/refund
GET /inventory
GET /catalogue/bundle/{name}
GET /catalogue
GET /networks`
  .trim()
  .split('\n')

const callOf = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`

async function getDocument(path: string) {
  const { emulator } = await createTestEmulator()
  const response = await emulator.fetch(new Request(`http://emulator${path}`))
  expect(response.headers.get('content-type')).toBe('application/json')
  return response.json()
}

test('the contract has every operation of the vendor in v2.4, and no other', () => {
  expect(
    OPERATIONS.filter((operation) => isInSpan(operation, '2.4'))
      .map(callOf)
      .sort(),
  ).toEqual(VENDOR_OPERATIONS.toSorted())
})

test('each operation has an id of its own', () => {
  const ids = ALL_OPERATIONS.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([])
})

const CONTRACT = new URL('../src/contract/', import.meta.url)

test.each<[string, readonly Call[]]>([
  ['.', ALL_OPERATIONS],
  ['control', CONTROL_OPERATIONS],
])('each operation that a file of src/contract/%s exports is listed', async (folder, listed) => {
  const files = readdirSync(new URL(`${folder}/`, CONTRACT)).filter((name) => name.endsWith('.ts'))
  const modules = await Promise.all(files.map((name) => import(new URL(`${folder}/${name}`, CONTRACT).href)))
  const ids = collectOperations(modules).map(({ operationId }) => operationId)
  expect(ids.sort()).toEqual(listed.map(({ operationId }) => operationId).sort())
})

test('the parameters of a path are declared', () => {
  for (const { path, pathFields } of ALL_OPERATIONS) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect([path, Object.keys(pathFields.shape)]).toEqual([path, named])
  }
})

test.each(
  ['/openapi.json', ...PREFIXES.map((prefix) => `${prefix}/openapi.json`)].flatMap((path) => [
    [path, ''],
    [path, '?dialect=observed'],
    [path, '?dialect=documented'],
  ]),
)('%s%s is a valid OpenAPI 3.1 document, and needs no key', async (path, query) => {
  const document = await getDocument(`${path}${query}`)
  expect(await new Validator().validate(document)).toMatchObject({ valid: true })
  expect(document.openapi).toBe('3.1.0')
  const prefix = path === '/openapi.json' ? '/v2.4' : path.replace('/openapi.json', '')
  expect(document.servers).toEqual([{ url: query.endsWith('documented') ? `/documented${prefix}` : prefix }])
})

test('an invalid document is told apart', async () => {
  const document = await getDocument('/openapi.json')
  document.paths['/orders'].post.responses = 'none'
  expect(await new Validator().validate(document)).toMatchObject({ valid: false })
})

test('the document describes each operation with its answers', async () => {
  const { paths } = await getDocument('/openapi.json')
  const described = Object.entries<Record<string, { operationId: string; responses: object }>>(paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, responses }]) => ({
        call: `${method.toUpperCase()} ${path}`,
        operationId,
        statuses: Object.keys(responses),
      })),
  )
  const expected = ALL_OPERATIONS.filter((operation) => isInSpan(operation, '2.4')).map(
    ({ operationId, errors, ...operation }) => ({
      call: callOf(operation),
      operationId,
      statuses: ['200', ...errors.map(String)].sort(),
    }),
  )
  const byCall = (a: { call: string }, b: { call: string }) => a.call.localeCompare(b.call)
  expect(described.sort(byCall)).toEqual(expected.sort(byCall))
})

test('SUPPORTED.md is what the contract says', () => {
  const text = readFileSync(new URL('../SUPPORTED.md', import.meta.url), 'utf8')
  expect(text, 'run `npm run generate`').toBe(renderSupport())
})

test('the support table has a row for each operation, and marks deprecated ones', () => {
  const rows = renderSupport()
    .split('\n')
    .filter((line) => line.startsWith('| `') && line.split(' | ').length === 6)
    .map((line) => line.split(' | '))
  expect(rows.map((row) => row[1]?.replaceAll('`', ''))).toEqual(OPERATIONS.map(callOf))
  const deprecated = rows.filter((row) => row[3] === 'yes').map((row) => row[0]?.replace(/[| `]/g, ''))
  expect(deprecated).toEqual(['getInstallCsv', 'getQrCodes', 'applyBundleToEsim', 'revokeApplication'])
  expect(rows.every((row) => row.length === 6)).toBe(true)
})
