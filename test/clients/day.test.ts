import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createFolder } from '../support/cli.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { isOnPath } from '../support/programs.ts'
import { type Account, type Client, HABITS, type Habits } from './client.ts'
import { BUNDLE, errorText, type Figures, workADay } from './day.ts'
import { axiosClient } from './transports/axios.ts'
import { curlClient } from './transports/curl.ts'
import { fetchClient } from './transports/fetch.ts'
import { nodeHttpClient } from './transports/node-http.ts'
import { programClient } from './transports/program.ts'
import { type Framing, socketClient } from './transports/socket.ts'
import { workATypedDay } from './typed.ts'

const KEY = 'the-key-of-the-day'

/** A compiler may have to compile its standard library first. */
const TIMEOUT = 180_000

/** What the day comes to; the ids are an emulator's to choose. */
const FIGURES = {
  onSale: { rows: 29, price: 1.17, megabytes: 1000 },
  quote: { valid: true, total: 1.17 },
  sale: { message: 'Order completed: 1 eSIMs assigned', total: 1.17 },
  onEsim: [`${BUNDLE} queued 1000000000`],
  history: [`Bundle Applied ${BUNDLE}`],
  stock: [2, 1, 2, 0],
  balances: [1000, 998.83, 996.49, 998.83],
  said: [
    'Order completed',
    'Successfully Applied Bundle',
    'Successfully Revoked Bundle, bundle has been refunded to inventory',
    'Successfully refunded bundles to balance',
  ],
  orders: ['bundleRefund -2.34 998.83', 'bundleAssignment 0 996.49', 'bundle 2.34 996.49', 'bundle 1.17 998.83'],
  refusal: '400 bundle not found: esim_none',
}

/** An emulator that listens, as new. */
async function listen(): Promise<Account> {
  const { emulator } = await createTestEmulator({ apiKeys: [KEY] })
  const { url } = await emulator.listen()
  return { baseUrl: `${url}/v2.4`, apiKey: KEY }
}

/** The day without a socket, which all others must come to. */
async function workWithoutASocket(): Promise<Figures> {
  const { emulator } = await createTestEmulator({ apiKeys: [KEY] })
  const fetch = (url: unknown, init?: RequestInit) => emulator.fetch(new Request(String(url), init))
  return workADay(fetchClient({ baseUrl: 'http://emulator/v2.4', apiKey: KEY }, fetch as typeof globalThis.fetch))
}

const FRAMING: Framing = {
  httpVersion: '1.1',
  connection: 'keep-alive',
  chunked: false,
  expectContinue: false,
  headerCase: (name) => name,
}

interface Row {
  readonly name: string
  readonly open: (account: Account) => Client | Promise<Client>
  readonly habits?: Partial<Habits>
  /** What has to be installed. */
  readonly needs?: string
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const CLIENTS: readonly Row[] = [
  { name: "Node's fetch", open: (account) => fetchClient(account), habits: { orderKey: 'Order', assign: 'true' } },
  { name: 'axios', open: axiosClient, habits: { orderKey: 'Order', applyKey: 'name', acceptJson: undefined } },
  { name: 'node:http, with a body on every GET', open: nodeHttpClient },
  { name: 'a socket that is kept', open: (account) => socketClient(account, FRAMING) },
  {
    name: 'a socket that waits to be told, and sends chunks',
    open: (account) =>
      socketClient(account, {
        ...FRAMING,
        chunked: true,
        expectContinue: true,
        headerCase: (name) => name.toUpperCase(),
      }),
  },
  {
    name: 'a socket for each call',
    open: (account) =>
      socketClient(account, {
        ...FRAMING,
        connection: 'close',
        chunked: true,
        headerCase: (name) => name.toLowerCase(),
      }),
  },
  {
    name: 'HTTP/1.0',
    open: (account) => socketClient(account, { ...FRAMING, httpVersion: '1.0', connection: 'close' }),
  },
  { name: 'curl', open: curlClient, needs: 'curl', habits: { orderKey: 'Order', applyKey: 'name' } },
  {
    name: "Python's urllib",
    open: (account) => programClient(account, ['python3', path('urllib_client.py')]),
    needs: 'python3',
  },
  {
    name: "Go's net/http",
    open: async (account) => {
      const program = join(createFolder(), 'client')
      await promisify(execFile)('go', ['build', '-o', program, path('go/main.go'), path('go/answers.go')])
      return programClient(account, [program])
    },
    needs: 'go',
  },
]

async function openClient({ open }: Row, account: Account): Promise<Client> {
  const client = await open(account)
  onTestFinished(() => client.close?.())
  return client
}

test('the day comes to these figures', async () => {
  const figures = await workWithoutASocket()
  expect(figures).toMatchObject(FIGURES)
  const [install = ''] = figures.install
  expect(install).toMatch(/^\d{19} [A-Z\d-]+ [a-z\d.-]+$/)
  expect([...new Set(figures.install)]).toEqual([install])
  expect(figures.qrCodes).toEqual([install.split(' ')[0]])
})

for (const row of CLIENTS) {
  const { name, needs, habits } = row
  describe.skipIf(needs !== undefined && !isOnPath(needs))(
    `${name}${needs ? ` (needs ${needs} on the PATH)` : ''}`,
    () => {
      test('works the day', { timeout: TIMEOUT }, async () => {
        const client = await openClient(row, await listen())
        expect(await workADay(client, { ...HABITS, ...habits })).toEqual(await workWithoutASocket())
      })

      test('is told of a wrong key', { timeout: TIMEOUT }, async () => {
        const client = await openClient(row, { ...(await listen()), apiKey: 'another' })
        const { status, value } = await client.send({ method: 'GET', path: '/catalogue', form: 'json' })
        expect([status, errorText(value)]).toEqual([403, 'access denied'])
      })
    },
  )
}

test('a client generated from our document works the day', async () => {
  expect(await workATypedDay(await listen())).toEqual(await workWithoutASocket())
})
