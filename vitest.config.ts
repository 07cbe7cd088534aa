import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts'],
    // Tests share nothing, so files run side by side; each makes its own emulator.
    pool: 'threads',
    // Nothing is shared through modules either, so they are loaded once for all files.
    isolate: false,
    // What is waited for takes as long as a busy machine lets it.
    expect: { poll: { timeout: 10_000 } },
  },
})
