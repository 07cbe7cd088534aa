import { ALL_OPERATIONS } from '../../../src/contract/operations.ts'
import type { Answer } from '../api.ts'
import { exampleOf, NOBODY, type World } from '../example-calls.ts'

/** Operations whose example call names no id of an organisation: with any key they succeed, and tell of its own. */
export const NAMES_NOTHING_OF_THE_OTHER: ReadonlySet<string> = new Set(
  ALL_OPERATIONS.map(({ operationId }) => operationId).filter((operationId) => {
    const call = JSON.stringify(exampleOf(operationId, NOBODY))
    return ![NOBODY.iccid, NOBODY.matchingId, NOBODY.orderReference, NOBODY.assignmentId, String(NOBODY.usageId)].some(
      (id) => call.includes(id),
    )
  }),
)

/** The law of secrets: no answer to another key contains what an organisation alone knows. Returns what was told. */
export const findLeaks = ({ text }: Pick<Answer, 'text'>, { secrets }: Pick<World, 'secrets'>): string[] =>
  secrets.filter((secret) => text.includes(secret)).map((secret) => `tells ${secret} of another organisation`)
