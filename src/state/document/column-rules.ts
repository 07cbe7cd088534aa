import * as z from 'zod'
import { ACT_KINDS } from '../../domain/act.ts'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { FASTEST_RATE, LARGEST_SEED } from '../../domain/limits.ts'
import { isMsisdn } from '../../domain/msisdn.ts'
import { storedSql } from '../engine/stored-forms.ts'
import { FIRST_ASSIGNMENT_ID } from '../operations/assign.ts'
import { NO_MSISDN } from '../records/esim-rows.ts'
import { EVENT_KINDS } from '../records/events.ts'
import { FIRST_USAGE_ID } from '../records/purchases.ts'
import {
  activationCodePart,
  amount,
  anyInstant,
  bundle,
  byCondition,
  byForm,
  byJson,
  bySchema,
  type ColumnRule,
  country,
  currency,
  digits,
  flag,
  futureInstant,
  iccid,
  numberedBy,
  oneOf,
  pastInstant,
  positive,
  range,
  refersTo,
  signedWhole,
  text,
  unitReference,
  uuid,
  whole,
} from './column-rule.ts'
import { journalRules } from './journal-rules.ts'
import { storedJsonSchemas } from './stored-json-schemas.ts'

/** The rows that an event's subject refers to, by its kind. */
const EVENT_SUBJECTS = Object.entries(EVENT_KINDS).flatMap(([kind, { subject }]) =>
  subject ? [{ table: subject, key: 'id', where: `kind = ${storedSql('events', 'kind', kind)}` }] : [],
)

const ESIM = { table: 'esims', key: 'iccid' }
const ASSIGNMENT = { table: 'assignments', key: 'id' }

/** The change of the catalogue that a unit was bought under. */
const edition: ColumnRule = {
  ...whole,
  ...refersTo({ table: 'catalogue_changes', key: 'id', where: 'edition > 0' }),
}

const telephoneNumber = () =>
  z.string().refine((number) => number === NO_MSISDN || isMsisdn(number), { error: 'must be a telephone number' })

type ColumnRules = Readonly<Record<string, () => Readonly<Record<string, ColumnRule>>>>

let known: ColumnRules | undefined

/**
 * Every column of an organisation's tables, by table, with its rule: those that a state document contains, and those of the
 * journal and the snapshots, which stay in the file. All checks of documents and files are derived from this list, so a new
 * column is added here once. A test compares the list with the schema. The rules of a table
 * are made when they are first needed, and once, since a file of many organisations is checked by them for each.
 */
