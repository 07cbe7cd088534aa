/** A command that the test of the documents does not run, and why. Everything else that a document shows is run. */
export type Exempt = readonly [command: RegExp, reason: string]

export const NOT_RUN: readonly Exempt[] = [
  [/^npm (ci|i|install)\b/, 'installs from the registry; scripts/check-nodes.ts does it with every Node'],
  [/^npm (install-scripts|rebuild)\b/, 'is for npm 12 on Node 20, which compiles the driver'],
  [/^npm pack$/, 'builds the package under the feet of other tests; test/socket/package.test.ts packs it'],
  [/^npm (run|test)\b/, 'is what runs these tests, takes minutes, or belongs to a project of yours'],
  [
    /^npx esim-go-emulator (record|diff --recording)\b/,
    'needs the real service, or a file that was recorded there; test/cli/record.test.ts runs both',
  ],
  [/^docker\b/, 'needs a container engine'],
  [/^(mkcert\b|NODE_EXTRA_CA_CERTS=)/, 'needs mkcert, and a receiver with its certificate'],
  [
    /^npx esim-go-emulator exec -- (pytest|vendor\/bin\/phpunit|go test \.\/\.\.\.|npm test)$/,
    'needs a project of yours',
  ],
  [/^npx esim-go-emulator exec -- npx playwright\b/, 'needs Playwright: `npm run check:recipes` runs it'],
]

/** Programs that need what this project does not install. */
export const NOT_IMPORTED: Readonly<Record<string, string>> = {
  '@jest/globals': 'needs Jest: `npm run check:recipes` runs it',
  '@playwright/test': 'needs Playwright: `npm run check:recipes` runs it',
}

/** Documents whose examples another test tries. */
export const HELD_ELSEWHERE: Readonly<Record<string, string>> = {
  'docs/command-line.md':
    'test/cli/documentation.test.ts: it is made from the commands, and has ICCIDs that nobody bought',
}
