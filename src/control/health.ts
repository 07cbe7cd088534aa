import { Hono } from 'hono'

export interface Health {
  readonly status: 'ok'
  readonly version: string
  readonly mode: 'open' | 'strict'
  readonly storage: 'memory' | 'file'
}

/** Answers health checks, without a key. */
export function healthRoutes(health: Health): Hono {
  const app = new Hono()
  for (const path of ['/_emulator/health', '/health', '/livez', '/readyz']) app.get(path, (c) => c.json(health))
  return app
}
