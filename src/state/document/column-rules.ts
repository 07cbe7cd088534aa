import * as z from 'zod'
import { ASSIGNMENT_STATES } from '../../domain/assignment.ts'
import { ALERT_TYPES } from '../../domain/callback.ts'
import { END_OF_TIME } from '../../domain/instant.ts'
import { FASTEST_RATE, LARGEST_AMOUNT, LARGEST_SEED, LONGEST_DURATION_MS } from '../../domain/limits.ts'
import { isMsisdn } from '../../domain/msisdn.ts'
import { NO_MSISDN } from '../records/esim-rows.ts'
import { EVENT_KINDS } from '../records/events.ts'
import { storedForms } from './stored-forms.ts'

/**
 * What a column holds: a condition on its name that SQLite checks of every row, or a form that each different value is
 * checked by. NULL is left to the schema.
 */
export type ColumnRule = ((column: string) => string) | z.ZodType

const between =
  (least: number, most: number): ColumnRule =>
  (column) =>
    `${column} BETWEEN ${least} AND ${most}`

/** A count, an amount or a number of a row: none is larger than can be counted to, since none could be read. */
const whole = between(0, Number.MAX_SAFE_INTEGER)
const signed = between(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
const counted = between(1, Number.MAX_SAFE_INTEGER)
const flag = between(0, 1)
const money = between(0, LARGEST_AMOUNT * 1_000 * 2)
/** The year 1: what is before it has no date of four digits. */
const FIRST_DATE = -62_135_596_800_000
/** What has happened, or where a clock can be. */
const happened = between(FIRST_DATE, END_OF_TIME)
/** What is still to come may lie after the end of time, and then never does. */
const ahead = between(FIRST_DATE, END_OF_TIME + 2 * LONGEST_DURATION_MS)

/** What is shown as it is, and nothing else is done with. */
const text: ColumnRule = (column) => `length(${column}) <= 1000000`
/** What the schema itself has a list of. */
const listed: ColumnRule = () => 'TRUE'
/** What is compared with the rows that it names, or with the catalogue (see check-state.ts). */
const reference: ColumnRule = () => 'TRUE'

const digits =
  (least: number, most: number): ColumnRule =>
  (column) =>
    `length(${column}) BETWEEN ${least} AND ${most} AND ${column} NOT GLOB '*[^0-9]*'`
const iccid = digits(18, 22)
const UUID_GLOB = '????????-????-????-????-????????????'
const uuid: ColumnRule = (column) => `${column} GLOB '${UUID_GLOB}' AND ${column} NOT GLOB '*[^0-9a-f-]*'`
const unit: ColumnRule = (column) => `${column} GLOB '${UUID_GLOB}-[0-9]*' AND ${column} NOT GLOB '*[^0-9a-f-]*'`
const oneOf =
  (values: readonly string[]): ColumnRule =>
  (column) =>
    `${column} IN (${values.map((value) => `'${value}'`).join(', ')})`
/** A word in an activation code, whose parts are told apart by `$`. */
const code: ColumnRule = (column) => `length(${column}) BETWEEN 1 AND 255 AND ${column} NOT GLOB '*[^A-Za-z0-9.:_-]*'`

/** What is no JSON is of no form. */
const json = (form: z.ZodType): z.ZodType =>
  z
    .string()
    .transform((value): unknown => {
      try {
        return JSON.parse(value)
      } catch {
        return undefined
      }
    })
    .pipe(form)

/**
 * Every column that a state document brings, by its table, and the rule that whoever writes it keeps; and those of the
 * journal and the snapshots, which stay in the file. A column that is not here is one that could be imported unseen: a test
 * compares this with the schema.
 */
export function columnRules(): Readonly<Record<string, () => Readonly<Record<string, ColumnRule>>>> {
  const forms = storedForms()
  const currency: ColumnRule = (column) => `${column} GLOB '[A-Z][A-Z][A-Z]'`
  const country: ColumnRule = (column) => `length(${column}) BETWEEN 2 AND 10 AND ${column} NOT GLOB '*[^A-Z-]*'`
  const phone = z
    .string()
    .refine((number) => number === NO_MSISDN || isMsisdn(number), { error: 'no telephone number' })
  const state = oneOf(ASSIGNMENT_STATES)
  return {
    organisations: () => ({
      profile: json(forms.profile()),
      settings: json(forms.settings()),
      currency,
      balance_milli: money,
      test_credit_milli: money,
      test_credit_expiry: (column) => `date(${column}) IS ${column}`,
      insufficient_alerts: whole,
      clock_mode: listed,
      clock_rate: (column) => `${column} > 0 AND ${column} <= ${FASTEST_RATE}`,
      clock_base_ms: happened,
      seed: between(0, LARGEST_SEED),
      random_position: whole,
      sequence: whole,
      esim_sequence: whole,
      assignment_sequence: whole,
      purchase_sequence: whole,
      request_sequence: whole,
      last_now_ms: happened,
      request_reserved: whole,
    }),
    esims: () => ({
      iccid,
      sequence: counted,
      matching_id: code,
      smdp_address: code,
      pin: digits(4, 8),
      puk: digits(8, 8),
      platform: listed,
      profile: between(1, 5),
      profile_status: text,
      msisdn: phone,
      physical: flag,
      customer_ref: text,
      last_action: text,
      action_at_ms: happened,
      assigned_at_ms: happened,
      installed: flag,
      first_installed_at_ms: happened,
      country,
      network_tadig: text,
      network_name: text,
      network_brand: text,
      seen_at_ms: happened,
      first_attached_at_ms: happened,
      last_used_at_ms: happened,
      returning_since_ms: happened,
      returned_at_ms: happened,
      suspended_at_ms: happened,
      deactivated_at_ms: happened,
      plan_bytes_per_day: counted,
      plan_from_ms: ahead,
      plan_until_ms: ahead,
      plan_country: country,
      plan_accounted_ms: ahead,
      plan_feeding_id: reference,
    }),
    purchases: () => ({
      id: counted,
      bundle: reference,
      total: counted,
      remaining: whole,
      refunded: whole,
      price_milli: money,
      paid_milli: money,
      purchased_at_ms: happened,
      expires_at_ms: ahead,
    }),
    assignments: () => ({
      id: counted,
      iccid: reference,
      purchase_id: reference,
      bundle: reference,
      reference: unit,
      part: between(0, 11),
      parts: between(1, 12),
      state: listed,
      unlimited: flag,
      initial_bytes: whole,
      remaining_bytes: whole,
      assigned_at_ms: happened,
      start_at_ms: happened,
      end_at_ms: ahead,
      first_use_told: flag,
    }),
    orders: () => ({
      reference: uuid,
      sequence: counted,
      lines: json(forms.lines()),
      total_milli: signed,
      currency,
      status: listed,
      status_message: text,
      created_at_ms: happened,
      running_balance_milli: money,
      assigned: flag,
      source_ip: text,
      request_id: whole,
    }),
    deliveries: () => ({ reference: uuid, unit: whole, iccid: reference, bundle: text }),
    history: () => ({
      sequence: counted,
      iccid: reference,
      name: text,
      bundle: text,
      bundle_state: text,
      alert_type: text,
      at_ms: happened,
    }),
    messages: () => ({ id: counted, iccid: reference, sender: text, text, sent_at_ms: happened }),
    trip_steps: () => ({ id: counted, iccid: reference, act: json(forms.act()) }),
    events: () => ({
      due_at_ms: ahead,
      id: counted,
      kind: oneOf(Object.keys(EVENT_KINDS)),
      iccid: reference,
      subject: reference,
    }),
    transitions: () => ({
      sequence: counted,
      iccid: reference,
      assignment_id: reference,
      before: state,
      after: state,
      at_ms: happened,
    }),
    callbacks: () => ({
      id: counted,
      alert_type: oneOf(ALERT_TYPES),
      iccid,
      url: text,
      version: listed,
      status: listed,
      body: text,
      encoding: oneOf(['base64', 'hex']),
      headers: json(z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/))),
      created_at_ms: happened,
      ready_at_ms: ahead,
      tried_at_ms: happened,
      struck: flag,
      held: flag,
    }),
    attempts: () => ({
      callback_id: reference,
      number: counted,
      at_ms: happened,
      status: between(100, 999),
      duration_ms: whole,
      error: text,
      response_body: text,
    }),
    requests: () => ({
      id: counted,
      at_ms: happened,
      method: text,
      path: text,
      query: json(z.record(z.string(), z.union([z.string(), z.array(z.string())]))),
      operation_id: text,
      iccid: text,
      status: between(100, 999),
      duration_ms: (column) => `${column} >= 0`,
      request_body: text,
      response_body: text,
      reason: text,
      headers: json(z.array(z.string())),
    }),
    snapshots: () => ({
      name: (column) => `length(${column}) BETWEEN 1 AND 100`,
      taken_at_ms: happened,
      document: listed,
    }),
    faults: () => ({ id: counted, rule: json(forms.rule()), seen: whole, hits: whole }),
    adjustments: () => ({ sequence: counted, amount_milli: signed, balance_milli: money, at_ms: happened }),
  }
}
