import * as z from 'zod'
import { ScenarioFile } from '../scenario/file.ts'
import { Seed } from './operation.ts'

/** The scenario that an organisation is reset to. */
export const ScenarioChoice = z
  .strictObject({
    scenario: z.union([z.string(), ScenarioFile]).optional().meta({
      description:
        'A name that GET /_emulator/scenarios lists, or a whole scenario file. Default: the scenario of new organisations.',
    }),
    scenarioText: z
      .string()
      .max(1_000_000)
      .optional()
      .meta({ description: 'In place of `scenario`: the text of a scenario file, YAML or JSON.' }),
    seed: Seed.optional(),
    undoable: z.boolean().optional().meta({
      description:
        'Whether a snapshot of the state before is kept, which undoes the reset. Not for more than 2,000 eSIMs.',
    }),
  })
  .refine(({ scenario, scenarioText }) => scenario === undefined || scenarioText === undefined, {
    error: 'give either scenario or scenarioText',
  })
