/** What a command's help ends with: how it is typed, `@` being its name. docs/command-line.md has the same. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  ${line.replace('@', 'esim-go-emulator')}`).join('\n')}`
