import type * as z from 'zod'
import type { Story } from '../contract/control/story.ts'
import * as contract from '../contract/control/story.ts'
import type { Scenario } from '../fixtures/scenarios.ts'
import type { Tenant } from '../state/engine/state.ts'
import type { ControlDependencies } from './control-call.ts'
import { ControlError } from './errors.ts'
import type { RegisterControlRoute } from './register.ts'
import { startScenario } from './start-scenario.ts'

export type PlayedStory = z.infer<typeof Story>

/**
 * Plays stories. The runner of scenarios drives an organisation by the control API, so the emulator passes it in here.
 */
export interface Stories {
  /** The story of an organisation; undefined where none is played. */
  get(tenant: Tenant): PlayedStory | undefined
  /** Begins a story in an organisation that stands at its beginning. */
  start(tenant: Tenant, scenario: Scenario, undo: string | null): Promise<PlayedStory>
  /**
   * Plays so many steps; undefined where there is no story, or no longer, `playing` while others are played, and `closed` when
   * the emulator ends meanwhile.
   */
  play(tenant: Tenant, count: number): Promise<PlayedStory | 'playing' | 'closed' | undefined>
  /** Ends the story after the step that is being played. */
  stop(tenant: Tenant): void
}

export function storyRoutes(route: RegisterControlRoute, dependencies: ControlDependencies): void {
  const { stories } = dependencies

  route(contract.getStory, async ({ tenant }) => ({ story: (await stories()).get(tenant) ?? null }))

  route(contract.startStory, async ({ tenant, body }) => {
    const started = await startScenario(dependencies, tenant, body)
    return (await stories()).start(started.tenant, started.scenario, started.undo ?? null)
  })

  route(contract.playStory, async ({ tenant, body }) => {
    const count = body.toEnd ? Number.POSITIVE_INFINITY : (body.steps ?? 1)
    const played = await (await stories()).play(tenant, count)
    if (played === 'playing') {
      throw new ControlError(409, 'story_playing', 'steps of the story are being played: wait for their answer')
    }
    if (played === 'closed')
      throw new ControlError(503, 'story_broken_off', 'the emulator is stopping: the story has ended')
    if (!played) {
      throw new ControlError(
        409,
        'no_story',
        'no story is played in this organisation: start one with POST /_emulator/story; a reset or a restore ends it',
      )
    }
    return played
  })

  route(contract.stopStory, async ({ tenant }) => {
    ;(await stories()).stop(tenant)
    return undefined
  })
}
