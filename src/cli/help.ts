/** Formats the examples at the end of a command's help; `@` stands for the program. docs/command-line.md shows the same. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${line.replace('@', 'esim-go-emulator')}`).join('\n')}`
