import type { Emulator } from '../../src/emulator.ts'

/** A date that an answer showed. */
export interface Shown {
  /** The call, and the field where it stood; the column of a CSV. */
  readonly where: string
  readonly text: string
  /** Nanoseconds since 1970. */
  readonly at: bigint
}

/** Where dates stand that tell of the future; every other tells of the past. */
export const TELLS_OF_THE_FUTURE =
  /(?:endTime|nextAttemptAt|expiry|testCreditExpiry|end_at_ms|expires_at_ms|due_at_ms|plan_until_ms|usagePlan (?:from|until|usedUpAt)|requestBody startTime)$|^GET \/_emulator\/(?:events\?.* at|clock nextEvent at)$/

const DATE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/

/** The nanoseconds of a date and time; undefined for any other text. */
export function nanosecondsOf(text: string): bigint | undefined {
  const [, seconds, fraction = ''] = DATE.exec(text) ?? []
  if (seconds === undefined) return undefined
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/** Every date and time in a value, those of texts that hold JSON too, and numbers that are dates by their name. */
export function datesIn(value: unknown, where: string): Shown[] {
  if (Array.isArray(value)) return value.flatMap((each) => datesIn(each, where))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, each]) => datesIn(each, `${where} ${name}`))
  }
  if (typeof value === 'number' && /(?:DateTime|_at_ms|_since_ms|last_now_ms)$/.test(where)) {
    return [{ where, text: String(value), at: BigInt(value) * 1_000_000n }]
  }
  if (typeof value !== 'string') return []
  const at = nanosecondsOf(value)
  if (at !== undefined) return [{ where, text: value, at }]
  return /^[[{]/.test(value) ? datesIn(parse(value), where) : []
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const PREFIXES = ['/v2.1', '/v2.2', '/v2.3', '/v2.4', '/v2.5', '/documented/v2.4'] as const
const DIALECTS = ['observed', 'documented'] as const

/** Every date that any answer shows now: of the vendor API in all its versions and both dialects, and of the control API. */
export async function readDates(emulator: Emulator): Promise<Shown[]> {
  const ask = async (path: string, init: RequestInit = {}): Promise<{ text: string; dates: Shown[] }> => {
    const headers = { 'X-API-Key': emulator.apiKey, 'Content-Type': 'application/json', ...init.headers }
    const response = await emulator.fetch(new Request(`http://emulator${path}`, { ...init, headers }))
    const text = await response.text()
    const where = `${init.method ?? 'GET'} ${path.replace(/\d{19}/, '{iccid}')}`
    if (response.headers.get('content-type') !== 'text/csv') return { text, dates: datesIn(parse(text), where) }
    const [header = '', ...rows] = text.split('\n').map((line) => line.split(','))
    return { text, dates: rows.flatMap((row) => row.flatMap((cell, at) => datesIn(cell, `${where} ${header[at]}`))) }
  }

  const esims = await emulator.esims.list({ limit: 1_000 })
  const orders = parse((await ask('/v2.4/orders?limit=1000')).text) as { orders?: { orderReference: string }[] }
  const [reference = ''] = (orders.orders ?? []).map(({ orderReference }) => orderReference)
  const vendor = [
    '/organisation',
    '/inventory?perPage=1000',
    '/esims?perPage=100',
    '/orders?limit=1000',
    `/orders/${reference}`,
    `/esims/assignments?reference=${reference}`,
    ...esims.flatMap(({ iccid, bundles }) => [
      `/esims/${iccid}`,
      `/esims/${iccid}/bundles?includeUsed=true&limit=200`,
      `/esims/${iccid}/history?perPage=1000`,
      `/esims/${iccid}/location`,
      ...new Set(bundles.map(({ name }) => `/esims/${iccid}/bundles/${name}`)),
    ]),
  ]
  const control = [
    ...['clock', 'events?limit=1000', 'esims?limit=1000', 'callbacks?limit=1000', 'ledger', 'requests?limit=1000'],
    ...['sms', 'snapshots', 'state', 'organisation', ...esims.map(({ iccid }) => `esims/${iccid}/timeline`)],
  ]
  const quote = JSON.stringify({
    type: 'validate',
    order: [{ type: 'bundle', item: 'esim_1GB_7D_GB_V2', quantity: 1 }],
  })
  const shown: Shown[] = []
  const { dialect } = await emulator.settings.get()
  for (const each of DIALECTS) {
    await emulator.settings.change({ dialect: each })
    for (const prefix of PREFIXES) {
      for (const path of vendor) {
        for (const Accept of path.includes('assignments?') ? ['application/json', 'text/csv'] : ['application/json']) {
          shown.push(...(await ask(prefix + path, { headers: { Accept } })).dates)
        }
      }
      shown.push(...(await ask(`${prefix}/orders`, { method: 'POST', body: quote })).dates)
    }
  }
  await emulator.settings.change({ dialect })
  for (const path of control) shown.push(...(await ask(`/_emulator/${path}`)).dates)
  shown.push(...(await ask('/_emulator/ledger', { headers: { Accept: 'text/csv' } })).dates)
  return shown
}
