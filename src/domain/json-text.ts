/** The nesting of a JSON text, and its names: strings that a colon follows. */
export interface JsonOutline {
  readonly depth: number
  readonly names: number
}

/** A text nested deeper than this is not walked through: no answer of the API comes near it, and a walk may end the stack. */
export const DEEPEST_JSON = 200

/** Scans a JSON text once, from its beginning to its end, however long or deep it is. */
export function outlineJson(text: string): JsonOutline {
  let [depth, open, names] = [0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    // Texts that are values are never followed by a colon.
    else if (character === ':') names += 1
    else if (character === '{' || character === '[') depth = Math.max(depth, ++open)
    else if (character === '}' || character === ']') open -= 1
  }
  return { depth, names }
}

/** The index of the quote that closes a string. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
