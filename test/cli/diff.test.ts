import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test, vi } from 'vitest'
import { type Alterations, alteredService, serve } from '../support/altered-service.ts'
import { runCli } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'

vi.setConfig({ testTimeout: 60_000 })

const KEY = 'a-secret-of-mine'

/** The head of every report: what is sent, before anything is. */
const plan = (baseUrl: string): string => `\
28 calls to ${baseUrl}, at most 5 a second. None buys, changes or sends anything:
  GET  /organisation
  GET  /
  GET  /organisation/groups
  GET  /catalogue?perPage=500
  GET  /catalogue/bundle/{bundle}
  GET  /catalogue/bundle/esim_none
  GET  /networks?isos=GB,FR
  GET  /networks
  POST /orders {"type":"validate","assign":true,"order":[{"type":"bundle","item":"{bundle}","quantity":1}]}
  POST /orders {"type":"validate","assign":true,"order":[{"type":"bundle","item":"esim_none","quantity":1}]}
  GET  /orders?limit=100
  GET  /orders/{orderReference}
  GET  /orders/7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10
  GET  /inventory
  GET  /esims?perPage=100
  GET  /esims/{iccid}?additionalFields=appleInstallUrl
  GET  /esims/8943108167000000019
  GET  /esims/{iccid}/history
  GET  /esims/{iccid}/location
  GET  /esims/{iccid}/bundles?includeUsed=true&limit=200
  GET  /esims/{iccid}/bundles/{bundleOnEsim}
  GET  /esims/{iccid}/compatible/{bundle}
  GET  /esims/assignments?reference={deliveryReference}
  GET  /esims/assignments?reference={deliveryReference} as application/json
  GET  /esims/assignments?reference={deliveryReference} as application/zip
  GET  /esims/assignments
  GET  /esims/csv/{deliveryReference}
  GET  /esims/qr/{deliveryReference}

`

/** A field with another name, one of another type, one that is gone, and another status. */
const ALTERATIONS: Alterations = {
  'GET /catalogue': ({ json }) => ({
    json: { ...json, bundles: json.bundles.map(({ price, ...rest }: { price: number }) => ({ ...rest, cost: price })) },
  }),
  'GET /organisation': ({ json }) => ({ json: { organisations: [{ ...json.organisations[0], balance: '1000.00' }] } }),
  'GET /esims/{iccid}': ({ json: { puk, ...rest } }) => ({ json: rest }),
  'GET /esims/{iccid}/location': () => ({ status: 410 }),
}

/** Another service over HTTP. */
async function serveAnother(alterations: Alterations = {}) {
  const { emulator } = await createTestEmulator({ scenario: 'end-of-trip', seed: 7, apiKeys: [KEY] })
  const { fetch, requests } = alteredService(emulator, alterations)
  return { url: await serve(fetch), requests }
}

test('the differences are told, as a table and as JSON, and the key never is', async () => {
  const { url, requests } = await serveAnother(ALTERATIONS)
  const [table, json] = await Promise.all([
    runCli(['diff', '--against', url, '--api-key', KEY]),
    runCli(['diff', '--against', `${url}/v2.3/`, '--json'], { ESIM_EMULATOR_AGAINST_API_KEY: KEY }),
  ])

  expect(table.stdout).toBe(`${plan(`${url}/v2.4`)}\
CALL                                                  WHERE                    HERE    THERE
GET  /organisation                                    organisations[].balance  number  text
GET  /catalogue?perPage=500                           bundles[].price          number  absent
GET  /catalogue?perPage=500                           bundles[].cost           absent  number
GET  /esims/{iccid}?additionalFields=appleInstallUrl  puk                      digits  absent
GET  /esims/{iccid}/location                          status                   200     410

Not compared:

CALL             WHERE      WHY
GET  /inventory  bundles[]  the list is empty there
`)
  expect([table.code, table.stderr]).toEqual([3, 'esim-go-emulator: 5 differences in form\n'])

  const { against, findings } = JSON.parse(json.stdout)
  expect(against).toBe(`${url}/v2.3`)
  expect(findings).toHaveLength(28)
  expect(findings[0]).toEqual({
    call: 'GET  /organisation',
    differences: [{ where: 'organisations[].balance', here: 'number', there: 'text' }],
    notCompared: [],
  })
  expect([json.code, json.stderr]).toEqual([3, `${plan(`${url}/v2.3`)}esim-go-emulator: 5 differences in form\n`])

  for (const output of [table.stdout, table.stderr, json.stdout, json.stderr]) expect(output).not.toContain(KEY)
  expect(new Set(requests.map(({ key }) => key))).toEqual(new Set([KEY]))
  const changing = requests.filter(({ line }) => !line.startsWith('GET '))
  expect(new Set(changing.map(({ line, body }) => `${line} ${JSON.parse(body).type}`))).toEqual(
    new Set(['POST /orders validate']),
  )
})

