import type { Context } from 'hono'
import { countValues } from '../../domain/count-values.ts'
import { MOST_VALUES } from '../../domain/limits.ts'
import { readBody } from '../../http/body.ts'
import type { Step } from '../control-call.ts'
import { ControlError } from '../errors.ts'
import { BODY_LIMIT_BYTES, LongBody, readLongBody } from '../long-body.ts'
import { parse } from './parse-parameters.ts'

/** The deepest nesting of lists and objects. */
const LEVELS = 100

/**
 * Reads and parses the body of an operation that has one, by its schema. A long one of a bulk operation is left to its
 * handler. Throws ControlError.
 */
export const readJsonBody: Step = async (call, next) => {
  const { body, isBulk } = call.operation
  const { raw } = call.context.req
  if (body && isBulk) {
    const read = await readLongBody(raw)
    call.body = read instanceof LongBody ? read : parse(body, parseJsonBody(read, Number.POSITIVE_INFINITY))
  } else if (body) call.body = parse(body, parseJsonBody(await readText(call.context), MOST_VALUES))
  return next(call)
}

/** Throws ControlError. */
async function readText(context: Context): Promise<string | undefined> {
  const { text, problem } = await readBody(context, BODY_LIMIT_BYTES)
  if (problem === 'too_long') {
    throw new ControlError(413, 'body_too_large', `the body is longer than ${BODY_LIMIT_BYTES} bytes`)
  }
  if (problem === 'broken_off')
    throw new ControlError(400, 'incomplete_body', 'the body is incomplete: the connection broke off')
  return text
}

/** Parses a body as JSON of no more values than `most`; an empty body is an empty object. Throws ControlError. */
export function parseJsonBody(text: string | undefined, most: number): unknown {
  if (text?.trim() === '') return {}
  const value = parseJson(text)
  if (isDeeper(value, LEVELS)) {
    throw new ControlError(422, 'invalid_request', `the body is nested deeper than ${LEVELS} levels`)
  }
  if (countValues(value, most) > most) {
    throw new ControlError(422, 'invalid_request', `the body has more than ${most} values`)
  }
  return value
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    throw new ControlError(400, 'malformed_json', 'the body is not JSON')
  }
}

/** Tells whether lists and objects are nested deeper. Without recursion: the schemas, which recurse, never see deep bodies. */
function isDeeper(value: unknown, levels: number): boolean {
  let layer = [value]
  for (let level = 0; level <= levels; level++) {
    layer = layer.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
    if (layer.length === 0) return false
  }
  return true
}
