/** The library as users get it: bundled. */
export const { createEmulator } = (await import('../dist/index.js' as string)) as typeof import('../src/index.ts')
