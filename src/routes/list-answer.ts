import { Answer } from '../http/answer.ts'

/** A list answer whose elements are JSON texts already. Each has a fact that only some wire variants show. */
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
