#!/usr/bin/env node
import { keepCompiledCode } from './cli/compiled-code.ts'

keepCompiledCode()
const { run } = await import('./cli/run.ts')
await run()
