import { countValues } from '../../domain/count-values.ts'
import { MOST_VALUES } from '../../domain/limits.ts'
import { readBody } from '../../http/body.ts'
import type { Step } from '../control-call.ts'
import { ControlError } from '../errors.ts'
import { parse } from './parse-parameters.ts'

/** The longest body in bytes: 16 MiB. */
const BODY_LIMIT_BYTES = 16 * 1_048_576

/** The deepest nesting of lists and objects. */
const LEVELS = 100

/** Reads and parses the body of an operation that has one, by its schema. Throws ControlError. */
export const readJsonBody: Step = async (call, next) => {
  const { body, isBulk } = call.operation
  if (body)
    call.body = parse(body, await readJson(call.context.req.raw, isBulk ? Number.POSITIVE_INFINITY : MOST_VALUES))
  return next(call)
}

/** Reads the body as JSON; an empty body is an empty object. Throws ControlError. */
async function readJson(request: Request, most: number): Promise<unknown> {
  const { text, problem } = await readBody(request, BODY_LIMIT_BYTES)
  if (problem === 'too_long') {
    throw new ControlError(413, 'body_too_large', `the body is longer than ${BODY_LIMIT_BYTES} bytes`)
  }
  if (problem === 'broken_off')
    throw new ControlError(400, 'incomplete_body', 'the body is incomplete: the connection broke off')
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

/** Whether lists and objects are nested deeper. Without recursion: it protects the schemas, which recurse, from deep bodies. */
function isDeeper(value: unknown, levels: number): boolean {
  let layer = [value]
  for (let level = 0; level <= levels; level++) {
    layer = layer.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
    if (layer.length === 0) return false
  }
  return true
}
