import fs, { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { FILES } from '../../src/import/write.ts'
import { alteredService } from '../support/altered-service.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { importFrom, makeFolder, readImport, readIn, sideOf } from './support.ts'

const text = (body: string, type = 'application/json', status = 200, headers = {}) =>
  new Response(body, { status, headers: { 'Content-Type': type, ...headers } })

type Upstream = (request: Request, path: string) => Response | Promise<Response> | undefined

/** An emulator behind which some calls are answered in another way. */
async function serviceWith(upstream: Upstream) {
  const { emulator } = await createTestEmulator({ scenario: 'end-of-trip' })
  const asked: string[] = []
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url)
    const path = `${pathname.replace('/v2.4', '')}${search}`
    asked.push(path)
    return (await upstream(request, path)) ?? emulator.fetch(request)
  }
  return { fetch, asked }
}

const isFirst = (path: string): boolean => path === '/organisation'
const page = (path: string): number => Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? 1)
const unreachable = (code: string) => Promise.reject(Object.assign(new Error('fetch failed'), { cause: { code } }))

/** eSIMs of the scenario. */
const ESIMS = 7

/** Upstreams that no account can be read from, and what is said of each. None of it is worth a file. */
const BAD: readonly (readonly [name: string, upstream: Upstream, message: string])[] = [
  ['HTML', () => text('<html>', 'text/html'), 'GET /organisation was answered with text/html, not with JSON'],
  [
    'JSON that breaks off',
    () => text('{"organisations":[{"na'),
    'GET /organisation was answered with JSON that breaks off or is none',
  ],
  ['nothing', () => text('', ''), 'GET /organisation was answered with no JSON, not with JSON'],
  [
    'another API',
    () => text('{"hello":1}'),
    'http://emulator/v2.4 is not the base URL of the API: GET /organisation has no balance',
  ],
  [
    '401',
    () => text('{}', undefined, 401),
    'http://emulator/v2.4 refused the key: GET /organisation was answered with 401',
  ],
  [
    '403',
    () => text('{}', undefined, 403),
    'http://emulator/v2.4 refused the key: GET /organisation was answered with 403',
  ],
  [
    '404',
    () => text('{}', undefined, 404),
    'http://emulator/v2.4 is not the base URL of the API: GET /organisation was answered with 404',
  ],
  ['500', () => text('oh', 'text/plain', 500), 'GET /organisation was answered with 500, again and again'],
  [
    'a redirect',
    () => text('', '', 302, { Location: 'http://elsewhere' }),
    'GET /organisation was answered with a redirect (302), which is not followed',
  ],
  ['no connection', () => unreachable('ECONNREFUSED'), 'http://emulator/v2.4 cannot be reached: ECONNREFUSED'],
  [
    'no answer in time',
    () => Promise.reject(new DOMException('timeout', 'TimeoutError')),
    'http://emulator/v2.4 cannot be reached: no answer within 30 s',
  ],
  [
    'a long wait',
    () => text('', '', 429, { 'Retry-After': '7200' }),
    'http://emulator/v2.4 asks to come back in 7200 s: try again then',
  ],
]

test.each(BAD)(
  'an upstream that answers with %s is told in one line, and no folder is made',
  async (_, upstream, message) => {
    const { fetch, asked } = await serviceWith(upstream)
    const out = join(makeFolder(), 'account')
    await expect(importFrom(sideOf(fetch), { out })).rejects.toThrow(message)
    expect(existsSync(out)).toBe(false)
    expect(new Set(asked)).toEqual(new Set(['/organisation']))
  },
)

