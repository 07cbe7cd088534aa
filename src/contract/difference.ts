import type { VersionSpan } from '../domain/api-version.ts'
import type { CallRules } from '../domain/dialect.ts'
import type { VendorErrorCode } from '../domain/errors.ts'
import type { JsonSchema } from './json-schema.ts'
import type { ErrorStatus } from './operation.ts'
import type { Step } from './reshape.ts'

/**
 * A row of the tables of differences: something that is not everywhere as v2.4 was observed to be. The span says in which
 * versions it holds. A row with words alone is a disagreement of the sources that needs no difference, or a rule that is
 * applied elsewhere.
 */
export interface Difference extends VersionSpan {
  readonly topic: string
  /** What is done where the row does not hold: in words, for the tables that people read. */
  readonly usual: string
  /** What is done where it holds. */
  readonly instead: string
  /** What becomes of the answers of operations, by operationId. */
  readonly answers?: Readonly<Record<string, readonly Step[]>>
  /** What becomes of the elements of lists that are put together from texts, by a fact that is known of each. */
  readonly elements?: Readonly<Record<string, (element: string, fact: unknown) => string>>
  /** What becomes of answers that are text, such as CSV. */
  readonly texts?: Readonly<Record<string, (text: string) => string>>
  /** The type that the JSON of an answer has here. */
  readonly contentTypes?: Readonly<Record<string, 'text/plain'>>
  /** The type that errors have here: their text alone. */
  readonly errorTypes?: Readonly<Record<string, 'text/plain'>>
  /** The statuses of errors, of these operations or, with `*`, of all. */
  readonly errors?: Readonly<Record<string, Partial<Readonly<Record<VendorErrorCode, ErrorStatus>>>>>
  /** All statuses that operations list for errors, of these or, with `*`, of those that no other entry names. */
  readonly statuses?: Readonly<Record<string, readonly ErrorStatus[]>>
  /** Query parameters that operations do not have here: they are ignored. */
  readonly ignores?: Readonly<Record<string, readonly string[]>>
  /** What is done differently, beyond the form of the answer. */
  readonly rules?: Readonly<Record<string, Partial<CallRules>>>
  /** What the OpenAPI document says of operations here. */
  readonly descriptions?: Readonly<Record<string, string>>
  /** How the bodies of requests are described. What is read is the same. */
  readonly bodies?: Readonly<Record<string, (schema: JsonSchema) => JsonSchema>>
  /** Query parameters that only stand in for a body, and are described beside it all the same. */
  readonly standIns?: Readonly<Record<string, readonly string[]>>
  /** What is asked for when a query asks for something. */
  readonly queries?: Readonly<Record<string, (query: Query) => Query>>
}

export type Query = Readonly<Record<string, unknown>>
