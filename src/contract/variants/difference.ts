import type { VersionSpan } from '../../domain/api-version.ts'
import type { CallRules } from '../../domain/dialect.ts'
import type { VendorErrorCode } from '../../domain/errors.ts'
import type { JsonSchema } from '../json-schema.ts'
import type { ErrorStatus } from '../operation.ts'
import type { Transform } from './transform.ts'

/**
 * A row of the tables of differences: one thing that some versions or dialects do differently from the baseline, v2.4 as
 * observed. `since` and `until` say in which versions it applies. The parts that change something are keyed by operationId.
 * A row without such a part is documentation: the sources disagree and both dialects do the same, or the rule is applied
 * elsewhere.
 */
export interface Difference extends VersionSpan {
  readonly topic: string
  /** The behaviour of the baseline in words, for SUPPORTED.md. */
  readonly baseline: string
  /** The behaviour of the variant in words. */
  readonly variant: string
  /** Transforms of JSON answers. */
  readonly answers?: Readonly<Record<string, readonly Transform[]>>
  /** Changes to each element of a list that is put together from JSON texts. `fact` is what the handler knows of the element. */
  readonly elements?: Readonly<Record<string, (element: string, fact: unknown) => string>>
  /** Changes to answers that are text, such as CSV. */
  readonly texts?: Readonly<Record<string, (text: string) => string>>
  /** The content type of JSON answers. */
  readonly contentTypes?: Readonly<Record<string, 'text/plain'>>
  /** The content type of errors. With `text/plain` the body is the message alone. */
  readonly errorTypes?: Readonly<Record<string, 'text/plain'>>
  /** The statuses of errors by their codes. The key `*` stands for all operations. */
  readonly errors?: Readonly<Record<string, Partial<Readonly<Record<VendorErrorCode, ErrorStatus>>>>>
  /** The error statuses that the OpenAPI document lists. The key `*` stands for operations that no other entry names. */
  readonly statuses?: Readonly<Record<string, readonly ErrorStatus[]>>
  /** Query parameters that the operation does not have: they are ignored. */
  readonly ignores?: Readonly<Record<string, readonly string[]>>
  /** Rules that the handler follows. */
  readonly rules?: Readonly<Record<string, Partial<CallRules>>>
  /** The descriptions of operations in the OpenAPI document. */
  readonly descriptions?: Readonly<Record<string, string>>
  /** Changes to the schema that describes a request body. The bodies that are accepted stay the same. */
  readonly bodies?: Readonly<Record<string, (schema: JsonSchema) => JsonSchema>>
  /** Query parameters that are read where the body lacks them, and that the OpenAPI document lists, too. */
  readonly standIns?: Readonly<Record<string, readonly string[]>>
  /** Changes to the query before it is parsed. */
  readonly queries?: Readonly<Record<string, (query: Query) => Query>>
}

/** Query parameters by name. */
export type Query = Readonly<Record<string, unknown>>
