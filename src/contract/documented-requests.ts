import type { JsonSchema } from './json-schema.ts'
import { drop, rename, sequence, within } from './reshape.ts'

/** Requests as the vendor's document describes them. Field names are its own; what is read does not depend on them. */

/** The body of an order, whose list has a capital and whose eSIMs have no branding. */
export const DOCUMENTED_ORDER = sequence([rename('order', 'Order'), drop('profileID')]).schema

/** Of the forms of a body, those that have one of some fields. */
export const formsWith =
  (...names: readonly string[]) =>
  (schema: JsonSchema): JsonSchema => {
    const forms = (schema.anyOf as JsonSchema[]).filter(({ properties }) =>
      names.some((name) => name in (properties as object)),
    )
    const [only] = forms
    return forms.length === 1 && only ? only : { anyOf: forms }
  }

/** The body of an apply: a bundle, or a list of names. */
export const DOCUMENTED_APPLY = (schema: JsonSchema): JsonSchema =>
  within('bundles', {
    value: (wire) => wire,
    schema: (list) => ({ ...list, items: (list.items as { anyOf: JsonSchema[] }).anyOf[0] }),
  }).schema(formsWith('bundle', 'bundles')(schema))
