import { tryDecodeURIComponent } from 'hono/utils/url'

/** Something that the emulator did, for a log. */
export type EmulatorEvent =
  | {
      readonly kind: 'request'
      readonly method: string
      /** Without its query, and without the name of an organisation: both are, or may hold, a key. */
      readonly path: string
      readonly status: number
      readonly durationMs: number
      /** Why, where the emulator itself is the cause. */
      readonly reason: string | undefined
    }
  | {
      readonly kind: 'callback'
      readonly alertType: string
      readonly iccid: string | null
      readonly url: string
      readonly status: number | null
      readonly error: string | null
    }

const ORGANISATIONS = '/_emulator/organisations/'

/** A path as it was written, but for a key in it, however that was written. */
function loggedPath(url: string): string {
  const { pathname } = new URL(url)
  return tryDecodeURIComponent(pathname).startsWith(ORGANISATIONS) ? `${ORGANISATIONS}***` : pathname
}

type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>

/** Answers as before, and tells of it. */
export const observe =
  (answer: Fetch, onEvent: (event: EmulatorEvent) => void): Fetch =>
  async (request, env) => {
    const { method, url } = request
    const begun = performance.now()
    const response = await answer(request, env)
    onEvent({
      kind: 'request',
      method,
      path: loggedPath(url),
      status: response.status,
      durationMs: performance.now() - begun,
      reason: response.headers.get('emulator-reason') ?? undefined,
    })
    return response
  }
