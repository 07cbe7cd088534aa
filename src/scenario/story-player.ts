import type { OrganisationHandle } from '../client/handle.ts'
import type { PlayedStory, Stories } from '../control/stories.ts'
import type { Scenario } from '../fixtures/scenarios.ts'
import { EmulatorError } from '../http/control-answer.ts'
import type { Tenant } from '../state/engine/state.ts'
import { nameOf, type Send, type StoryStep } from './actions.ts'
import { describeExpectations } from './describe-expectations.ts'
import type { StepReport } from './report.ts'
import { isMet, Story } from './run.ts'

export interface StoryPlayerDependencies {
  /** Makes the handle of an organisation of this emulator, by the key that it has at each call. */
  readonly handleOf: (tenant: Tenant) => OrganisationHandle
  /** Carries a vendor call to this emulator. */
  readonly fetch: Send
  /** Wakes the readers of an organisation: the story goes on. */
  readonly onChange: (tenant: Tenant) => void
}

/** A story in an organisation, as far as it was played. */
interface Run {
  readonly generation: number
  readonly scenario: Scenario
  readonly undo: string | null
  readonly story: Story
  readonly reports: StepReport[]
  isPlaying: boolean
  isStopped: boolean
}

/** Plays the stories of organisations step by step. A story goes with the state that it is played in. */
export class StoryPlayer implements Stories {
  readonly #dependencies: StoryPlayerDependencies
  readonly #runs = new WeakMap<Tenant, Run>()

  constructor(dependencies: StoryPlayerDependencies) {
    this.#dependencies = dependencies
  }

  get(tenant: Tenant): PlayedStory | undefined {
    const run = this.#find(tenant)
    return run && viewOf(run)
  }

  async start(tenant: Tenant, scenario: Scenario, undo: string | null): Promise<PlayedStory> {
    const { handleOf, fetch, onChange } = this.#dependencies
    const story = new Story({ handle: handleOf(tenant), fetch })
    const { generation } = tenant
    await story.begin(scenario.steps ?? [])
    const run = { generation, scenario, undo, story, reports: [], isPlaying: false, isStopped: false }
    this.#runs.set(tenant, run)
    onChange(tenant)
    return viewOf(run)
  }

  async play(tenant: Tenant, count: number): Promise<PlayedStory | 'playing' | 'closed' | undefined> {
    const run = this.#find(tenant)
    if (!run) return undefined
    if (run.isPlaying) return 'playing'
    run.isPlaying = true
    try {
      for (let played = 0; played < count && !run.isStopped && next(run); played += 1) {
        this.#dependencies.onChange(tenant)
        const report = await run.story.play(next(run) as StoryStep)
        // The organisation may have been replaced meanwhile, and the story with it.
        if (tenant.generation !== run.generation) return undefined
        run.reports.push(report)
      }
    } catch (error) {
      if (error instanceof EmulatorError && error.code === 'closed') return 'closed'
      throw error
    } finally {
      run.isPlaying = false
    }
    this.#dependencies.onChange(tenant)
    return viewOf(run)
  }

  stop(tenant: Tenant): void {
    const run = this.#find(tenant)
    if (!run) return
    run.isStopped = true
    this.#runs.delete(tenant)
    this.#dependencies.onChange(tenant)
  }

  #find(tenant: Tenant): Run | undefined {
    const run = this.#runs.get(tenant)
    return run?.generation === tenant.generation ? run : undefined
  }
}

const isBroken = ({ reports }: Run): boolean => reports.at(-1)?.error !== undefined

/** The step that comes next; undefined at the end of the story, and after a step that could not be carried out. */
const next = (run: Run): StoryStep | undefined => (isBroken(run) ? undefined : run.scenario.steps?.[run.reports.length])

function viewOf(run: Run): PlayedStory {
  const { scenario, reports, undo, isPlaying } = run
  const { steps = [] } = scenario
  const failed = reports.filter((report) => !isMet(report)).length
  return {
    scenario: scenario.name,
    description: scenario.description,
    state: isPlaying ? 'playing' : next(run) ? 'ready' : failed === 0 ? 'met' : 'not met',
    played: reports.length,
    failed,
    steps: steps.map((step, index) => stepView(run, step, index)),
    undo,
  }
}

function stepView(run: Run, step: StoryStep, index: number): PlayedStory['steps'][number] {
  const report = run.reports[index]
  const { name: _, ...unnamed } = step
  const status = step.expect?.status ?? step.call?.expectStatus
  return {
    name: report?.name ?? nameOf(step),
    action: nameOf(unnamed),
    expects: describeExpectations({ ...step.expect, status }),
    state: stepState(run, report, index),
    ...(report && { at: report.at, checks: [...report.checks] }),
    ...(report?.error !== undefined && { error: report.error }),
  }
}

function stepState(run: Run, report: StepReport | undefined, index: number): PlayedStory['steps'][number]['state'] {
  if (report) return report.error !== undefined ? 'broken' : isMet(report) ? 'passed' : 'failed'
  if (isBroken(run)) return 'left out'
  if (index > run.reports.length) return 'waiting'
  return run.isPlaying ? 'playing' : 'next'
}
