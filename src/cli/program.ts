import type { Command } from 'commander'
import { addAdvance } from './advance.ts'
import { addCallbacks } from './callbacks.ts'
import { addDiff } from './diff.ts'
import { addEnv } from './env.ts'
import { addEsimActs } from './esim-acts.ts'
import { addEsims } from './esims.ts'
import { addExec } from './exec.ts'
import { addFaults } from './faults.ts'
import { addImport } from './import.ts'
import { refuseEmptyValues } from './options.ts'
import { addOrganisation } from './organisation.ts'
import { addRecord } from './record.ts'
import { addScenario } from './scenario.ts'
import { addSnapshots } from './snapshots.ts'
import { createStartProgram } from './start-program.ts'
import { addStop } from './stop.ts'
import { addVerifyReceiver } from './verify-receiver.ts'
import { addWait } from './wait.ts'

/** The command line, with every command and option. */
export function createProgram(): Command {
  const program = createStartProgram(async () => program.commands)
  addStop(program)
  addExec(program)
  addWait(program)
  addEnv(program)
  addOrganisation(program)
  addAdvance(program)
  addEsims(program)
  addEsimActs(program)
  addCallbacks(program)
  addFaults(program)
  addSnapshots(program)
  addVerifyReceiver(program)
  addRecord(program)
  addDiff(program)
  addImport(program)
  addScenario(program)
  refuseEmptyValues(program)
  return program
}
