/**
 * Texts that rows repeat, by what they are. Files have their places in these lists: a new one is added at the end, and none is
 * taken out or moved.
 */
export const WORDS = {
  assignment_state: ['', 'processing', 'queued', 'active', 'depleted', 'expired', 'revoked', 'lapsed'],
  history_name: [
    'Bundle Applied',
    'Bundle Revoked',
    'Bundle Refunded To Balance',
    'Bundle Refunded to Inventory',
    'Bundle Expired',
    'Bundle Lapsed',
    'eSIM Updated',
    'eSIM Refreshed',
    'eSIM Returned',
    'eSIM First Attachment',
    'eSIM First Use',
    'eSIM Utilisation Alert',
  ],
  event_kind: [
    'bundle.provision',
    'bundle.start',
    'bundle.refill',
    'bundle.expire',
    'bundle.lapse',
    'usage-plan.start',
    'usage-plan.mark',
    'usage-plan.end',
    'order.complete',
    'inventory.expire',
    'esim.install',
    'esim.return',
    'esim.idle',
    'esim.delete',
    'catalogue.prices',
    'callback.retry',
    'catalogue.change',
    'trip.step',
  ],
  act_kind: ['install', 'uninstall', 'attach', 'use', 'plan-start', 'plan-end', 'suspend', 'resume'],
  alert_type: [
    'FirstAttachment',
    'FirstUse',
    'Utilisation',
    'LowBalance',
    'InsufficientBalance',
    'Topup',
    'AutoTopup',
    'eSIMGoTopup',
    'esim.deletion_scheduled',
    'esim.deleted',
  ],
  signature_encoding: ['base64', 'hex'],
  smdp_address: ['rsp.truphone.com', 'rsp-3104.idemia.io'],
  pin: ['0000'],
  profile_status: ['Released', 'Installed', 'Enabled', 'Deactivated'],
  platform: ['truphone', 'idemia'],
  callback_status: ['pending', 'delivered', 'failed', 'unsent'],
  callback_version: ['V2', 'V3'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Parts of JSON that rows repeat, for which the same holds. There can be 31 in a list. */
export const PHRASES = {
  order_lines: [
    '"},{"iccid":"894310816',
    '","matchingId":"',
    '","smdpAddress":"rsp-3104.idemia.io',
    '","smdpAddress":"rsp.truphone.com',
    '"iccid":"894310816',
    '[{"type":"bundle","item":"esim_',
    '_V2","quantity":',
    ',"pricePerUnit":',
    ',"subTotal":',
    ',"allowReassign":false',
    ',"esims":[{',
  ],
  callback_body: [
    '"alertType":"FirstAttachment"',
    '"alertType":"FirstUse"',
    '"alertType":"Utilisation"',
    '"iccid":"894310816',
    ',"bundle":{"name":"esim_',
    ',"bundle":{"id":"',
    '","reference":"',
    '","name":"esim_',
    '_V2","description":"eSIM, ',
    ', V2","initialQuantity":',
    '_V2","initialQuantity":',
    ',"remainingQuantity":',
    ',"startTime":"20',
    '","endTime":"20',
    'T00:00:00Z"',
    ',"unlimited":false,"unit":"BYTES"',
    '000000',
    ' Days, ',
  ],
  act_details: ['{"country":"', '","network":"', '{"bytes":', ',"unserved":0', ',"before":[]', ',"used":[[', '000000'],
  url: ['http://localhost:', 'http://127.0.0.1:', 'http://host.docker.internal:', 'https://'],
} as const satisfies Readonly<Record<string, readonly string[]>>

const ALLOWANCES = ['1GB_7D', '2GB_15D', '3GB_30D', '5GB_30D', '10GB_30D', '20GB_30D', '20GB_60D']
const DAYS = ['1D', '3D', '5D', '7D', '10D', '15D', '30D']
const UNLIMITED = ['UL', 'ULE', 'ULP'].flatMap((kind) => DAYS.map((days) => `${kind}_${days}`))

/** Parts of the names of bundles, for which the same holds. */
export const BUNDLE_PHRASES: readonly string[] = [
  '_V2',
  ...[...ALLOWANCES, ...UNLIMITED].map((part) => `esim_${part}_`),
]
