import type { Example } from './call.ts'
import { ITEM, SAMPLES } from './samples.ts'

const { iccid, assignmentId, callbackId, faultId } = SAMPLES
const onEsim = { path: { iccid } }
const clock = {
  now: '2026-01-09T00:00:00Z',
  mode: 'manual',
  rate: 1,
  nextEvent: { at: '2026-06-30T00:00:00Z', kind: 'esim.idle', iccid },
}
const fault = {
  id: Number(faultId),
  match: { operationId: 'createOrder' },
  phase: 'after',
  fault: { type: 'reset' },
  times: 1,
  hits: 0,
}

/** Of each control operation the example call, as far as its schemas do not say it. */
export const CONTROL_EXAMPLES: Readonly<Record<string, Example>> = {
  getClock: { answer: clock },
  setClock: { body: { mode: 'auto', rate: 3600 }, answer: { ...clock, mode: 'auto', rate: 3600 } },
  advanceClock: {
    body: { by: '8d' },
    answer: {
      from: '2026-01-01T00:00:00Z',
      now: '2026-01-09T00:00:00Z',
      eventCount: 1,
      events: [
        { at: '2026-01-08T00:00:00Z', kind: 'bundle.expire', iccid, assignmentId, before: 'active', after: 'expired' },
      ],
      callbacks: [{ id: Number(callbackId), alertType: 'Utilisation', iccid, status: 'delivered' }],
    },
  },
  listEvents: { query: { limit: '10' } },
  changeSettings: { body: { lowBalanceThreshold: 50, usageThresholds: [80, 100] } },
  createEsims: { body: { count: 1, msisdn: '447700900123' } },
  listEsims: { query: { limit: '10' } },
  getEsim: onEsim,
  installEsim: { ...onEsim, body: {} },
  uninstallEsim: onEsim,
  attachEsim: { ...onEsim, body: { country: 'FR' } },
  useData: {
    ...onEsim,
    body: { megabytes: 100 },
    answer: {
      consumed: 100_000_000,
      unserved: 0,
      assignments: [
        {
          id: assignmentId,
          bundle: ITEM,
          bytes: 100_000_000,
          throttledBytes: 0,
          remainingQuantity: 900_000_000,
          bundleState: 'active',
        },
      ],
      callbacks: [{ id: Number(callbackId), alertType: 'FirstUse', iccid, status: 'delivered' }],
    },
  },
  setUsagePlan: { ...onEsim, body: { megabytesPerDay: 200 } },
  stopUsagePlan: onEsim,
  giveMsisdn: { ...onEsim, body: { msisdn: '447700900123' } },
  removeMsisdn: onEsim,
  listSms: { query: { iccid } },
  listCallbacks: { query: { limit: '5' } },
  redeliverCallback: { path: { id: callbackId } },
  testCallback: { body: { alertType: 'Utilisation', iccid } },
  explainCallback: {
    body: { body: '{"alertType":"FirstAttachment"}', signature: null },
    answer: {
      verifies: false,
      reason: 'missing',
      message: 'no signature was given: read the header X-Signature-SHA256 of the request',
    },
  },
  listFaults: { answer: { faults: [fault] } },
  addFault: {
    body: { match: { operationId: 'createOrder' }, phase: 'after', fault: { type: 'reset' }, times: 1 },
    answer: fault,
  },
  removeFault: { path: { id: faultId } },
  listRequests: { query: { limit: '5' } },
  verifyRequests: {
    body: { match: { operationId: 'createOrder', status: 200 }, atMost: 1 },
    answer: { ok: true, count: 1, nearMisses: [] },
  },
  getTimeline: onEsim,
  reset: { body: { scenario: 'fresh' } },
  takeSnapshot: { body: { name: 'before' }, answer: { name: 'before', takenAt: '2026-01-03T12:00:00Z' } },
  restoreSnapshot: { path: { name: 'before' } },
  removeSnapshot: { path: { name: 'before' } },
  listSnapshots: { answer: { snapshots: [{ name: 'before', takenAt: '2026-01-03T12:00:00Z' }] } },
  importState: { body: { version: 1 } },
  listScenarios: {
    answer: {
      scenarios: [{ name: 'busy-reseller', description: 'A month of trade.', source: 'built-in' }],
    },
  },
  createOrganisation: { body: { apiKey: 'another-key', scenario: 'busy-reseller' } },
  removeOrganisation: { path: { apiKey: 'another-key' } },
}
