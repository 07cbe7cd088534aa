import type { Operation } from '../contract/operation.ts'
import type { Shape } from '../contract/shape.ts'
import { DomainError } from '../domain/errors.ts'
import { Answer, answerError, answerWire } from '../middleware/answer.ts'
import { knownFailure } from '../middleware/known-failure.ts'

const JSON_TYPE = 'application/json'

/** A list whose elements are texts already, with a fact of each that only some shapes show. */
export class ListAnswer extends Answer {
  readonly elements: readonly string[]
  readonly facts: readonly unknown[]
  readonly compose: (elements: readonly string[]) => string

  constructor(
    elements: readonly string[],
    facts: readonly unknown[],
    compose: (elements: readonly string[]) => string,
  ) {
    super(compose(elements))
    this.elements = elements
    this.facts = facts
    this.compose = compose
  }

  /** The same answer with each element changed. */
  map(change: (element: string, fact: unknown) => string): Answer {
    return new Answer(this.compose(this.elements.map((element, index) => change(element, this.facts[index]))))
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
  return reshape(made instanceof ListAnswer ? made.map(shape.element) : made, shape, query)
}

function reshape(made: Answer, shape: Shape, query: Readonly<Record<string, unknown>>): Answer {
  if (typeof made.body !== 'string') return made
  if (made.contentType !== JSON_TYPE) return new Answer(shape.text(made.body), made.contentType, made.status)
  if (shape.leavesAnswers) return made
  const body = JSON.stringify(shape.answer(JSON.parse(made.body), { query }))
  return new Answer(body, shape.contentType, made.status)
}

/** An error in the form of the version and dialect that were called; one that is not known is told to `onFailure`. */
export function answerFailure(error: unknown, shape: Shape | undefined, onFailure: (error: unknown) => void): Answer {
  const known = knownFailure(error)
  if (shape && known instanceof DomainError) return answerWire(shape.error(known), shape.errorType)
  return answerError(error, onFailure, shape?.errorType)
}
