/** The key of the hidden fields of an answer. It is a symbol, so JSON leaves it out. */
export const HIDDEN_FIELDS = Symbol('hidden fields')

/** An answer with fields that only some versions or dialects show. */
export interface WithHiddenFields {
  readonly [HIDDEN_FIELDS]?: Readonly<Record<string, unknown>>
}

/**
 * Adds hidden fields to an answer. The baseline never sends them; a row shows one with `reveal` or `put`:
 *
 *     { iccid, ...withHiddenFields({ state: 'Active' }) }   // v2.4: {"iccid":"..."}   v2.5: {"iccid":"...","state":"Active"}
 */
export const withHiddenFields = (fields: Readonly<Record<string, unknown>>): WithHiddenFields => ({
  [HIDDEN_FIELDS]: fields,
})
