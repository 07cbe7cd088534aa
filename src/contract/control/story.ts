import * as z from 'zod'
import { LARGEST_COUNT } from '../../domain/limits.ts'
import { controlOperation, MomentText, NoContent } from './operation.ts'
import { ScenarioChoice } from './scenario-choice.ts'

/** How a step stands. `broken`: it could not be carried out, and those after it are `left out`. */
export const STEP_STATES = ['waiting', 'next', 'playing', 'passed', 'failed', 'broken', 'left out'] as const

const Check = z.object({
  what: z.string().meta({ description: 'What is compared: `balance`, `bundle esim_1GB_7D_FR_V2 state`.' }),
  met: z.boolean(),
  expected: z.string(),
  actual: z.string(),
})

const StoryStep = z.object({
  name: z.string(),
  action: z.string().meta({ description: 'What it does: `POST /orders`, `advance 7d`.' }),
  expects: z.array(z.string()).meta({ description: 'What it expects, each in words: `balance 98.83`.' }),
  state: z.enum(STEP_STATES),
  at: MomentText.optional().meta({ description: 'The time of the organisation after it.' }),
  checks: z.array(Check).optional().meta({ description: 'What came of each expectation, once it was played.' }),
  error: z.string().optional().meta({ description: 'Why it could not be carried out.' }),
})

export const Story = z.object({
  scenario: z.string(),
  description: z.string(),
  state: z.enum(['ready', 'playing', 'met', 'not met']).meta({
    description: '`met` and `not met` are the ends: whether everything came as expected.',
  }),
  played: z.int(),
  failed: z.int(),
  steps: z.array(StoryStep),
  undo: z.string().nullable().meta({
    description:
      'The snapshot of the organisation before the story. Null: none was asked for, or it has too many eSIMs.',
  }),
})

const EXAMPLE = {
  scenario: 'mine',
  description: '',
  state: 'ready',
  played: 0,
  failed: 0,
  steps: [{ name: 'advance 7d', action: 'advance 7d', expects: ['balance 1000'], state: 'next' }],
  undo: null,
}

export const getStory = controlOperation({
  operationId: 'getStory',
  tag: 'State',
  method: 'GET',
  path: '/story',
  summary: 'Get the story that is played',
  description: 'Null where none was started, or the organisation was reset or restored since.',
  answer: z.object({ story: Story.nullable() }),
  example: { answer: { story: EXAMPLE } },
})

export const startStory = controlOperation({
  operationId: 'startStory',
  tag: 'State',
  method: 'POST',
  path: '/story',
  summary: 'Reset the organisation to a scenario, to play its steps one by one',
  description: 'Nothing of it is played yet. Steps are those of `esim-go-emulator scenario run`.',
  body: ScenarioChoice,
  answer: Story,
  status: 201,
  example: {
    body: { scenario: { name: 'mine', steps: [{ advance: '7d', expect: { balance: 1000 } }] } },
    answer: EXAMPLE,
  },
})

export const playStory = controlOperation({
  operationId: 'playStory',
  tag: 'State',
  method: 'POST',
  path: '/story/play',
  summary: 'Play the next steps of the story',
  description:
    'Answers once they were played. An expectation that is not met does not end the story; a step that cannot be carried out does.',
  body: z
    .strictObject({
      steps: z.int().min(1).max(LARGEST_COUNT).optional().meta({ description: 'How many. Default 1.' }),
      toEnd: z.literal(true).optional().meta({ description: 'All that are left.' }),
    })
    .refine(({ steps, toEnd }) => steps === undefined || toEnd === undefined, { error: 'give either steps or toEnd' }),
  answer: Story,
  example: { body: { steps: 1 }, answer: { ...EXAMPLE, state: 'met', played: 1 } },
})

export const stopStory = controlOperation({
  operationId: 'stopStory',
  tag: 'State',
  method: 'DELETE',
  path: '/story',
  summary: 'End the story, and leave the organisation as it is',
  description: 'A step that is being played ends first.',
  answer: NoContent,
  status: 204,
})