test('nothing is sent by a dry run, which needs no key', async () => {
  const { url, requests } = await serveAnother()
  const { code, stdout, stderr } = await runCli(['diff', '--against', url, '--dry-run'])
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: plan(`${url}/v2.4`), stderr: '' })
  expect(requests).toEqual([])
})

test('a key that is refused is told, and nothing more is sent', async () => {
  const { url, requests } = await serveAnother()
  const { code, stderr } = await runCli(['diff', '--against', url, '--api-key', 'another-secret'])
  expect([code, stderr]).toEqual([
    1,
    `esim-go-emulator: ${url}/v2.4 refused the key: GET  /organisation was answered with 403\n`,
  ])
  expect(requests).toHaveLength(1)
})

test('a page for people is no answer of the API, and nothing more is sent', async () => {
  const paths: string[] = []
  const url = await serve(async (request) => {
    paths.push(new URL(request.url).pathname)
    return new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })
  })
  const { code, stderr } = await runCli(['diff', '--against', url, '--api-key', KEY])
  const told = `${url}/v2.4 is not the base URL of the API: GET  /organisation was answered with 200 and text/html`
  expect([code, stderr, paths]).toEqual([1, `esim-go-emulator: ${told}\n`, ['/v2.4/organisation']])
})

test('a URL that is not that of the API is told, and nothing more is sent', async () => {
  const { url, requests } = await serveAnother()
  const { code, stderr } = await runCli(['diff', '--against', `${url}/api`, '--api-key', KEY])
  expect([code, stderr]).toEqual([
    1,
    `esim-go-emulator: ${url}/api/v2.4 is not the base URL of the API: GET  /organisation was answered with 404\n`,
  ])
  expect(requests).toHaveLength(1)
})

test('the key follows no redirect', async () => {
  const asked: string[] = []
  const elsewhere = await serve(async ({ url }) => {
    asked.push(url)
    return Response.json({})
  })
  const url = await serve(async () => new Response('', { status: 302, headers: { Location: elsewhere } }))
  const { code, stdout } = await runCli(['diff', '--against', url, '--api-key', KEY])
  expect([code, asked]).toEqual([3, []])
  expect(stdout).toMatch(/^GET {2}\/organisation +status +200 +302$/m)
})

test('a host that does not answer is one line', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise((resolve) => server.close(resolve))
  const { code, stderr } = await runCli(['diff', '--against', url, '--api-key', KEY])
  expect([code, stderr]).toEqual([1, `esim-go-emulator: ${url}/v2.4 cannot be reached: ECONNREFUSED\n`])
})

test.each<[string, string[], string]>([
  ['no service', ['diff'], 'say what to compare with: --against <url> or --recording <file>'],
  [
    'a service and a recording',
    ['diff', '--against', 'http://127.0.0.1:1', '--recording', 'recording.jsonl'],
    '--recording takes the place of --against',
  ],
  ['no URL', ['diff', '--against', 'api.example'], 'It must be a URL of http or https.'],
  [
    'no key',
    ['diff', '--against', 'http://127.0.0.1:1'],
    'a key is needed: --api-key or ESIM_EMULATOR_AGAINST_API_KEY',
  ],
  [
    'a user in the URL',
    ['diff', '--against', `http://me:${KEY}@127.0.0.1:1`],
    '--against takes a base URL and nothing else: no user, no query',
  ],
  [
    'a version that there is not',
    ['diff', '--against', 'http://127.0.0.1:1/v2.9'],
    'unknown API version /v2.9: use /v2, /v2.0, /v2.1, /v2.2, /v2.3, /v2.4 or /v2.5',
  ],
  [
    'a key that is none',
    ['diff', '--against', 'http://127.0.0.1:1', '--api-key', `${KEY}\n`],
    'is invalid. A key has 1 to 128 visible ASCII characters.',
  ],
])('%s is wrong usage', async (_, args, message) => {
  const { code, stdout, stderr } = await runCli(args)
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  expect(stdout + stderr).not.toContain(KEY)
})
