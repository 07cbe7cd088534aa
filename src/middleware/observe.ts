import { loggedPath } from './redaction.ts'

/** Something that the emulator did, for a log. */
export type EmulatorEvent =
  | {
      readonly kind: 'request'
      readonly method: string
      /** Without its query, and with stars for any key in it. */
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

type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>

/** Answers as before, and tells of it. `isKey` tells the keys of the organisations there are. */
export const observe =
  (answer: Fetch, onEvent: (event: EmulatorEvent) => void, isKey: (text: string) => boolean): Fetch =>
  async (request, env) => {
    const { method } = request
    const begun = performance.now()
    const response = await answer(request, env)
    onEvent({
      kind: 'request',
      method,
      path: loggedPath(request, isKey),
      status: response.status,
      durationMs: performance.now() - begun,
      reason: response.headers.get('emulator-reason') ?? undefined,
    })
    return response
  }