/** Upstreams that fail when some of the account has been read. */
const FAIL_LATER: readonly (readonly [name: string, upstream: Upstream, message: string])[] = [
  [
    '503 for ever',
    (_, path) => (path.includes('/history') ? text('', '', 503) : undefined),
    'was answered with 503, again and again',
  ],
  [
    'a key that is no longer good',
    (() => {
      let refused = false
      return (_: Request, path: string) => {
        refused ||= path.includes('/bundles?')
        return refused ? text('{}', undefined, 403) : undefined
      }
    })(),
    'refused the key',
  ],
  [
    'the same page again',
    (_, path) =>
      path.startsWith('/orders')
        ? text(JSON.stringify({ orders: [{ orderReference: 'x' }], pageCount: 9, rows: 9 }))
        : undefined,
    'page 2 of GET /orders?includeIccids=true&limit=500 is page 1 again: the service ignores `page`',
  ],
  [
    'pages without an end',
    (_, path) =>
      path.startsWith('/catalogue')
        ? text(JSON.stringify({ bundles: [{ name: `b${page(path)}` }], pageCount: page(path) + 1, rows: 3 }))
        : undefined,
    'GET /catalogue?perPage=500 does not end: 1007 bundles after 1007 pages',
  ],
  [
    'a list that breaks off',
    (_, path) => {
      if (!path.startsWith('/catalogue')) return undefined
      const bundles = page(path) === 1 ? [{ name: 'only' }] : []
      return text(JSON.stringify({ bundles, pageCount: 3, rows: 9 }))
    },
    'GET /catalogue?perPage=500 breaks off: page 2 of 3 is empty after 1 of 9 bundles',
  ],
  [
    'no list',
    (_, path) => (path.startsWith('/inventory') ? text('{"bundles":7}') : undefined),
    'without a list of bundles',
  ],
]

test.each(FAIL_LATER)(
  'an upstream that ends in %s leaves no file, and an import can go on',
  async (_, upstream, message) => {
    const { fetch } = await serviceWith(upstream)
    const out = join(makeFolder(), 'account')
    await expect(importFrom(sideOf(fetch), { out })).rejects.toThrow(message)
    expect(readdirSync(out)).toEqual(['.import'])

    const good = await serviceWith(() => undefined)
    await importFrom(sideOf(good.fetch), { out })
    expect(readdirSync(out).sort()).toEqual([...FILES].sort())
  },
)

test('a failure that passes is waited out, and Retry-After is obeyed', async () => {
  const seen = new Map<string, number>()
  const { fetch } = await serviceWith((_, path) => {
    const times = (seen.get(path) ?? 0) + 1
    seen.set(path, times)
    if (isFirst(path) || times > 1) return undefined
    if (path.endsWith('/location')) return text('', '', 503, { 'Retry-After': '7' })
    return path.includes('/bundles')
      ? text('', '', 500)
      : path.startsWith('/esims?')
        ? unreachable('ECONNRESET')
        : undefined
  })
  const { counts, notes } = await importFrom(sideOf(fetch))
  expect([counts.esims, notes]).toEqual([ESIMS, []])
})

test('no call is sent before the time that the service asks to wait for', async () => {
  let now = 0
  let until = 0
  const early: number[] = []
  const { fetch } = await serviceWith((_, path) => {
    if (now < until) early.push(until - now)
    if (!path.endsWith('/location')) return undefined
    until = now + 20_000
    return text('', '', 503, { 'Retry-After': '20' })
  })
  const pause = async (milliseconds: number): Promise<void> => {
    now += milliseconds
  }
  await expect(importFrom(sideOf(fetch, { now: () => now, pause }))).rejects.toThrow('again and again')
  expect(early).toEqual([])
})

test('a wait that is too long ends an import that has begun, after one call', async () => {
  let asked = 0
  const { fetch } = await serviceWith((_, path) => {
    if (!path.endsWith('/location')) return undefined
    asked += 1
    return text('', '', 429, { 'Retry-After': '7200' })
  })
  await expect(importFrom(sideOf(fetch))).rejects.toThrow('asks to come back in 7200 s: try again then')
  expect(asked).toBe(1)
})

test('calls are at most as many a second as was asked', async () => {
  const { fetch, asked } = await serviceWith(() => undefined)
  let now = 0
  const pause = async (milliseconds: number): Promise<void> => {
    now += milliseconds
  }
  await importFrom(sideOf(fetch, { now: () => now, pause, callsPerSecond: 2 }))
  expect(now).toBe((asked.length - 1) * 500)
})

