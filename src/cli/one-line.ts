import { describeField } from '../contract/expected-value.ts'

/**
 * Puts an error of commander into one line, with the word that was meant, or where to look it up. A value that is refused is
 * shown short, and without what is secret in it.
 */
export function inOneLine(text: string): string {
  const [problem = '', meant] = withoutSecrets(text.replace(/^error: /, '').trim()).split('\n')
  if (meant !== undefined) return `${problem} ${meant.replace(/^\(Did/, '(did')}`
  // A value that is refused is refused with its rule.
  return / is invalid(?: for argument '.+')?\. /.test(problem) ? problem : `${problem} (see --help)`
}

/** Commander's words for a value that is refused: of an option, of its environment variable, and of an argument. */
const OF_OPTION = /^(option '[^']*<(\S+?)>[^']*' argument) '(.*)'( is invalid\.)/s
const OF_VARIABLE = /^(option '[^']*<(\S+?)>[^']*' value) '(.*)'( from env '\w+' is invalid\.)/s
const OF_ARGUMENT = /^(command-argument value) '(.*)'( is invalid for argument '(\S+?)'\.)/s

function withoutSecrets(problem: string): string {
  const retell = (_: string, before: string, name: string, value: string, after: string) =>
    `${before} ${describeField(name, value)}${after}`
  return problem
    .replace(OF_OPTION, retell)
    .replace(OF_VARIABLE, retell)
    .replace(OF_ARGUMENT, (whole, before, value, after, name) => retell(whole, before, name, value, after))
}
