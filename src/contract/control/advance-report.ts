import * as z from 'zod'
import { SAMPLES } from '../examples/samples.ts'
import { controlOperation, MomentText, NoContent } from './operation.ts'

/** The effects of an advance, in words. */

const Fact = z.object({
  at: MomentText,
  text: z.string().meta({ examples: ['reached 50%'] }),
  callbackId: z.int().optional().meta({ description: 'The callback that reports it.' }),
})

export const AdvanceSummary = z.object({
  text: z.string().meta({ description: 'The whole summary, in a sentence.' }),
  esims: z
    .array(z.object({ iccid: z.string(), text: z.string(), facts: z.array(Fact) }))
    .meta({ description: 'The first 20 eSIMs that something happened to.' }),
  moreEsims: z.int().meta({ description: 'How many eSIMs are left out of `esims`.' }),
  callbacks: z
    .object({ delivered: z.int(), failed: z.int(), pending: z.int(), unsent: z.int() })
    .meta({ description: 'The callbacks that the advance caused, by status.' }),
})

export const EXAMPLE_SUMMARY = {
  text: '8 days: …000019 expired on Thursday 00:00; 1 callback',
  esims: [
    {
      iccid: SAMPLES.iccid,
      text: 'expired on Thursday 00:00',
      facts: [{ at: '2026-01-08T00:00:00Z', text: 'expired on Thursday 00:00' }],
    },
  ],
  moreEsims: 0,
  callbacks: { delivered: 1, failed: 0, pending: 0, unsent: 0 },
}

export const AdvanceReport = z.object({
  from: MomentText,
  now: MomentText,
  summary: AdvanceSummary,
  undo: z.string().nullable().optional().meta({
    description: 'Of an advance with `undoable`: the snapshot to restore, or null where the state is too large.',
  }),
  isLatest: z
    .boolean()
    .meta({ description: 'Whether nothing was recorded since: then undoing it loses nothing else.' }),
})

export const getAdvanceReport = controlOperation({
  operationId: 'getAdvanceReport',
  tag: 'Clock',
  method: 'GET',
  path: '/clock/advance',
  summary: 'Read the report of the last advance',
  description: 'Kept in memory until it is dismissed or the state is replaced. null: there is none.',
  answer: z.object({ report: AdvanceReport.nullable() }),
  example: {
    answer: {
      report: {
        from: '2026-01-01T00:00:00Z',
        now: '2026-01-09T00:00:00Z',
        summary: EXAMPLE_SUMMARY,
        undo: null,
        isLatest: true,
      },
    },
  },
})

export const dismissAdvanceReport = controlOperation({
  operationId: 'dismissAdvanceReport',
  tag: 'Clock',
  method: 'DELETE',
  path: '/clock/advance',
  summary: 'Dismiss the report of the last advance',
  answer: NoContent,
  status: 204,
})
