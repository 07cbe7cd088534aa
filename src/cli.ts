#!/usr/bin/env node
import module from 'node:module'

// Node 22 and later keep what they have compiled in the folder for temporary files: the next start compiles nothing.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => void }
enableCompileCache?.()
const { run } = await import('./cli/run.ts')
await run()
