import * as z from 'zod'
import { LONGEST_LIST, MOST_FAULTS, MOST_UNITS } from '../../domain/limits.ts'
import { FaultRequest } from '../control/faults.ts'
import { Seed } from '../control/operation.ts'
import { changeSettings } from '../control/organisation.ts'
import { Account } from './account.ts'
import { Step } from './steps.ts'
import { CatalogueGiven, ClockField, Stock, TopUp, WorldEsim } from './world.ts'

/** An eSIM of the world counts once, and once more for each of its bundles. */
function refuseMany(esims: readonly z.infer<typeof WorldEsim>[], context: z.RefinementCtx): void {
  const units = esims.reduce((sum, { count = 1, bundles = [] }) => sum + count * (1 + bundles.length), 0)
  if (units <= 2 * MOST_UNITS) return
  context.addIssue({
    code: 'custom',
    message: `at most ${2 * MOST_UNITS} eSIMs and bundles in all`,
    params: { found: `${units} of them` },
  })
}

/** A scenario: the world that an organisation starts in, and a story to play in it. */
export const ScenarioFile = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().min(1).max(100).optional().meta({ description: 'Default: the name of the file.' }),
    description: z.string().optional(),
    seed: Seed.optional().meta({
      description: "What ids, codes and names follow from. Default: the emulator's.",
    }),
    clock: ClockField.optional(),
    organisation: (changeSettings.body as NonNullable<(typeof changeSettings)['body']>).optional().meta({
      description: 'As PATCH /_emulator/organisation takes it. The balance is the one that is left now.',
    }),
    catalogue: z.array(CatalogueGiven).max(LONGEST_LIST).optional().meta({
      description:
        'How the catalogue differs: fields of bundles since the organisation was opened, withdrawals and what has a time since the story begins.',
    }),
    topUps: z.array(TopUp).max(LONGEST_LIST).optional(),
    inventory: z.array(Stock).max(LONGEST_LIST).optional(),
    esims: z.array(WorldEsim).max(MOST_UNITS).superRefine(refuseMany).optional(),
    account: Account.optional(),
    faults: z
      .array(FaultRequest)
      .max(MOST_FAULTS)
      .optional()
      .meta({ description: 'In force from the start: each as POST /_emulator/faults takes it.' }),
    steps: z.array(Step).max(MOST_UNITS).optional().meta({ description: 'What `scenario run` does and checks.' }),
  })
  .superRefine((file, context) => {
    if (file.account === undefined) return
    for (const name of ['topUps', 'inventory', 'esims'] as const) {
      if (file[name] === undefined) continue
      context.addIssue({ code: 'custom', path: [name], message: 'none, since the account says what there is' })
    }
  })
  .meta({ title: 'Scenario of esim-go-emulator' })

/** A scenario file as it is read: checked, its values still as they are written. */
export type ScenarioDocument = z.infer<typeof ScenarioFile>

/** The JSON Schema of scenario files, for editors. */
export function renderScenarioSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(ScenarioFile, { io: 'input', unrepresentable: 'any' })
  // Editors read this key in YAML and JSON files alike.
  return `${JSON.stringify({ $schema, ...schema }, null, 2)}\n`
}
