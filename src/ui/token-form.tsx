import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { ControlOperation } from '../contract/control/operation.ts'
import { type CallParameters, ControlCallError } from './control-client.ts'
import type { PageRequest } from './page-request.ts'

/** Asks for the control token, which stays in this tab of the browser. */
export const TokenForm: FC<{ readonly reason: string }> = ({ reason }) => (
  <form class="acts" data-token data-needs-token>
    <p class="soft">{reason}</p>
    <div class="act">
      <label class="wide">
        Control token
        <input name="token" type="password" required autocomplete="off" />
      </label>
      <button type="submit">Show</button>
    </div>
  </form>
)

/** Makes a server-scope call; returns its answer, or the reason if the control token is missing or wrong. */
export async function callServer<O extends ControlOperation>(
  call: PageRequest['call'],
  operation: O,
  asked?: CallParameters,
): Promise<z.infer<O['answer']> | string> {
  try {
    return await call(operation, asked)
  } catch (error) {
    if (error instanceof ControlCallError && (error.status === 401 || error.status === 403)) return error.message
    throw error
  }
}