export function columnRules(): ColumnRules {
  known ??= Object.fromEntries(Object.entries(listRules()).map(([table, rules]) => [table, once(rules)]))
  return known
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

function listRules(): ColumnRules {
  const schemas = storedJsonSchemas()
  const assignmentState = oneOf(ASSIGNMENT_STATES)
  return {
    organisations: () => ({
      profile: byJson(schemas.profile()),
      settings: byJson(schemas.settings()),
      currency,
      balance_milli: amount,
      test_credit_milli: amount,
      test_credit_expiry: byCondition((column) => `date(${column}) IS ${column}`),
      insufficient_alerts: whole,
      clock_mode: bySchema,
      clock_rate: byCondition((column) => `${column} > 0 AND ${column} <= ${FASTEST_RATE}`),
      clock_base_ms: anyInstant,
      seed: range(0, LARGEST_SEED),
      random_position: whole,
      sequence: whole,
      esim_sequence: whole,
      assignment_sequence: whole,
      purchase_sequence: whole,
      request_sequence: whole,
      last_now_ms: anyInstant,
      request_reserved: whole,
      tallies: byJson(schemas.tallies()),
    }),
    esims: () => ({
      iccid,
      sequence: numberedBy('esim_sequence'),
      matching_id: activationCodePart,
      smdp_address: activationCodePart,
      pin: digits(4, 8),
      puk: digits(8, 8),
      platform: bySchema,
      profile: range(1, 5),
      profile_status: text,
      msisdn: byForm(telephoneNumber()),
      physical: flag,
      customer_ref: text,
      last_action: text,
      action_at_ms: pastInstant,
      assigned_at_ms: pastInstant,
      installed: flag,
      first_installed_at_ms: pastInstant,
      country,
      network_tadig: text,
      network_name: text,
      network_brand: text,
      seen_at_ms: pastInstant,
      first_attached_at_ms: pastInstant,
      last_used_at_ms: pastInstant,
      returning_since_ms: pastInstant,
      returned_at_ms: pastInstant,
      suspended_at_ms: pastInstant,
      deactivated_at_ms: pastInstant,
      plan_bytes_per_day: positive,
      plan_from_ms: futureInstant,
      plan_until_ms: futureInstant,
      plan_country: country,
      plan_accounted_ms: futureInstant,
      plan_feeding_id: refersTo(ASSIGNMENT),
    }),
    day_sums: () => ({ day: whole, came_in_milli: whole, went_out_milli: whole, movements: positive }),
    purchases: () => ({
      id: numberedBy('purchase_sequence', FIRST_USAGE_ID),
      bundle,
      edition,
      total: positive,
      remaining: whole,
      refunded: whole,
      price_milli: amount,
      paid_milli: amount,
      purchased_at_ms: pastInstant,
      expires_at_ms: futureInstant,
    }),
    assignments: () => ({
      id: numberedBy('assignment_sequence', FIRST_ASSIGNMENT_ID),
      iccid: refersTo(ESIM),
      purchase_id: refersTo({ table: 'purchases', key: 'id' }),
      bundle,
      edition,
      reference: unitReference,
      part: range(0, 11),
      parts: range(1, 12),
      state: bySchema,
      unlimited: flag,
      initial_bytes: whole,
      remaining_bytes: whole,
      assigned_at_ms: pastInstant,
      start_at_ms: pastInstant,
      end_at_ms: futureInstant,
      first_use_told: flag,
    }),
    orders: () => ({
      reference: uuid,
      sequence: numberedBy('sequence'),
      lines: byJson(schemas.lines()),
      total_milli: signedWhole,
      currency,
      status: bySchema,
      status_message: text,
      created_at_ms: pastInstant,
      running_balance_milli: amount,
      assigned: flag,
      source_ip: text,
      request_id: whole,
    }),
    pending_orders: () => ({
      id: numberedBy('sequence'),
      reference: refersTo({ table: 'orders', key: 'reference' }),
      work: byJson(schemas.work()),
    }),
    deliveries: () => ({ reference: uuid, unit: whole, iccid: refersTo(ESIM), bundle: text }),
    history: () => ({
      sequence: numberedBy('sequence'),
      iccid: refersTo(ESIM),
      name: text,
      bundle: text,
      bundle_state: text,
      alert_type: text,
      at_ms: pastInstant,
    }),
    messages: () => ({
      id: numberedBy('sequence'),
      iccid: refersTo(ESIM),
      sender: text,
      text,
      sent_at_ms: pastInstant,
    }),
    trip_steps: () => ({ id: numberedBy('sequence'), iccid: refersTo(ESIM), act: byJson(schemas.act()) }),
    events: () => ({
      due_at_ms: futureInstant,
      id: numberedBy('sequence'),
      kind: oneOf(Object.keys(EVENT_KINDS)),
      iccid: refersTo(ESIM),
      subject: refersTo(...EVENT_SUBJECTS),
    }),
    transitions: () => ({
      sequence: numberedBy('sequence'),
      iccid: refersTo(ESIM),
      assignment_id: refersTo(ASSIGNMENT),
      before: assignmentState,
      after: assignmentState,
      at_ms: pastInstant,
    }),
    acts: () => ({
      id: positive,
      iccid: refersTo(ESIM),
      kind: oneOf(ACT_KINDS),
      details: byJson(schemas.actDetails()),
      at_ms: pastInstant,
    }),
    callbacks: () => ({
      id: numberedBy('sequence'),
      alert_type: oneOf(ALERT_TYPES),
      iccid,
      url: text,
      version: bySchema,
      status: bySchema,
      body: text,
      encoding: oneOf(['base64', 'hex']),
      headers: byJson(z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/))),
      created_at_ms: pastInstant,
      ready_at_ms: futureInstant,
      tried_at_ms: pastInstant,
      struck: flag,
      held: flag,
      reason: text,
    }),
    attempts: () => ({
      callback_id: refersTo({ table: 'callbacks', key: 'id' }),
      number: positive,
      at_ms: pastInstant,
      status: range(100, 999),
      duration_ms: whole,
      error: text,
      response_body: text,
    }),
    requests: journalRules,
    snapshots: () => ({
      name: byCondition((column) => `length(${column}) BETWEEN 1 AND 100`),
      taken_at_ms: anyInstant,
      document: bySchema,
      copy_id: bySchema,
    }),
    copies: () => ({ id: signedWhole, restoring: range(0, 2) }),
    removals: () => ({}),
    catalogue_changes: () => ({
      id: numberedBy('sequence'),
      bundle: byCondition((column) => `length(${column}) BETWEEN 1 AND 1000`),
      fields: byJson(schemas.fields()),
      withdrawn: flag,
      status: bySchema,
      at_ms: futureInstant,
    }),
    faults: () => ({ id: numberedBy('sequence'), rule: byJson(schemas.rule()), seen: whole, hits: whole }),
    adjustments: () => ({
      sequence: numberedBy('sequence'),
      amount_milli: signedWhole,
      balance_milli: amount,
      at_ms: pastInstant,
    }),
  }
}