test('an import that was interrupted goes on where it was, and comes to the same', async () => {
  let left = 34
  const breaking = await serviceWith(() => {
    if (left-- <= 0) throw Object.assign(new Error('interrupted'), { cause: { code: 'ECONNRESET' } })
    return undefined
  })
  const out = join(makeFolder(), 'account')
  await expect(importFrom(sideOf(breaking.fetch), { out })).rejects.toThrow('ECONNRESET')
  const part = join(out, '.import', 'esims.part')
  const read = readFileSync(part, 'utf8').trim().split('\n').length
  expect(read).toBeGreaterThan(1)
  // The last line breaks off.
  writeFileSync(part, `${readFileSync(part, 'utf8')}{"iccid":"89`)

  const { fetch, asked } = await serviceWith(() => undefined)
  await importFrom(sideOf(fetch), { out })
  const whole = await serviceWith(() => undefined)
  const { out: other } = await importFrom(sideOf(whole.fetch))
  expect(asked.length).toBeLessThan(whole.asked.length - 4 * read)
  for (const file of FILES) expect(readIn(out, file)).toBe(readIn(other, file))
})

test('an import whose files could not all be written writes them again', async () => {
  const out = join(makeFolder(), 'account')
  const inTheWay = join(out, 'networks.json')
  const { fetch } = await serviceWith((_, path) => {
    if (path.includes('/history')) mkdirSync(inTheWay, { recursive: true })
    return undefined
  })
  await expect(importFrom(sideOf(fetch), { out })).rejects.toThrow('EISDIR')
  expect(readdirSync(out).sort()).toEqual(['.import', 'catalogue.json', 'networks.json'])

  rmSync(inTheWay, { recursive: true })
  const good = await serviceWith(() => undefined)
  await importFrom(sideOf(good.fetch), { out })
  const { out: other } = await importFrom(sideOf(good.fetch))
  expect(readdirSync(out).sort()).toEqual([...FILES].sort())
  for (const file of FILES) expect(readIn(out, file)).toBe(readIn(other, file))
})

test('an import that goes on tells what an earlier one left out, once', async () => {
  const { emulator } = await createTestEmulator({ scenario: 'end-of-trip' })
  let left = Number.POSITIVE_INFINITY
  const { fetch: altered } = alteredService(emulator, {
    'GET /networks': () => ({ status: 404 }),
    'GET /esims/{iccid}/location': ({ json }) => ({ json: { ...json, lastSeen: 'yesterday' } }),
  })
  const fetch = async (request: Request) => (left-- > 0 ? altered(request) : unreachable('ECONNRESET'))
  const { out: whole, notes } = await importFrom(sideOf(fetch))
  expect(notes).toHaveLength(ESIMS + 1)

  const out = join(makeFolder(), 'account')
  left = 34
  await expect(importFrom(sideOf(fetch), { out })).rejects.toThrow('ECONNRESET')
  left = Number.POSITIVE_INFINITY
  expect((await importFrom(sideOf(fetch), { out })).notes).toEqual(notes)
  expect(readIn(out, 'REPORT.md')).toBe(readIn(whole, 'REPORT.md'))
})

test('an import that ends while its origin is written can go on', async () => {
  const { fetch } = await serviceWith(() => undefined)
  const out = join(makeFolder(), 'account')
  const whole = fs.writeFileSync
  const restore = () => {
    fs.writeFileSync = whole
    syncBuiltinESMExports()
  }
  onTestFinished(restore)
  fs.writeFileSync = ((path: string, text: string) => {
    whole(path, text.slice(0, 5))
    throw new Error('no space left')
  }) as typeof fs.writeFileSync
  syncBuiltinESMExports()
  await expect(importFrom(sideOf(fetch), { out })).rejects.toThrow('no space left')
  restore()
  expect((await importFrom(sideOf(fetch), { out })).counts.esims).toBe(ESIMS)
})

test('only its owner may read an import', async () => {
  const { fetch } = await serviceWith(() => undefined)
  const out = join(makeFolder(), 'account')
  await importFrom(sideOf(fetch), { out })
  const modes = [out, ...FILES.map((file) => join(out, file))].map((path) => (statSync(path).mode & 0o777).toString(8))
  expect(modes).toEqual(['700', ...FILES.map(() => '600')])
})

