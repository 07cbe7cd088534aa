import type { JsonSchema } from '../json-schema.ts'
import { drop, rename, sequence, within } from './transform.ts'

/** Request bodies as the vendor's document describes them. The bodies that are accepted do not depend on it. */

/** The body of an order: the list is called `Order`, and there is no branding profile. */
export const DOCUMENTED_ORDER = sequence([rename('order', 'Order'), drop('profileID')]).schema

/** Keeps those alternatives of a body that have one of these fields. */
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
