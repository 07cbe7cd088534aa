import * as z from 'zod'
import type { Kind } from './shape.ts'

/** The contract's declaration of a field, beyond what a sample shows. */
export interface Declaration {
  /** All that it may be; `text` stands for texts of any form. */
  readonly kinds: ReadonlySet<Kind>
  readonly optional: boolean
}

/** The fields of an answer by the same paths as in its shape. Throws for kinds of schema that it does not know. */
export function declarationsOf(answer: z.ZodType): ReadonlyMap<string, Declaration> {
  const declarations = new Map<string, { kinds: Set<Kind>; optional: boolean }>()
  const visit = (path: string, type: z.ZodType): void => {
    const declaration = declarations.get(path) ?? { kinds: new Set<Kind>(), optional: false }
    declarations.set(path, declaration)
    const { kinds } = declaration
    if (type instanceof z.ZodOptional) {
      declaration.optional = true
      visit(path, type.unwrap() as z.ZodType)
    } else if (type instanceof z.ZodNullable) {
      kinds.add('null')
      visit(path, type.unwrap() as z.ZodType)
    } else if (type instanceof z.ZodUnion) {
      for (const option of type.options as z.ZodType[]) visit(path, option)
    } else if (type instanceof z.ZodArray) {
      kinds.add('list')
      visit(`${path}[]`, type.element as z.ZodType)
    } else if (type instanceof z.ZodObject) {
      kinds.add('object')
      for (const [name, field] of Object.entries(type.shape)) visit(path === '' ? name : `${path}.${name}`, field)
    } else if (type instanceof z.ZodNumber) {
      kinds.add('integer')
      if (!type.isInt) kinds.add('number')
    } else {
      kinds.add(type instanceof z.ZodBoolean ? 'boolean' : 'text')
    }
  }
  visit('', answer)
  return declarations
}
