#!/usr/bin/env node
import { main } from './cli/main.ts'
import { watchOutput } from './cli/output.ts'

watchOutput()
process.exitCode = await main(process.argv.slice(2))