test('a folder with another import is left alone', async () => {
  const { fetch } = await serviceWith(() => undefined)
  const { out } = await importFrom(sideOf(fetch))
  const before = readIn(out, 'scenario.yaml')
  await expect(importFrom(sideOf(fetch), { out })).rejects.toThrow('has an import already')
  expect(readIn(out, 'scenario.yaml')).toBe(before)

  const begun = makeFolder()
  mkdirSync(join(begun, '.import'))
  writeFileSync(join(begun, '.import', 'origin.json'), '{"baseUrl":"http://another"}\n')
  await expect(importFrom(sideOf(fetch), { out: begun })).rejects.toThrow('has the beginning of another import')
})

test('nothing but GET is sent, and no call that changes anything', async () => {
  const { emulator } = await createTestEmulator({ scenario: 'end-of-trip' })
  const { fetch, requests } = alteredService(emulator, {})
  await importFrom(sideOf(fetch))
  const lines = [...new Set(requests.map(({ line }) => line.replace(/\d{19}/, '{iccid}')))]
  expect(lines.filter((line) => !line.startsWith('GET ') || line.includes('refresh'))).toEqual([])
  expect(requests.every(({ body }) => body === '')).toBe(true)
})

test('what an eSIM answers oddly is left out and told, and the rest is there', async () => {
  const { emulator } = await createTestEmulator({ scenario: 'end-of-trip' })
  const { fetch } = alteredService(emulator, {
    'GET /esims/{iccid}/location': ({ json }) => ({ json: { ...json, lastSeen: 'yesterday' } }),
    'GET /organisation/groups': () => ({ status: 404 }),
  })
  const { out, notes } = await importFrom(sideOf(fetch))
  expect(notes).toHaveLength(ESIMS + 1)
  expect(notes[0]).toBe('GET /organisation/groups was answered with 404')
  expect(notes[1]).toMatch(/^eSIM 8943108\d{12}: location\.lastSeen is not as expected/)
  expect(readIn(out, 'REPORT.md')).toContain(notes[1])
  expect(readImport(out).account?.esims?.map(({ location }) => location)).toEqual(Array(ESIMS).fill(undefined))
})

test('an eSIM that leaves the account while it is read is left out and told', async () => {
  const { fetch } = await serviceWith((_, path) =>
    path.endsWith('/location') && !path.startsWith('/esims/x') && path.includes('8943108167')
      ? text('{}', undefined, 403)
      : undefined,
  )
  const { counts, notes, out } = await importFrom(sideOf(fetch))
  expect(notes.length).toBeGreaterThan(0)
  expect(counts.esims).toBe(ESIMS - notes.length)
  expect(readIn(out, 'REPORT.md')).toContain(`${notes.length} of the eSIMs that are listed could not be read.`)
})

test('a bundle that the catalogue lists no more is written with what is known of it', async () => {
  const { emulator } = await createTestEmulator({ scenario: 'end-of-trip' })
  const gone = new Set<string>()
  const { fetch } = alteredService(emulator, {
    'GET /catalogue': ({ json }) => ({
      json: {
        ...json,
        bundles: json.bundles.filter(({ name }: { name: string }) => !/_(IT|US)_V2$/.test(name) || !gone.add(name)),
      },
    }),
    'GET /catalogue/bundle/esim_1GB_7D_IT_V2': () => ({ status: 404 }),
  })
  const { out, notes } = await importFrom(sideOf(fetch))
  const { bundles } = JSON.parse(readIn(out, 'catalogue.json'))
  const used = readImport(out).account?.esims?.flatMap((esim) => (esim.bundles ?? []).map(({ name }) => name)) ?? []
  const names = bundles.map(({ name }: { name: string }) => name)
  expect(used.filter((name) => !names.includes(name))).toEqual([])
  const { api } = await createTestEmulator({ scenario: readImport(out), catalogue: join(out, 'catalogue.json') })
  const listed = (await api.get('/catalogue?perPage=10000')).json.bundles.map(({ name }: { name: string }) => name)
  const unlisted = new Set(used.filter((name) => gone.has(name)))
  expect([...unlisted].sort()).toEqual(['esim_1GB_7D_IT_V2', 'esim_1GB_7D_US_V2', 'esim_3GB_30D_IT_V2'])
  expect([...unlisted].filter((name) => listed.includes(name))).toEqual([])
  expect((await api.get('/esims')).json.rows).toBe(ESIMS)
  expect(notes.every((note) => / is not listed in the catalogue any more|was answered with 404/.test(note))).toBe(true)
})
