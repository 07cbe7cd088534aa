import type { Part } from '../server/part-loader.ts'

/**
 * The parts of the dashboard. Its pages make control calls as objects of the platform's fetch, which loads much of Node with
 * the first of them.
 */
export const PAGE_PARTS: readonly Part[] = [
  () => process.getBuiltinModule('node:http2'),
  () => new Headers(),
  () => import('./app.tsx'),
]
