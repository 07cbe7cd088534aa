#!/usr/bin/env node
import './cli/memory.ts'
import { main } from './cli/main.ts'

process.exitCode = await main(process.argv.slice(2))
