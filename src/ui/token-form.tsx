import type { FC } from 'hono/jsx'
import type * as z from 'zod'
import type { ControlOperation } from '../contract/control/operation.ts'
import { AskError, type Asked } from './ask.ts'
import type { Look } from './look.ts'

/** Asks for the control token, which stays in this tab of the browser. */
export const TokenForm: FC<{ readonly reason: string }> = ({ reason }) => (
  <form class="acts" data-token data-needs-token>
    <p class="soft">{reason}</p>
    <div class="act">
      <label class="wide">
        Control token
        <input name="token" type="password" required autocomplete="off" />
      </label>
      <button type="submit">Show them</button>
    </div>
  </form>
)

/** What a call of whoever runs the server answers, or why it is refused to this reader. */
export async function askServer<O extends ControlOperation>(
  ask: Look['ask'],
  operation: O,
  asked?: Asked,
): Promise<z.infer<O['answer']> | string> {
  try {
    return await ask(operation, asked)
  } catch (error) {
    if (error instanceof AskError && (error.status === 401 || error.status === 403)) return error.message
    throw error
  }
}
