import type { Operation } from '../contract/operation.ts'
import { beyond } from '../contract/reshape.ts'
import type { Shape } from '../contract/shape.ts'
import { DomainError } from '../domain/errors.ts'
import { Answer, answerError, answerWire } from '../middleware/answer.ts'

const JSON_TYPE = 'application/json'

/** JSON that is text already, with what is known beyond it: only shapes that show something of that look at it. */
export class KnowingAnswer extends Answer {
  readonly known: Readonly<Record<string, unknown>>

  constructor(body: string, known: Readonly<Record<string, unknown>>) {
    super(body)
    this.known = known
  }
}

/** What a handler made, as an answer of the version and dialect that were called; without a shape as it is. */
export function answerMade(
  made: unknown,
  { status }: Operation,
  shape: Shape | undefined,
  query: Readonly<Record<string, unknown>>,
): Answer {
  if (!shape) return made instanceof Answer ? made : new Answer(JSON.stringify(made), JSON_TYPE, status)
  if (!(made instanceof Answer)) {
    return new Answer(JSON.stringify(shape.answer(made, { query })), shape.contentType, status)
  }
  if (typeof made.body !== 'string') return made
  if (made.contentType !== JSON_TYPE) return new Answer(shape.text(made.body), made.contentType, made.status)
  if (shape.leavesAnswers) return made
  const known = made instanceof KnowingAnswer ? beyond(made.known) : {}
  const body = JSON.stringify(shape.answer({ ...JSON.parse(made.body), ...known }, { query }))
  return new Answer(body, shape.contentType, made.status)
}

/** An error in the form of the version and dialect that were called; one that is not known is told to `onFailure`. */
export function answerFailure(error: unknown, shape: Shape | undefined, onFailure: (error: unknown) => void): Answer {
  if (!shape || !(error instanceof DomainError)) return answerError(error, onFailure)
  const wire = shape.error(error)
  const answer = answerWire(wire)
  return shape.errorType === JSON_TYPE
    ? answer
    : new Answer(wire.message, shape.errorType, answer.status, answer.headers)
}
