import type { Operation } from '../../contract/operation.ts'
import type { Shape } from '../../contract/shape.ts'
import { Answer } from '../../http/answer.ts'
import { ListAnswer } from '../list-answer.ts'

const JSON_TYPE = 'application/json'

/** Renders the result of a handler in the form of the version and dialect called; v2.4 as observed has no shape, and needs none. */
export function renderResult(
  result: unknown,
  { status }: Operation,
  shape: Shape | undefined,
  query: Readonly<Record<string, unknown>>,
): Answer {
  if (!shape) return result instanceof Answer ? result : new Answer(JSON.stringify(result), JSON_TYPE, status)
  if (!(result instanceof Answer)) {
    return new Answer(JSON.stringify(shape.answer(result, { query })), shape.contentType, status)
  }
  return reshape(result instanceof ListAnswer ? result.map(shape.element) : result, shape, query)
}

function reshape(answer: Answer, shape: Shape, query: Readonly<Record<string, unknown>>): Answer {
  if (typeof answer.body !== 'string') return answer
  if (answer.contentType !== JSON_TYPE) return new Answer(shape.text(answer.body), answer.contentType, answer.status)
  if (shape.leavesAnswers) return answer
  const body = JSON.stringify(shape.answer(JSON.parse(answer.body), { query }))
  return new Answer(body, shape.contentType, answer.status)
}
