import type { Operation } from '../../contract/operation.ts'
import type { WireVariant } from '../../contract/variants/wire-variant.ts'
import { Answer } from '../../http/answer.ts'
import type { LongList } from '../../http/long-list.ts'
import { ListAnswer } from '../list-answer.ts'

/** Renders a long list in the wire variant of the call, a part up to each `yield`. */
export const renderLongList = (
  list: LongList,
  variant: WireVariant | undefined,
  query: Readonly<Record<string, unknown>>,
): Generator<undefined, Answer> =>
  variant ? list.render((wire) => variant.answer(wire, { query }), variant.contentType) : list.render()

const JSON_TYPE = 'application/json'

/** Renders the result of a handler in the wire variant of the call. The baseline needs no change. */
export function renderResult(
  result: unknown,
  { status }: Operation,
  variant: WireVariant | undefined,
  query: Readonly<Record<string, unknown>>,
): Answer {
  if (!variant) return result instanceof Answer ? result : new Answer(JSON.stringify(result), JSON_TYPE, status)
  if (!(result instanceof Answer)) {
    return new Answer(JSON.stringify(variant.answer(result, { query })), variant.contentType, status)
  }
  return applyVariant(result instanceof ListAnswer ? result.map(variant.element) : result, variant, query)
}

function applyVariant(answer: Answer, variant: WireVariant, query: Readonly<Record<string, unknown>>): Answer {
  if (typeof answer.body !== 'string') return answer
  if (answer.contentType !== JSON_TYPE) return new Answer(variant.text(answer.body), answer.contentType, answer.status)
  if (variant.keepsJsonText) return answer
  const body = JSON.stringify(variant.answer(JSON.parse(answer.body), { query }))
  return new Answer(body, variant.contentType, answer.status)
}
