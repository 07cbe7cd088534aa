import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    // Tests share nothing, so files run side by side; each makes its own emulator.
    pool: 'threads',
    // Nothing is shared through modules either, so they are loaded once for all files.
    isolate: false,
    // A busy machine may take long; no test is about how long.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
