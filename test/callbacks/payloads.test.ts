import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { renderBody, signBody } from '../../src/callbacks/render.ts'
import type { Assignment } from '../../src/domain/assignment.ts'
import type { CallbackAlert } from '../../src/domain/callback.ts'

const KEY = 'a-key'
const iccid = '8943108167000000019'

const assignment: Assignment = {
  id: 123_456_789,
  iccid,
  purchaseId: 1,
  edition: 0,
  bundle: 'esim_20GB_30D_REUP_V2',
  reference: '7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10-0',
  part: 0,
  parts: 1,
  state: 'active',
  unlimited: false,
  initialBytes: 20_000_000_000,
  remainingBytes: 10_000_000_000,
  assignedAt: 0,
  startAt: Date.UTC(2025, 0, 2, 15, 4, 5, 678),
  endAt: Date.UTC(2025, 1, 1, 15, 4, 5, 678),
  firstUseSent: true,
}
const description = 'eSIM, 20GB, 30 Days, Europe+, V2'

const IN_USE =
  '"initialQuantity":20000000000,"remainingQuantity":10000000000,"startTime":"2025-01-02T15:04:05Z","endTime":"2025-02-01T15:04:05Z"'
const SHORT_BUNDLE = `{"name":"esim_20GB_30D_REUP_V2",${IN_USE}}`

const balance = (balance: number, threshold = 100_000) => ({ balance, threshold })

/** Each notice as it is sent: to receivers of version 2, and of version 3 where that differs. */
const BODIES: readonly (readonly [CallbackAlert, string, string?])[] = [
  [{ alertType: 'FirstAttachment', iccid }, `{"alertType":"FirstAttachment","iccid":"${iccid}"}`],
  [
    { alertType: 'FirstUse', iccid, assignment, description },
    `{"alertType":"FirstUse","iccid":"${iccid}","bundle":${SHORT_BUNDLE}}`,
  ],
  [
    { alertType: 'Utilisation', iccid, assignment, description },
    `{"iccid":"${iccid}","alertType":"Utilisation","bundle":${SHORT_BUNDLE}}`,
    `{"iccid":"${iccid}","alertType":"Utilisation","bundle":{"id":"123456789","reference":"7d1f0c52-3b0e-4c55-9c0d-2f6a1b7e4a10-0","name":"esim_20GB_30D_REUP_V2","description":"eSIM, 20GB, 30 Days, Europe+, V2",${IN_USE},"unlimited":false,"unit":"BYTES"}}`,
  ],
  [
    { alertType: 'LowBalance', ...balance(95_500) },
    '{"alertType":"LowBalance","balanceInfo":{"balance":95.5,"threshold":100,"thresholdPercentRemaining":95}}',
  ],
  [
    { alertType: 'InsufficientBalance', ...balance(0) },
    '{"alertType":"InsufficientBalance","balanceInfo":{"balance":0,"threshold":100,"thresholdPercentRemaining":0}}',
  ],
  [
    { alertType: 'LowBalance', ...balance(0, 0) },
    '{"alertType":"LowBalance","balanceInfo":{"balance":0,"threshold":0,"thresholdPercentRemaining":0}}',
  ],
  ...(['Topup', 'AutoTopup', 'eSIMGoTopup'] as const).map(
    (alertType) =>
      [
        { alertType, iccid, oldBytes: 1_000_000_000, newBytes: 2_000_000_000 },
        `{"alertType":"${alertType}","bundle":{"oldAmount":1000000000,"newAmount":2000000000}}`,
      ] as const,
  ),
  ...(['esim.deletion_scheduled', 'esim.deleted'] as const).map(
    (alertType) =>
      [
        { alertType, iccid, at: Date.UTC(2026, 5, 30) },
        `{"date":"2026-06-30T00:00:00.000000000Z","event":"${alertType}","iccid":"${iccid}"}`,
      ] as const,
  ),
]

const CASES = BODIES.flatMap(([notice, V2, V3 = V2]) => [
  { notice, version: 'V2' as const, body: V2, alertType: notice.alertType },
  { notice, version: 'V3' as const, body: V3, alertType: notice.alertType },
])

test.each(CASES)('the bytes of $alertType in $version', ({ notice, version, body }) => {
  expect(renderBody(notice, version)).toBe(body)
  const signature = createHmac('sha256', KEY).update(body).digest('base64')
  expect(signBody(body, { apiKey: KEY, version, encoding: 'base64' })).toEqual({
    'Content-Type': 'application/json',
    ...(version === 'V3' ? { 'X-Signature-SHA256': signature } : {}),
  })
})

test('the signature is in hex when that is asked for', () => {
  const body = renderBody({ alertType: 'FirstAttachment', iccid }, 'V3')
  const headers = signBody(body, { apiKey: KEY, version: 'V3', encoding: 'hex' })
  expect(headers['X-Signature-SHA256']).toBe(createHmac('sha256', KEY).update(body).digest('hex'))
})
