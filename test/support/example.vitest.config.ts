import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (name: string): string => fileURLToPath(new URL(`../../src/${name}`, import.meta.url))

/** For the example project inside this repository, where the package is not installed. */
export default defineConfig({
  root: fileURLToPath(new URL('../../examples/vitest', import.meta.url)),
  resolve: {
    alias: [
      { find: 'esim-go-emulator/vitest', replacement: source('vitest.ts') },
      { find: 'esim-go-emulator', replacement: source('index.ts') },
    ],
  },
})
