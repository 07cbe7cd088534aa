import { Context } from 'hono'
import type { Fetch } from '../server/listen.ts'
import type { Part } from '../server/part-loader.ts'
import type { ControlDependencies } from './control-call.ts'
import type { Health } from './health.ts'
import { respondError } from './respond.ts'

/** The files of the control API: the schemas of scenarios, those of the operations, and the handlers. */
const CONTROL_PARTS: readonly Part[] = [
  () => import('../contract/control/faults.ts'),
  () => import('../contract/scenario/file.ts'),
  () => import('../contract/control/operations.ts'),
  () => import('./app.ts'),
]

/**
 * Answers control calls and pages of the dashboard. Their app is loaded by the first of them, since a start would wait for
 * it. A path that is none of theirs goes to `vendor`.
 */
export function lazyControlApp(dependencies: ControlDependencies, health: Health, vendor: Fetch): Fetch {
  const load = async () => {
    await dependencies.loadParts(CONTROL_PARTS)
    const { createControlApp } = await import('./app.ts')
    const app = createControlApp(dependencies, health, async (request) => app.fetch(request))
    app.notFound(async (context) => vendor(context.req.raw, context.env))
    return app
  }
  let loading: ReturnType<typeof load> | undefined
  return async (request, env) => {
    loading ??= load()
    try {
      await loading
    } catch (error) {
      return respondError(error as Error, new Context(request), dependencies.onFailure)
    }
    return (await loading).fetch(request, env as never)
  }
}
