import type { OrganisationHandle } from '../client/handle.ts'
import type { Scenario } from '../fixtures/scenarios.ts'
import { EmulatorError } from '../http/control-answer.ts'
import { act, callVendor, nameOf, type Send, type StoryStep } from './actions.ts'
import { type Answered, type CheckContext, checkAll, countOrders, tell } from './expectations.ts'
import { fillIn, type Names, StepError } from './references.ts'
import type { Check, StepReport, StoryReport } from './report.ts'

/** The organisation that a story is played in: one of an emulator in this process, or of one at an address. */
export interface Stage {
  readonly handle: OrganisationHandle
  /** Carries a vendor call, `/v2.4/orders`, to the same emulator. */
  readonly fetch: Send
}

/**
 * Plays the steps of a scenario in an organisation that stands at its beginning, and compares what comes of each with what
 * it expects. An expectation that is not met is reported, and the story goes on; a step that cannot be carried out ends it.
 */
export async function runScenario({ name, steps = [] }: Scenario, stage: Stage): Promise<StoryReport> {
  const story = new Story(stage)
  const reports: StepReport[] = []
  await story.begin(steps)
  for (const step of steps) {
    const report = await story.play(step)
    reports.push(report)
    if (report.error !== undefined) break
  }
  const met = reports.every(isMet)
  return { scenario: name, met, steps: reports, skipped: steps.length - reports.length }
}

/** A story in one organisation: what its steps have answered so far, and what there was before the first. */
export class Story {
  readonly #stage: Stage
  readonly #answers = new Map<string, unknown>()
  #before: CheckContext['before'] = { callback: 0, orders: 0 }

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /** Notes what there was before the first step. */
  async begin(steps: readonly StoryStep[]): Promise<void> {
    const [newest] = await this.#stage.handle.callbacks.list({ limit: 1 })
    // A call that nobody asked for could be the one that a fault waits for.
    const counts = steps.some(({ expect }) => expect?.orders !== undefined)
    const orders = counts ? await countOrders((path) => this.#get(path)) : 0
    this.#before = { callback: newest?.id ?? 0, orders }
  }

  async play(written: StoryStep): Promise<StepReport> {
    const { handle } = this.#stage
    try {
      const { step, checks } = await this.#carryOut(written)
      return { name: nameOf(step), at: (await handle.clock.get()).now, checks }
    } catch (error) {
      if (!(error instanceof StepError || error instanceof EmulatorError)) throw error
      return { name: nameOf(written), at: (await handle.clock.get()).now, checks: [], error: error.message }
    }
  }

  async #carryOut(written: StoryStep): Promise<{ step: StoryStep; checks: Check[] }> {
    const { handle, fetch } = this.#stage
    const { expect: _, ...action } = written
    const done = await fillIn(action, this.#names)
    const { call } = done
    const answer = call && (await callVendor(fetch, handle.apiKey, call))
    const result = call ? answer?.body : await act(handle, done)
    if (done.as !== undefined) this.#answers.set(done.as, result)
    // Expectations may refer to the answer of their own step.
    const expect = await fillIn(written.expect ?? {}, this.#names)
    const status = expect.status ?? call?.expectStatus
    const context: CheckContext = { handle, get: (path) => this.#get(path), before: this.#before, answer }
    const checks = await checkAll(status === undefined ? expect : { ...expect, status }, context)
    const unasked = call !== undefined && status === undefined && expect.noAnswer !== true
    return { step: done, checks: unasked ? [...checkAccepted(answer), ...checks] : checks }
  }

  get #names(): Names {
    return {
      answers: this.#answers,
      findIccid: async (customerRef) => (await this.#stage.handle.esims.list({ customerRef, limit: 1 }))[0]?.iccid,
    }
  }

  #get(path: string): Promise<Answered | undefined> {
    return callVendor(this.#stage.fetch, this.#stage.handle.apiKey, { path })
  }
}

/** Whether a step was carried out, and everything came as it expects. */
export const isMet = ({ error, checks }: StepReport): boolean => error === undefined && checks.every(({ met }) => met)

/** A call of which nothing is expected is expected to be accepted. */
const checkAccepted = (answer: Answered | undefined): Check[] =>
  answer && answer.status < 400 ? [] : [{ what: 'status', met: false, expected: 'below 400', actual: tell(answer) }]
