import * as z from 'zod'
import { anyInstant, byCondition, byJson, type ColumnRule, positive, range, text, whole } from './column-rule.ts'

/** Headers by their names. */
const headers = byJson(z.record(z.string(), z.string()))

/** The rules of the journal's columns. The journal stays in the file: no document has it. */
export const journalRules = (): Readonly<Record<string, ColumnRule>> => ({
  id: positive,
  at_ms: anyInstant,
  method: text,
  path: text,
  query: byJson(z.record(z.string(), z.union([z.string(), z.array(z.string())]))),
  operation_id: text,
  iccid: text,
  status: range(100, 999),
  duration_ms: byCondition((column) => `${column} >= 0`),
  request_body: text,
  response_body: text,
  reason: text,
  headers: byJson(z.array(z.string())),
  message: text,
  request_headers: headers,
  response_headers: headers,
  wrote_after: whole,
  wrote_up_to: whole,
})
