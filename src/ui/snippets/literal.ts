/** How a programming language writes the values of JSON. */
export interface Literals {
  readonly text: (text: string) => string
  readonly words: Readonly<Record<'true' | 'false' | 'null', string>>
  /** The name of a field, before its colon. */
  readonly name: (name: string) => string
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')

/** JavaScript, in single quotes. */
export const JAVASCRIPT: Literals = {
  text: (text) => `'${escaped(text).replaceAll("'", "\\'")}'`,
  words: { true: 'true', false: 'false', null: 'null' },
  name: (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JAVASCRIPT.text(name)),
}

/** Python, in double quotes: its escapes are those of JSON, apart from pairs of surrogates. */
export const PYTHON: Literals = {
  text: (text) => JSON.stringify(text),
  words: { true: 'True', false: 'False', null: 'None' },
  name: (name) => JSON.stringify(name),
}

/** The longest line that a value is written on. */
const LINE = 80

/** Writes a value of JSON as a literal, on one line where it fits. `indent` is the margin of its first line. */
export function writeLiteral(value: unknown, language: Literals, indent: string, step: string): string {
  if (typeof value === 'string') return language.text(value)
  if (typeof value === 'number') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return language.words[String(value) as 'true']
  const isList = Array.isArray(value)
  const inner = indent + step
  const parts = isList
    ? value.map((each) => writeLiteral(each, language, inner, step))
    : Object.entries(value).map(
        ([name, each]) => `${language.name(name)}: ${writeLiteral(each, language, inner, step)}`,
      )
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  const space = isList || language === PYTHON ? '' : ' '
  const line = `${open}${space}${parts.join(', ')}${space}${close}`
  if (line.length + indent.length <= LINE && !line.includes('\n')) return line
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`
}
